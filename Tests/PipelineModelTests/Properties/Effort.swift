/// How many seeds a property is tried with.
enum Effort {
  #if DEBUG
    static let isDebug = true
  #else
    static let isDebug = false
  #endif

  /// Seeds from 1; a debug build tries few, so that its suite stays quick.
  static func seeds(debug: Int, release: Int) -> ClosedRange<UInt64> {
    1...UInt64(isDebug ? debug : release)
  }
}
