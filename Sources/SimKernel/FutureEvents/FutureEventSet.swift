/// The events that have not happened yet, in a total order: by time, then by scheduling order.
///
/// A value: copying it copies the future, lazily. Events are kept in slots; only their 16-byte
/// keys are ordered (`KeyQueue`), so the size of an event hardly matters. Cancelling frees the slot
/// and leaves a dead key behind, which is dropped when it comes near, or with all others when the
/// dead outnumber the living. At most 2^24 events are pending and 2^40 are scheduled in one life;
/// exceeding either traps.
@frozen
public struct FutureEventSet<Event: BitwiseCopyable> {
  @usableFromInline var storage: FutureEventStorage<Event>

  @inlinable
  public init() { storage = FutureEventStorage() }

  /// The number of events that will happen unless they are cancelled.
  @inlinable
  public var count: Int { storage.parts.pointee.slots.liveCount }

  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// The time of the first event, or nil when there is none. O(1) amortized.
  @inlinable
  public var nextTime: SimTime? {
    mutating get {
      makeUnique()
      guard let key = storage.parts.pointee.firstLive(through: .max) else { return nil }
      return SimTime(microseconds: Int64(bitPattern: key.time))
    }
  }

  /// Schedules `event`; `time` must not lie before the event handed out last.
  ///
  /// O(1) amortized when times are spread, O(log n) at worst.
  @inlinable
  @inline(__always)
  public mutating func insert(_ event: Event, at time: SimTime) -> EventHandle {
    makeUnique()
    let bits = UInt64(bitPattern: time.microseconds)
    precondition(
      bits >= storage.parts.pointee.lastTime && time >= .zero, "An event was scheduled in the past."
    )
    return storage.parts.pointee.insert(event, bits)
  }

  /// `insert` for a caller that has checked the time.
  @inlinable
  @inline(__always)
  mutating func insert(_ event: Event, checked time: SimTime) -> EventHandle {
    makeUnique()
    return storage.parts.pointee.insert(event, UInt64(bitPattern: time.microseconds))
  }

  /// Removes the event named by `handle`; false when it has fired, was cancelled or is `.none`.
  ///
  /// O(1) amortized.
  @inlinable
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard storage.parts.pointee.slots.contains(handle.order) else { return false }
    makeUnique()
    storage.parts.pointee.cancel(handle.order)
    return true
  }

  /// Takes the first event, unless it lies after `horizon`. As cheap as `insert`.
  @inlinable
  @inline(__always)
  public mutating func popFirst(
    through horizon: SimTime = .distantFuture
  ) -> (time: SimTime, event: Event)? {
    makeUnique()
    let parts = storage.parts
    let limit = UInt64(bitPattern: horizon.microseconds)
    guard let key = parts.pointee.firstLive(through: limit) else { return nil }
    let event = parts.pointee.slots.slot(of: key.order).pointee.event
    parts.pointee.take(key)
    return (SimTime(microseconds: Int64(bitPattern: key.time)), event)
  }

  /// Checks what must hold between any two calls; for debug builds, O(n).
  public func checkLaw() { storage.parts.pointee.checkLaw() }

  @inlinable
  @inline(__always)
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copied() }
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
    parts.initialize(to: FutureEventParts(queue: KeyQueue(), slots: EventSlots()))
  }

  @usableFromInline
  init(copying other: FutureEventStorage) {
    parts = .allocate(capacity: 1)
    parts.initialize(to: other.parts.pointee.copied())
  }

  @usableFromInline
  func copied() -> FutureEventStorage { FutureEventStorage(copying: self) }

  deinit {
    parts.pointee.queue.deallocate()
    parts.pointee.slots.slots.deallocate()
    parts.deallocate()
  }
}

/// What a `FutureEventSet` consists of.
@frozen
@usableFromInline
struct FutureEventParts<Event: BitwiseCopyable> {
  @usableFromInline var queue: KeyQueue
  @usableFromInline var slots: EventSlots<Event>
  /// The time of the event handed out last.
  @usableFromInline var lastTime: UInt64

  @inlinable
  init(queue: KeyQueue, slots: EventSlots<Event>) {
    self.queue = queue
    self.slots = slots
    lastTime = 0
  }

  @inlinable
  @inline(__always)
  mutating func insert(_ event: Event, _ time: UInt64) -> EventHandle {
    let order = slots.insert(event)
    queue.insert(EventKey(time: time, order: order), slots.numbers)
    return EventHandle(order: order)
  }

  @inlinable
  mutating func cancel(_ order: UInt64) {
    slots.free(order)
    queue.deadCount &+= 1
    boundDeadKeys()
  }

  /// The key of the first event up to `limit`, after dropping the dead keys before it.
  @inlinable
  @inline(__always)
  mutating func firstLive(through limit: UInt64) -> EventKey? {
    while true {
      let key = queue.first(slots.numbers)
      guard key.time <= limit, key.time != .max else { return nil }
      if slots.numbers.isLive(key) { return key }
      queue.remove(key)
      queue.deadCount &-= 1
    }
  }

  @inlinable
  @inline(__always)
  mutating func take(_ key: EventKey) {
    queue.remove(key)
    slots.free(key.order)
    lastTime = key.time
    boundDeadKeys()
  }

  /// Drops all dead keys when they outnumber the living; O(1) amortized over the cancellations.
  @inlinable
  @inline(__always)
  mutating func boundDeadKeys() {
    if queue.deadCount > 0, queue.deadCount > slots.liveCount &+ queue.deadSlack {
      queue.dropDead(slots.numbers)
    }
  }

  func copied() -> FutureEventParts {
    var copy = self
    copy.queue = queue.copied()
    copy.slots.slots = slots.slots.copied()
    return copy
  }

  func checkLaw() {
    let keys = queue.checkedKeys()
    let live = keys.count { slots.numbers.isLive($0) }
    precondition(live == slots.liveCount, "A pending event has no key, or two.")
    precondition(keys.count - live == queue.deadCount, "The dead keys are miscounted.")
    precondition(queue.deadCount <= live + queue.deadSlack, "Dead keys pile up.")
    precondition(keys.allSatisfy { $0.time >= lastTime }, "A pending event lies in the past.")
  }
}
