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
  /// No limit of their own: they stood in the function's queue behind others that waited for one,
  /// or until the engine looked at the queue.
  public var queue = SimDuration.zero

  /// No waits.
  public init() {}

  /// All of them together.
  public var total: SimDuration { .sum([account, perKey, global, throttle, queue]) }

  /// These waits and others.
  func merging(_ other: RunWaits) -> RunWaits {
    var sum = self
    sum.account = .sum([account, other.account])
    sum.perKey = .sum([perKey, other.perKey])
    sum.global = .sum([global, other.global])
    sum.throttle = .sum([throttle, other.throttle])
    sum.queue = .sum([queue, other.queue])
    return sum
  }
}
