import SimKernel

/// A provider's limits beside the window: requests under way, and points a minute.
///
/// Law: at most `concurrentRequests` answers are on their way at once, and at most
/// `pointsPerMinute` requests are answered in a minute. O(requests under way).
/// Source: pipeline-facts §7.
struct SecondaryLimits: Sendable {
  /// When the answers under way will have arrived.
  private var ends: [SimTime] = []
  private var minute = RateWindow()

  /// How long the provider tells a request to stay away; nil when it is answered.
  mutating func refuse(
    _ policy: Profile.Provider, until end: SimTime, at now: SimTime
  ) -> SimDuration? {
    if policy.concurrentRequests > 0 {
      ends.removeAll { $0 <= now }
      if ends.count >= policy.concurrentRequests { return .minutes(1) }
    }
    if policy.pointsPerMinute > 0 {
      let rate = Rate(count: policy.pointsPerMinute, period: .minutes(1))
      guard minute.charge(rate, at: now) else { return minute.resetAt - now }
    }
    if policy.concurrentRequests > 0 { ends.append(end) }
    return nil
  }
}
