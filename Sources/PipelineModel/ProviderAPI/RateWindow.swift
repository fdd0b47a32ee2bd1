import SimKernel

/// A provider's fixed window: so many requests, then none until the reset.
///
/// Law: at most `rate.count` requests are allowed between two resets. O(1).
/// Source: pipeline-facts §7 (5000 requests per hour and installation token).
struct RateWindow: Sendable, BitwiseCopyable {
  private(set) var used: Int32 = 0
  private(set) var resetAt = SimTime.zero

  /// Counts a request; false when the window is used up.
  mutating func charge(_ rate: Rate, at now: SimTime) -> Bool {
    if now >= resetAt {
      resetAt = now + rate.period
      used = 0
    }
    guard used < rate.count else { return false }
    used += 1
    return true
  }
}
