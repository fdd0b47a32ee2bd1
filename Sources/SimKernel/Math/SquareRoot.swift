#if canImport(Glibc)
  import Glibc  // Links libm, from which an unoptimized build takes its square root.
#endif

extension PortableMath {
  /// The square root, correctly rounded as IEEE 754 demands, hence the same everywhere.
  @inlinable
  public static func squareRoot(_ x: Double) -> Double { x.squareRoot() }
}
