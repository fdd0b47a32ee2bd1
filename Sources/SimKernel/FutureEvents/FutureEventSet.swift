/// The events that have not happened yet, in a total order: by time, then by scheduling order.
///
/// A value: copying it copies the future, lazily. Far events lie unsorted in buckets, together
/// with their keys (`EventLadder`); near ones lie in slots, and only their 16-byte keys are sorted
/// (`NearKeys`). Cancelling frees the event's place in a table of handles and leaves the event
/// behind, which is dropped when it comes near, or with all others when the cancelled outnumber the
/// living. At most 2^26 events that can be cancelled are pending, as many lie at one time, the
/// cancelled among them, and 2^38 are scheduled in one life; exceeding any of these traps.
/// `maximumPending` keeps a model from the first two.
@frozen
public struct FutureEventSet<Event: BitwiseCopyable> {
  @usableFromInline var storage: FutureEventStorage<Event>
  /// What `storage` owns, without the way through it.
  @usableFromInline var parts: UnsafeMutablePointer<FutureEventParts<Event>>

  @inlinable
  public init() {
    storage = FutureEventStorage()
    parts = storage.parts
  }

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
      makeUnique()
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
    makeUnique()
    parts.pointee.insert(event, UInt64(bitPattern: time.microseconds))
  }

  /// `insertCancellable` for a caller that has checked the time.
  @inlinable
  @inline(__always)
  mutating func insertCancellable(_ event: Event, checked time: SimTime) -> EventHandle {
    makeUnique()
    return parts.pointee.insertCancellable(event, UInt64(bitPattern: time.microseconds))
  }

  /// Removes the event named by `handle`; false when it has fired, was cancelled or is `.none`.
  ///
  /// O(1) amortized.
  @inlinable
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard parts.pointee.handles.contains(handle) else { return false }
    makeUnique()
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
  mutating func popFirst<Context>(
    through horizon: SimTime, _ context: Context, foresee: (Context, Event) -> UInt64
  ) -> (time: SimTime, event: Event)? {
    makeUnique()
    let limit = UInt64(bitPattern: horizon.microseconds)
    guard let key = parts.pointee.firstLive(through: limit, context, foresee: foresee) else {
      return nil
    }
    let event = parts.pointee.take(key)
    return (SimTime(microseconds: Int64(bitPattern: key.time)), event)
  }

  /// Checks what must hold between any two calls; for debug builds, O(n).
  public func checkLaw() { parts.pointee.checkLaw() }

  @inlinable
  @inline(__always)
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { makeOwn() }
  }

  @inlinable
  @inline(never)
  mutating func makeOwn() {
    storage = storage.copied()
    parts = storage.parts
  }
}

extension FutureEventSet: @unchecked Sendable where Event: Sendable {}

/// Owns the memory of a `FutureEventSet`.
@usableFromInline
final class FutureEventStorage<Event: BitwiseCopyable> {
  @usableFromInline let parts: UnsafeMutablePointer<FutureEventParts<Event>>

  @inlinable
  init() {
    parts = .allocate(capacity: 1)
    parts.initialize(to: FutureEventParts())
  }

  @inlinable
  init(copying other: FutureEventStorage) {
    parts = .allocate(capacity: 1)
    parts.initialize(to: other.parts.pointee.copied())
  }

  @inlinable
  @inline(never)
  func copied() -> FutureEventStorage { FutureEventStorage(copying: self) }

  @inlinable
  deinit {
    parts.pointee.deallocate()
    parts.deallocate()
  }
}
