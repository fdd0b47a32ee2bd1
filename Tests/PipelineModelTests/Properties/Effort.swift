import Foundation

/// How many seeds a property is tried with.
enum Effort {
  #if DEBUG
    static let isDebug = true
  #else
    static let isDebug = false
  #endif

  /// How many times as much is tried, of the variable `SIMRUN_EFFORT`; 1 without it.
  private static let times = max(
    1, ProcessInfo.processInfo.environment["SIMRUN_EFFORT"].flatMap(UInt64.init) ?? 1)

  /// Seeds from 1; a debug build tries few, so that its suite stays quick.
  static func seeds(debug: Int, release: Int) -> ClosedRange<UInt64> {
    1...UInt64(isDebug ? debug : release) * times
  }
}
