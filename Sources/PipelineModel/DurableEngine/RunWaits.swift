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
  public var total: SimDuration { account + perKey + global + throttle + queue }

  /// These waits and others.
  func merging(_ other: RunWaits) -> RunWaits {
    var sum = self
    sum.account += other.account
    sum.perKey += other.perKey
    sum.global += other.global
    sum.throttle += other.throttle
    sum.queue += other.queue
    return sum
  }
}

/// Sums of waits, in which a beginning counts less its moment and an end counts its moment.
struct WaitSums: Sendable, BitwiseCopyable {
  var account = SimDuration.zero
  /// For the function's first limit.
  var first = SimDuration.zero
  /// For the function's second limit.
  var second = SimDuration.zero
  var throttle = SimDuration.zero
  /// In the function's queue, for whatever reason.
  var queue = SimDuration.zero
  /// Items that stand in the queue.
  var queued: Int32 = 0

  /// An item comes into the queue.
  @inline(__always)
  mutating func enqueue(at now: SimTime) {
    queue -= now - .zero
    queued += 1
  }

  /// An item leaves the queue.
  @inline(__always)
  mutating func dequeue(at now: SimTime) {
    queue += now - .zero
    queued -= 1
  }

  /// All that still wait end.
  mutating func end(
    _ waits: (account: Int32, first: Int32, second: Int32), throttle waitsForThrottle: Bool,
    at now: SimTime
  ) {
    account += (now - .zero) * Int(waits.account)
    first += (now - .zero) * Int(waits.first)
    second += (now - .zero) * Int(waits.second)
    if waitsForThrottle { throttle += now - .zero }
    queue += (now - .zero) * Int(queued)
    queued = 0
  }
}

extension DurableEngine {
  /// How long the run in a slot, just ended, has waited for limits.
  func waits(of slot: Int32) -> RunWaits {
    let run = runs[Int(slot)]
    var waits = RunWaits()
    waits.account = run.waited.account
    waits.throttle = run.waited.throttle
    for (limit, waited) in zip(
      functions[Int(run.function)].limits, [run.waited.first, run.waited.second])
    {
      if limit.key.isEmpty { waits.global += waited } else { waits.perKey += waited }
    }
    waits.queue = max(.zero, run.waited.queue - waits.total)
    return waits
  }
}
