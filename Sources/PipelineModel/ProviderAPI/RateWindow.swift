import SimKernel

/// A provider's fixed window: so many requests, then none until the reset.
///
/// Law: at most `rate.count` requests are allowed between two resets. O(1).
/// Source: pipeline-facts §7 (5000 requests per hour and installation token).
struct RateWindow: Sendable, BitwiseCopyable {
  private(set) var used: Int32 = 0
  private(set) var resetAt = SimTime.zero
  /// Requests of others that use the same budget, and how many of them this window has counted.
  private var others: Rate?
  private var othersCounted: Int32 = 0
  /// Since when they are counted.
  private var countedSince = SimTime.zero

  /// A window that the first request opens.
  init() {}

  /// A window that has begun before the story.
  init(_ window: World.SharedWindow) {
    used = Int32(clamping: window.used)
    resetAt = .zero + window.resetsIn
    others = window.others
  }

  /// Counts a request; false when the window is used up.
  mutating func charge(_ rate: Rate, at now: SimTime) -> Bool {
    if let others { count(others, rate, at: now) }
    if now >= resetAt {
      resetAt = now + rate.period
      used = 0
    }
    guard used < rate.count else { return false }
    used += 1
    return true
  }

  /// Counts what others have asked since the window began; theirs begins at each reset.
  private mutating func count(_ others: Rate, _ rate: Rate, at now: SimTime) {
    if resetAt <= now {
      let windows = (now - resetAt).microseconds / rate.period.microseconds + 1
      resetAt = resetAt + rate.period * Int(windows)
      countedSince = resetAt - rate.period
      (used, othersCounted) = (0, 0)
    }
    let part = UInt64((now - countedSince).microseconds)
      .multipliedFullWidth(by: UInt64(others.count))
    let asked = UInt64(others.period.microseconds).dividingFullWidth(part).quotient
    let new = Int32(clamping: asked) - othersCounted
    othersCounted += new
    used = Int32(clamping: min(Int64(used) + Int64(new), Int64(rate.count)))
  }
}
