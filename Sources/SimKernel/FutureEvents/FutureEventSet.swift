/// The events that have not happened yet, in a total order: by time, then by scheduling order.
///
/// It cannot be copied; `fork` copies the future. Far events lie unsorted in buckets, together
/// with their keys (`EventLadder`); near ones lie in slots, and only their 16-byte keys are sorted
/// (`NearKeys`). Cancelling frees the event's place in a table of handles and leaves the event
/// behind, which is dropped when it comes near, or with all others when the cancelled outnumber the
/// living. At most 2^26 events that can be cancelled are pending, as many lie at one time, the
/// cancelled among them, and 2^38 are scheduled in one life; exceeding any of these traps.
/// `maximumPending` keeps a model from the first two.
@frozen
public struct FutureEventSet<Event: BitwiseCopyable>: ~Copyable {
  @usableFromInline let parts: UnsafeMutablePointer<FutureEventParts<Event>>

  @inlinable
  public init() { self.init(FutureEventParts()) }

  @inlinable
  init(_ parts: FutureEventParts<Event>) {
    self.parts = .allocate(capacity: 1)
    self.parts.initialize(to: parts)
  }

  @inlinable
  deinit {
    parts.pointee.deallocate()
    parts.deallocate()
  }

  /// The same future once more, in memory of its own; O(n).
  public func fork() -> FutureEventSet { FutureEventSet(parts.pointee.copied()) }

  /// The number of events that will happen unless they are cancelled.
  @inlinable
  public var count: Int { parts.pointee.liveCount }

  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// The number of events scheduled so far, those that were cancelled included.
  @inlinable
  public var scheduledCount: Int {
    Int(truncatingIfNeeded: parts.pointee.lastNumber &>> EventKey.slotBits)
  }

  /// With no more than so many pending no place is ever used up: as many cancelled ones, and the
  /// slack before these are dropped, have room beside them.
  @inlinable
  public static var maximumPending: Int { 1 << (EventKey.slotBits - 1) - 1 << 12 }

  /// No more than so many are scheduled in one life.
  @inlinable
  public static var maximumScheduled: Int { 1 << (64 - EventKey.slotBits) - 1 }

  /// The time of the first event, or nil when there is none. O(1) amortized.
  @inlinable
  public var nextTime: SimTime? {
    mutating get {
      let key = parts.pointee.firstLive(through: .max, (), foresee: { _, _ in 0 })
      guard let key else { return nil }
      return SimTime(microseconds: Int64(bitPattern: key.time))
    }
  }

  /// Schedules `event`; `time` must not lie before the event handed out last.
  ///
  /// O(1) amortized when times are spread, O(log n) at worst.
  @inlinable
  @inline(__always)
  public mutating func insert(_ event: Event, at time: SimTime) {
    checkOrder(time)
    insert(event, checked: time)
  }

  /// Schedules an `event` that can be cancelled; slower than `insert` when many are pending.
  @inlinable
  @inline(__always)
  public mutating func insertCancellable(_ event: Event, at time: SimTime) -> EventHandle {
    checkOrder(time)
    return insertCancellable(event, checked: time)
  }

  @inlinable
  @inline(__always)
  func checkOrder(_ time: SimTime) {
    precondition(
      time >= .zero && UInt64(bitPattern: time.microseconds) >= parts.pointee.lastTime,
      "An event was scheduled in the past.")
  }

  /// `insert` for a caller that has checked the time.
  @inlinable
  @inline(__always)
  mutating func insert(_ event: Event, checked time: SimTime) {
    parts.pointee.insert(event, UInt64(bitPattern: time.microseconds))
  }

  /// `insertCancellable` for a caller that has checked the time.
  @inlinable
  @inline(__always)
  mutating func insertCancellable(_ event: Event, checked time: SimTime) -> EventHandle {
    return parts.pointee.insertCancellable(event, UInt64(bitPattern: time.microseconds))
  }

  /// Removes the event named by `handle`; false when it has fired, was cancelled or is `.none`.
  ///
  /// O(1) amortized.
  @inlinable
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard parts.pointee.handles.contains(handle) else { return false }
    return parts.pointee.cancel(handle)
  }

  /// Takes the first event, unless it lies after `horizon`. As cheap as `insert`.
  @inlinable
  @inline(__always)
  public mutating func popFirst(
    through horizon: SimTime = .distantFuture
  ) -> (time: SimTime, event: Event)? {
    horizon < .zero ? nil : popFirst(through: horizon, (), foresee: { _, _ in 0 })
  }

  /// `popFirst` that shows the events that have become near to `foresee`.
  @inlinable
  @inline(__always)
  mutating func popFirst<Context: ~Copyable>(
    through horizon: SimTime, _ context: borrowing Context,
    foresee: (borrowing Context, Event) -> UInt64
  ) -> (time: SimTime, event: Event)? {
    let limit = UInt64(bitPattern: horizon.microseconds)
    guard let key = parts.pointee.firstLive(through: limit, context, foresee: foresee) else {
      return nil
    }
    let event = parts.pointee.take(key)
    return (SimTime(microseconds: Int64(bitPattern: key.time)), event)
  }

  /// Checks what must hold between any two calls; for debug builds, O(n).
  public func checkLaw() { parts.pointee.checkLaw() }
}

extension FutureEventSet: @unchecked Sendable where Event: Sendable {}
