import SimKernel

/// How long the requests of one run waited, by the kind of limit they waited for.
public struct RunWaits: Sendable, Equatable, BitwiseCopyable {
  /// The account's concurrent steps.
  public var account = SimDuration.zero
  /// The function's limit that has a key: per installation, organisation or workspace.
  public var perKey = SimDuration.zero
  /// The function's limit without a key.
  public var global = SimDuration.zero
  /// The throttle on its start, or on its provider requests.
  public var throttle = SimDuration.zero

  /// No waits.
  public init() {}

  /// All of them together.
  public var total: SimDuration { account + perKey + global + throttle }

  /// These waits and others.
  func merging(_ other: RunWaits) -> RunWaits {
    var sum = self
    sum.account += other.account
    sum.perKey += other.perKey
    sum.global += other.global
    sum.throttle += other.throttle
    return sum
  }
}

extension DurableEngine {
  /// A request of a run has waited for a limit.
  mutating func addWait(_ duration: SimDuration, for entry: Int32, of run: Int) {
    guard entry != accountEntry else {
      runs[run].waits.account += duration
      return
    }
    let place = entry == runs[run].limits.0 ? 0 : 1
    if functions[Int(runs[run].function)].limits[place].key.isEmpty {
      runs[run].waits.global += duration
    } else {
      runs[run].waits.perKey += duration
    }
  }

  /// How long the run in a slot has waited for limits.
  func waits(of slot: Int32) -> RunWaits { runs[Int(slot)].waits }
}
