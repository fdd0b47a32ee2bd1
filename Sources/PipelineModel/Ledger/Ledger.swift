import SimKernel

/// Ground truth: what happened to every item at every hop.
///
/// Counts per unit; per item only how often it was delivered and stored (4 bytes). Every
/// operation is O(1).
struct Ledger: Sendable {
  private struct Row: Sendable, BitwiseCopyable {
    var delivered: UInt16 = 0
    var stored: UInt16 = 0
  }

  private var rows: ContiguousArray<Row>
  /// Counts by `UnitOfWork.index`.
  private(set) var units: ReusedList<HopCounts>
  /// When an item of a unit was last delivered for the first time.
  private(set) var lastDelivery: ReusedList<SimTime?>
  /// When an item of a unit was last stored for the first time.
  private(set) var lastStore: ReusedList<SimTime?>
  /// Messages of items that are between publish and their end, by unit.
  private(set) var inQueue: ReusedList<Int>
  /// The same of all units, over time.
  private(set) var queued = TimeWeighted()
  /// Captures under way, by unit.
  private(set) var inCapture: ReusedList<Int>
  /// Posts without an answer yet, by unit.
  private(set) var inPost: ReusedList<Int>
  /// Messages delivered again after their acknowledgement, by unit.
  private(set) var redelivered: ReusedList<Int>
  /// Observations written by a capture that had written one before, by unit.
  private(set) var restored: ReusedList<Int>
  /// Captures begun for a delivery that had begun one before, by unit.
  private(set) var recaptured: ReusedList<Int>

  init(items: Int, units count: Int) {
    rows = ContiguousArray(repeating: Row(), count: items)
    units = ReusedList(repeating: HopCounts(), count: count)
    lastDelivery = ReusedList(repeating: nil, count: count)
    lastStore = ReusedList(repeating: nil, count: count)
    inQueue = ReusedList(repeating: 0, count: count)
    inCapture = ReusedList(repeating: 0, count: count)
    inPost = ReusedList(repeating: 0, count: count)
    redelivered = ReusedList(repeating: 0, count: count)
    restored = ReusedList(repeating: 0, count: count)
    recaptured = ReusedList(repeating: 0, count: count)
  }

  /// Makes the memory of the counts the ledger's own, as `ReusedList.makeOwn`.
  mutating func makeOwn() {
    units.makeOwn()
    lastDelivery.makeOwn()
    lastStore.makeOwn()
    inQueue.makeOwn()
    inCapture.makeOwn()
    inPost.makeOwn()
    redelivered.makeOwn()
    restored.makeOwn()
    recaptured.makeOwn()
  }

  /// Bytes of the rows of all items.
  var rowBytes: Int { rows.count * MemoryLayout<Row>.stride }

  /// A new item exists; its number.
  mutating func addItem() -> Int32 {
    rows.append(Row())
    return Int32(rows.count - 1)
  }

  mutating func fetched(_ count: Int, _ unit: Int) { units[unit].fetched += count }

  mutating func posted(_ unit: Int) {
    units[unit].posted += 1
    inPost[unit] += 1
  }

  mutating func answered(_ answer: Gateway.Answer, _ unit: Int) {
    inPost[unit] -= 1
    switch answer {
    case .accepted: units[unit].accepted += 1
    case .duplicate: units[unit].duplicateRefused += 1
    case .repeated: units[unit].duplicatePublished += 1
    case .failed, .none: units[unit].failedPosts += 1
    }
  }

  mutating func published(_ unit: Int, at now: SimTime) {
    queued.add(1, at: now)
    units[unit].published += 1
    inQueue[unit] += 1
  }

  /// The Console acknowledged a message; how often the item has been delivered.
  mutating func delivered(_ item: Int32, _ unit: Int, again: Bool, at now: SimTime) -> Int {
    units[unit].delivered += 1
    if again {
      redelivered[unit] += 1
    } else {
      inQueue[unit] -= 1
      queued.add(-1, at: now)
    }
    inCapture[unit] += 1
    let row = Int(item)
    let times = rows[row].delivered
    if times > 0 {
      units[unit].duplicateDeliveries += 1
    } else {
      lastDelivery[unit] = now
    }
    rows[row].delivered = times &+ 1
    return Int(times &+ 1)
  }

  /// Whether an item has reached the Console.
  func hasDelivered(_ item: Int32) -> Bool { rows[Int(item)].delivered > 0 }

  mutating func deadLettered(_ unit: Int, at now: SimTime) {
    queued.add(-1, at: now)
    units[unit].deadLettered += 1
    inQueue[unit] -= 1
  }

  /// A delivery begins a second capture (an ingress step executed twice).
  mutating func capturedAgain(_ unit: Int) {
    recaptured[unit] += 1
    inCapture[unit] += 1
  }

  mutating func payloadRow(_ unit: Int) { units[unit].payloadRows += 1 }

  /// An observation was written; how often the item has been stored.
  ///
  /// `again` says that the same capture wrote one before (a step executed twice).
  mutating func stored(_ item: Int32, _ unit: Int, again: Bool, at now: SimTime) -> Int {
    units[unit].stored += 1
    if again { restored[unit] += 1 } else { inCapture[unit] -= 1 }
    let row = Int(item)
    let times = rows[row].stored
    if times > 0 {
      units[unit].duplicateStored += 1
    } else {
      lastStore[unit] = now
    }
    rows[row].stored = times &+ 1
    return Int(times &+ 1)
  }

  mutating func dropped(_ reason: ItemDrop, _ unit: Int) {
    inCapture[unit] -= 1
    switch reason {
    case .deliveryID, .idempotency, .sourceID: units[unit].captureDuplicates += 1
    case .noWorkspace, .notAllowed, .foreignWorkspace, .insignificant:
      units[unit].captureFiltered += 1
    case .startTimeout, .finishTimeout, .captureFailed, .ingressFailed, .quota:
      units[unit].captureLost += 1
    }
  }

  /// An item belongs to what the story asks for.
  mutating func expect(_ item: Int32, _ unit: Int) {
    units[unit].expected += 1
    if rows[Int(item)].delivered == 0 { units[unit].undelivered += 1 }
    if rows[Int(item)].stored == 0 { units[unit].missing += 1 }
  }
}
