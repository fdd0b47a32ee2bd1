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

/// Sums of waits in microseconds, in which a beginning counts less its moment and an end counts its
/// moment; in 128 bits, because the moments of all items that wait at once stand in them.
struct WaitSums: Sendable, BitwiseCopyable {
  var account: Int128 = 0
  /// For the function's first limit.
  var first: Int128 = 0
  /// For the function's second limit.
  var second: Int128 = 0
  var throttle: Int128 = 0
  /// In the function's queue, for whatever reason.
  var queue: Int128 = 0
  /// Items that stand in the queue.
  var queued: Int32 = 0

  /// An item comes into the queue.
  @inline(__always)
  mutating func enqueue(at now: SimTime) {
    queue -= Self.moment(now)
    queued += 1
  }

  /// An item leaves the queue.
  @inline(__always)
  mutating func dequeue(at now: SimTime) {
    queue += Self.moment(now)
    queued -= 1
  }

  /// All that still wait end.
  mutating func end(
    _ waits: (account: Int32, first: Int32, second: Int32), throttle waitsForThrottle: Bool,
    at now: SimTime
  ) {
    account += Self.moment(now, of: waits.account)
    first += Self.moment(now, of: waits.first)
    second += Self.moment(now, of: waits.second)
    if waitsForThrottle { throttle += Self.moment(now) }
    queue += Self.moment(now, of: queued)
    queued = 0
  }

  /// The moment of so many items together.
  @inline(__always)
  static func moment(_ now: SimTime, of items: Int32 = 1) -> Int128 {
    Int128(now.microseconds) * Int128(items)
  }
}
