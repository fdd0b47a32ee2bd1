/// What a `FutureEventSet` consists of.
@frozen
@usableFromInline
struct FutureEventParts<Event: BitwiseCopyable> {
  @usableFromInline var near: NearKeys
  @usableFromInline var slots: EventSlots<Event>
  @usableFromInline var ladder: EventLadder<Event>
  @usableFromInline var handles: HandleTable
  /// How many cancelled events have not been dropped yet.
  @usableFromInline var cancelledCount: Int
  /// So many more events may be cancelled than alive before the cancelled are dropped.
  @usableFromInline var cancelledSlack: Int
  /// So many keys may lie beside the run before they are spread over buckets.
  @usableFromInline var besideRunBound: Int
  @usableFromInline var liveCount: Int
  /// The number of the event scheduled last.
  @usableFromInline var lastNumber: UInt64
  /// The time of the event handed out last.
  @usableFromInline var lastTime: UInt64
  /// What was read only to have it in the cache, kept so that the reading is not optimized away.
  @usableFromInline var touched: UInt64 = 0

  /// With more events pending, a model is likely to be larger than the cache.
  @inlinable
  static var foreseenFrom: Int { 1 << 16 }

  /// The usual `besideRunBound`.
  @inlinable
  static var besideRunLimit: Int { 32 }

  @inlinable
  init() {
    near = NearKeys()
    slots = EventSlots()
    ladder = EventLadder()
    handles = HandleTable()
    cancelledCount = 0
    cancelledSlack = 64
    besideRunBound = FutureEventParts.besideRunLimit
    liveCount = 0
    lastNumber = 0
    lastTime = 0
  }

  @inlinable
  @inline(__always)
  mutating func insert(_ event: Event, _ time: UInt64) {
    lastNumber += EventKey.slotMask + 1
    insert(PendingEvent(key: EventKey(time: time, order: lastNumber), event: event))
  }

  @inlinable
  @inline(__always)
  mutating func insertCancellable(_ event: Event, _ time: UInt64) -> EventHandle {
    lastNumber += EventKey.slotMask + 1
    let order = handles.insert(lastNumber)
    insert(PendingEvent(key: EventKey(time: time, order: order), event: event))
    return EventHandle(order: order)
  }

  @inlinable
  @inline(__always)
  mutating func insert(_ event: PendingEvent<Event>) {
    liveCount &+= 1
    if event.key.time < ladder.nearEnd {
      insertNear(event)
    } else {
      ladder.insert(event)
    }
  }

  /// Puts an event into a slot and its key among the near ones.
  @inlinable
  @inline(__always)
  mutating func insertNear(_ event: PendingEvent<Event>) {
    let key = event.key
    let slot = slots.take(.init(handle: key.slot, event: event.event))
    let nearKey = EventKey(time: key.time, number: key.number, slot: slot)
    if near.next > near.runFloor {
      NearKeys.insert(nearKey, &near.next)
    } else if near.insertBesideRun(nearKey) > besideRunBound {
      spread()
    }
  }

  /// Cancels an event; false when it is not pending.
  @inlinable
  mutating func cancel(_ handle: EventHandle) -> Bool {
    guard handles.contains(handle) else { return false }
    handles.free(UInt32(truncatingIfNeeded: handle.order & EventKey.slotMask))
    cancelledCount &+= 1
    liveCount &-= 1
    boundCancelled()
    return true
  }

  /// The key of the first event up to `limit`, after dropping the cancelled ones before it.
  ///
  /// Events that have become near are shown to `foresee`.
  @inlinable
  @inline(__always)
  mutating func firstLive<Context: ~Copyable>(
    through limit: UInt64, _ context: borrowing Context,
    foresee: (borrowing Context, Event) -> UInt64
  ) -> EventKey? {
    while true {
      let key = near.first()
      if key.time == .max {
        guard refill() else { return nil }
        if liveCount > FutureEventParts.foreseenFrom {
          touched = 0
          for index in 0..<near.keysInRun {
            touched |= foresee(context, slots[near.next[index].slot].event)
          }
        }
        continue
      }
      guard key.time <= limit else { return nil }
      let handle = slots[key.slot].handle
      if handle == 0 || handles.isPending(handle, number: key.number) { return key }
      drop(key)
    }
  }

  @inlinable
  @inline(never)
  mutating func drop(_ key: EventKey) {
    near.remove(key)
    slots.free(key.slot)
    cancelledCount &-= 1
  }

  /// Removes the event of the key that `firstLive` returned.
  @inlinable
  @inline(__always)
  mutating func take(_ key: EventKey) -> Event {
    let slot = slots[key.slot]
    near.remove(key)
    slots.free(key.slot)
    if slot.handle != 0 { handles.free(slot.handle) }
    liveCount &-= 1
    lastTime = key.time
    boundCancelled()
    return slot.event
  }

  /// Drops all cancelled events when they outnumber the living; O(1) amortized over them.
  @inlinable
  @inline(__always)
  mutating func boundCancelled() {
    if cancelledCount > liveCount &+ cancelledSlack { dropCancelled() }
  }
}

// MARK: - Ownership

extension FutureEventParts {
  @inlinable
  func copied() -> FutureEventParts {
    var copy = self
    copy.near = near.copied()
    copy.slots = slots.copied()
    copy.ladder = ladder.copied()
    copy.handles.orders = handles.orders.copied()
    return copy
  }

  @inlinable
  func deallocate() {
    near.deallocate()
    slots.deallocate()
    ladder.deallocate()
    handles.orders.deallocate()
  }
}

/// Dropping cancelled events before their time comes.
extension FutureEventParts {
  /// Drops all cancelled events where they lie. O(n).
  @inlinable
  @inline(never)
  mutating func dropCancelled() {
    dropNear()
    dropCancelled(in: ladder.top)
    for index in 0..<ladder.rungCount { dropCancelled(in: ladder.rungs.base + index) }
    cancelledCount = 0
    cancelledSlack = ladder.cancelledSlack
  }

  @inlinable
  mutating func dropNear() {
    let handles = handles
    var slots = slots
    near.filter { key in
      let handle = slots[key.slot].handle
      let isKept = handle == 0 || handles.isPending(handle, number: key.number)
      if !isKept { slots.free(key.slot) }
      return isKept
    }
    self.slots = slots
  }

  @inlinable
  mutating func dropCancelled(in rung: UnsafeMutablePointer<BucketRung>) {
    var total = 0
    for index in rung.pointee.current..<rung.pointee.bucketCount {
      let bucket = rung.pointee.buckets.base + index
      if bucket.pointee.count > 0 { dropCancelled(in: bucket) }
      total += Int(bucket.pointee.count)
    }
    rung.pointee.eventCount = total
  }

  @inlinable
  mutating func dropCancelled(in bucket: UnsafeMutablePointer<BucketRung.Bucket>) {
    let handles = handles
    var walk = ChunkWalk(bucket.pointee)
    bucket.pointee.count = 0
    while let (chunk, count) = walk.next(in: ladder.chunks) {
      for index in 0..<count {
        let event = ladder.chunks[chunk][index]
        if handles.liveCount(event.key) == 1 { ladder.chunks.append(event, to: bucket) }
      }
      ladder.chunks.free(chunk)
    }
  }
}
