/// The events that have not happened yet, in a total order: by time, then by scheduling order.
///
/// A value: copying it copies the future. Events are kept in slots of a slab and only 16-byte keys
/// move, in a four-ary heap. Cancelling frees the slot and leaves the key behind; dead keys are
/// dropped when they surface, and all at once when they outnumber the live ones. At most
/// 2^24 events are pending and 2^40 are scheduled in one life; exceeding either traps.
@frozen
public struct FutureEventSet<Event: BitwiseCopyable> {
  @usableFromInline var slots: EventSlots<Event>
  @usableFromInline var heap: ContiguousArray<EventKey>
  @usableFromInline var lastTime: UInt64

  @inlinable
  public init() {
    slots = EventSlots()
    heap = []
    lastTime = 0
  }

  /// The number of events that will happen unless they are cancelled.
  @inlinable
  public var count: Int { slots.liveCount }

  @inlinable
  public var isEmpty: Bool { slots.liveCount == 0 }

  /// The time of the first event, or nil when there is none. O(1) unless dead keys surface.
  @inlinable
  public var nextTime: SimTime? {
    mutating get {
      dropDeadKeys()
      return heap.first.map { SimTime(microseconds: Int64(bitPattern: $0.time)) }
    }
  }

  /// Schedules `event`; `time` must not lie before the event handed out last. O(log n).
  @inlinable
  public mutating func insert(_ event: Event, at time: SimTime) -> EventHandle {
    let bits = UInt64(bitPattern: time.microseconds)
    precondition(bits >= lastTime && time >= .zero, "An event was scheduled in the past.")
    let order = slots.insert(event)
    heap.append(EventKey(time: bits, order: order))
    siftUp(from: heap.count - 1)
    return EventHandle(order: order)
  }

  /// Removes the event named by `handle`; false when it has fired, was cancelled or is `.none`.
  ///
  /// O(1) amortized.
  @inlinable
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    guard slots.remove(handle.order) else { return false }
    if heap.count > 2 * slots.liveCount + 64 { dropAllDeadKeys() }
    return true
  }

  /// Takes the first event, unless it lies after `horizon`. O(log n).
  @inlinable
  public mutating func popFirst(
    through horizon: SimTime = .distantFuture
  ) -> (time: SimTime, event: Event)? {
    dropDeadKeys()
    guard let first = heap.first, first.time <= UInt64(bitPattern: horizon.microseconds)
    else { return nil }
    removeRoot()
    lastTime = first.time
    let event = slots.take(first.order)
    return (SimTime(microseconds: Int64(bitPattern: first.time)), event)
  }
}

// MARK: - The heap

extension FutureEventSet {
  @inlinable
  mutating func siftUp(from start: Int) {
    var index = start
    let key = heap[index]
    while index > 0 {
      let parent = (index - 1) >> 2
      guard key < heap[parent] else { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = key
  }

  @inlinable
  mutating func siftDown(from start: Int) {
    var index = start
    let key = heap[index]
    while true {
      let firstChild = index * 4 + 1
      guard firstChild < heap.count else { break }
      var least = firstChild
      for child in firstChild..<min(firstChild + 4, heap.count) where heap[child] < heap[least] {
        least = child
      }
      guard heap[least] < key else { break }
      heap[index] = heap[least]
      index = least
    }
    heap[index] = key
  }

  @inlinable
  mutating func removeRoot() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    heap[0] = last
    siftDown(from: 0)
  }

  @inlinable
  mutating func dropDeadKeys() {
    while let first = heap.first, !slots.isLive(first.order) { removeRoot() }
  }

  @usableFromInline
  mutating func dropAllDeadKeys() {
    heap.removeAll { !slots.isLive($0.order) }
    for index in stride(from: (heap.count - 2) / 4, through: 0, by: -1) where index < heap.count {
      siftDown(from: index)
    }
  }

  /// Checks what must hold between any two calls; for debug builds, O(n).
  public func checkLaw() {
    for index in heap.indices.dropFirst() {
      precondition(!(heap[index] < heap[(index - 1) / 4]), "A child precedes its parent.")
    }
    let live = heap.count { slots.isLive($0.order) }
    precondition(live == slots.liveCount, "A live event has no key, or two.")
    precondition(heap.count <= 2 * live + 65, "Dead keys pile up.")
  }
}

extension FutureEventSet: Sendable where Event: Sendable {}
