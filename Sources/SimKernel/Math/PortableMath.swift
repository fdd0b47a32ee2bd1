/// Elementary functions that give the same bits on every CPU and with every C library.
///
/// Only IEEE 754 additions, multiplications, divisions and square roots, in a written order and
/// without fused operations. The simulated path uses these and no others.
public enum PortableMath {
  /// The natural logarithm, within 0.55 ulp; -infinity at 0, NaN below.
  ///
  /// Table-driven (Tang 1990): x = 2^k * z; r = z * inverse - 1 with an inverse of few bits, so
  /// that the upper half of z times it is exact; log x = k * ln 2 - log inverse + log(1 + r).
  public static func log(_ x: Double) -> Double {
    guard x >= 0x1p-1022, x < .infinity else { return logOfSpecial(x) }
    return logOfNormal(x)
  }

  /// `log` for a positive, finite number that is not subnormal.
  @inline(__always)
  static func logOfNormal(_ x: Double) -> Double {
    let offset = x.bitPattern &- logOrigin
    let row = logRow(x)
    let k = Double(Int64(bitPattern: offset) &>> 52)
    let zBits = x.bitPattern &- (offset & 0xfff0_0000_0000_0000)
    let z = Double(bitPattern: zBits)
    let zHigh = Double(bitPattern: zBits & 0xffff_ffff_0000_0000)
    let inverse = logTable[row]
    let r = (zHigh * inverse - 1) + (z - zHigh) * inverse
    let whole = k * 0x1.62e42fefa38p-1 + logTable[row &+ 1]
    let high = whole + r
    let low = (whole - high + r) + (k * 0x1.ef35793c7673p-45 + logTable[row &+ 2])
    let r2 = r * r
    let inner = (-0.25 + r * 0.2) + r2 * (-1.0 / 6 + r * (1.0 / 7))
    return high + (low + r2 * ((-0.5 + r * (1.0 / 3)) + r2 * inner))
  }

  /// The first number of the row of `logTable` for `x`.
  @inline(__always)
  static func logRow(_ x: Double) -> Int {
    3 &* Int(truncatingIfNeeded: (x.bitPattern &- logOrigin) &>> 45 & 127)
  }

  /// The bits of the number that the intervals of `logTable` begin at.
  @inline(__always)
  static var logOrigin: UInt64 { 0x3fe5_f000_0000_0000 }

  private static func logOfSpecial(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    if x < 0 || x.isNaN { return .nan }
    if x == .infinity { return .infinity }
    return log(x * 0x1p54) - 54 * 0x1.62e42fefa39efp-1
  }

  /// e to the power `x`, within 1 ulp; 0 below -745.2, infinity above 709.8.
  ///
  /// The method of FreeBSD's `e_exp.c` (Sun Microsystems 1993).
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782_712_893_384 { return .infinity }
    if x < -745.133_219_101_941_2 { return 0 }
    let exponent = Int64(x * 1.442_695_040_888_963_4 + (x < 0 ? -0.5 : 0.5))
    let k = Double(exponent)
    let high = x - k * 6.931_471_803_691_238e-1
    let low = k * 1.908_214_929_270_587_7e-10
    let r = high - low
    let t = r * r
    let c =
      r - t
      * (0.166_666_666_666_666_02 + t
        * (-2.777_777_777_701_559_3e-3
          + t
          * (6.613_756_321_437_934e-5 + t
            * (-1.653_390_220_546_525_2e-6
              + t * 4.138_136_797_057_238_5e-8))))
    let y = 1 - ((low - r * c / (2 - c)) - high)
    if exponent > 1023 { return y * 0x1p1023 * Double(sign: .plus, exponent: 1, significand: 1) }
    if exponent >= -1022 { return y * powerOfTwo(exponent) }
    return y * powerOfTwo(exponent + 54) * 0x1p-54
  }

  private static func powerOfTwo(_ exponent: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: exponent + 1023) << 52)
  }

  /// `base` to the power `exponent` for base > 0.
  ///
  /// The relative error is about 2e-16 * |exponent * ln base|.
  public static func pow(_ base: Double, _ exponent: Double) -> Double {
    exp(exponent * log(base))
  }
}
