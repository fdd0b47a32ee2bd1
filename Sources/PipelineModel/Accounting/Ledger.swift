import SimKernel

/// Ground truth: what happened to every item at every hop.
///
/// Counts per unit, exact however large; per item how often it was delivered and stored, up to a
/// bound, and what it was lost to (4 bytes). Every operation is O(1).
struct Ledger: ~Copyable, Sendable {
  /// An item was delivered, of those that a run of its unit posted; 0 is a live webhook.
  struct LastDelivery: Sendable, BitwiseCopyable {
    var at: SimTime
    var round: Int32
  }

  private(set) var rows: ItemRows
  /// Counts by `UnitOfWork.index`.
  private(set) var units: ReusedList<HopCounts>
  /// When an item of a unit was last delivered for the first time, and by which run of the unit.
  private(set) var lastDelivery: ReusedList<LastDelivery?>
  /// The largest number of an item of each unit that was delivered; -1 for none.
  private(set) var furthest: ReusedList<Int32>
  /// When an item of a unit was last stored for the first time.
  private(set) var lastStore: ReusedList<SimTime?>
  /// Messages of items that are between publish and their end, by unit.
  private(set) var inQueue: ReusedList<Int>
  /// The same of all units, over time.
  private(set) var queued: TimeWeighted
  /// Captures under way, by unit.
  private(set) var inCapture: ReusedList<Int>
  /// Messages the gateway answered for that the queue has not, by unit: written and not yet
  /// published, or dropped for their deduplication id. Empty where there are none.
  private(set) var held: [Int: Int]
  /// Posts without an answer yet, by unit.
  private(set) var inPost: ReusedList<Int>
  /// Expected items that were delivered and are neither stored nor filtered on purpose, by the
  /// `ItemDrop.rawValue` that they were lost to; those still in a capture are nowhere here.
  private(set) var lostTo: [Int]

  init(items: Int, units count: Int) {
    rows = ItemRows(count: items)
    units = ReusedList(repeating: HopCounts(), count: count)
    lastDelivery = ReusedList(repeating: nil, count: count)
    furthest = ReusedList(repeating: -1, count: count)
    lastStore = ReusedList(repeating: nil, count: count)
    inQueue = ReusedList(repeating: 0, count: count)
    inCapture = ReusedList(repeating: 0, count: count)
    inPost = ReusedList(repeating: 0, count: count)
    queued = TimeWeighted()
    held = [:]
    lostTo = [Int](repeating: 0, count: ItemDrop.allCases.count)
  }

  private init(forking other: borrowing Ledger) {
    rows = other.rows.fork()
    units = other.units.fork()
    lastDelivery = other.lastDelivery.fork()
    furthest = other.furthest.fork()
    lastStore = other.lastStore.fork()
    inQueue = other.inQueue.fork()
    queued = other.queued
    inCapture = other.inCapture.fork()
    held = other.held
    inPost = other.inPost.fork()
    lostTo = other.lostTo
  }

  /// The same books once more; O(units), and O(items) at the next change.
  func fork() -> Ledger { Ledger(forking: self) }

  /// Bytes of the rows of items.
  var rowBytes: Int { rows.bytes }

  /// A new item exists; its number.
  mutating func addItem() -> Int32 {
    rows.append()
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

  /// So many more messages are held back from the queue, or fewer.
  mutating func heldBack(_ count: Int, _ unit: Int) { held[unit, default: 0] += count }

  mutating func published(_ unit: Int, at now: SimTime) {
    queued.add(1, at: now)
    units[unit].published += 1
    inQueue[unit] += 1
  }

  /// The Console acknowledged a message; how often the item has been delivered, as far as a row
  /// counts.
  mutating func delivered(
    _ item: Int32, _ unit: Int, round: Int32 = 1, again: Bool, at now: SimTime
  ) -> Int {
    units[unit].delivered += 1
    if again {
      units[unit].repeatedDeliveries += 1
    } else {
      inQueue[unit] -= 1
      queued.add(-1, at: now)
    }
    inCapture[unit] += 1
    if rows[item].isDelivered {
      units[unit].duplicateDeliveries += 1
    } else {
      lastDelivery[unit] = LastDelivery(at: now, round: round)
      furthest[unit] = max(furthest[unit], item)
    }
    return rows[item].countDelivery()
  }

  /// Whether an item has reached the Console.
  func hasDelivered(_ item: Int32) -> Bool { rows[item].isDelivered }

  /// Whether an item has an observation.
  func isStored(_ item: Int32) -> Bool { rows[item].isStored }

  /// A count that no hop balances goes up by one.
  mutating func count(_ field: WritableKeyPath<HopCounts, Int>, _ unit: Int) {
    units[unit][keyPath: field] += 1
  }

  /// Whether an item is neither stored nor filtered on purpose.
  func isLost(_ item: Int32) -> Bool {
    !rows[item].isStored && !rows[item].isFiltered
  }

  /// What an item was lost to in the Console; nil when it was never dropped there.
  func loss(of item: Int32) -> ItemDrop? { rows[item].loss }

  mutating func deadLettered(_ unit: Int, at now: SimTime) {
    queued.add(-1, at: now)
    units[unit].deadLettered += 1
    inQueue[unit] -= 1
  }

  /// A delivery begins a second capture (an ingress step executed twice).
  mutating func capturedAgain(_ unit: Int) {
    units[unit].repeatedCaptures += 1
    inCapture[unit] += 1
  }

  mutating func payloadRow(_ unit: Int) { units[unit].payloadRows += 1 }

  /// An observation was written; how often the item has been stored, as far as a row counts.
  ///
  /// `again` says that the capture is accounted for already: it wrote one before (a step executed
  /// twice), or its timeout ended it.
  mutating func stored(_ item: Int32, _ unit: Int, again: Bool, at now: SimTime) -> Int {
    units[unit].stored += 1
    if again { units[unit].repeatedStores += 1 } else { inCapture[unit] -= 1 }
    if rows[item].isStored {
      units[unit].duplicateStored += 1
    } else {
      lastStore[unit] = now
    }
    return rows[item].countObservation()
  }

  /// The Console drops what was delivered; `onPurpose` says that it means the item to be left out.
  mutating func dropped(_ reason: ItemDrop, onPurpose: Bool, _ item: Int32, _ unit: Int) {
    inCapture[unit] -= 1
    rows[item].drop(reason, onPurpose: onPurpose)
    switch reason {
    case .deliveryID, .idempotency, .sourceID: units[unit].captureDuplicates += 1
    case .noWorkspace, .foreignWorkspace, .insignificant, .notSynced:
      units[unit].captureFiltered += 1
    case .startTimeout, .finishTimeout, .captureFailed, .ingressFailed, .quota:
      units[unit].captureLost += 1
    }
  }

  /// An item belongs to what the story asks for.
  mutating func expect(_ item: Int32, _ unit: Int) {
    let row = rows[item]
    units[unit].expected += 1
    if !row.isDelivered { units[unit].undelivered += 1 }
    guard !row.isStored else { return }
    units[unit].missing += 1
    if row.isFiltered {
      units[unit].filteredOnPurpose += 1
    } else {
      units[unit].lost += 1
      if let reason = row.loss { lostTo[Int(reason.rawValue)] += 1 }
    }
  }

  /// Items that were ever delivered and stored, counted from their rows; O(items).
  var distinct: (delivered: Int, stored: Int) {
    (rows.count { $0.isDelivered }, rows.count { $0.isStored })
  }
}

extension HopCounts {
  /// Items that have been delivered, however often.
  var firstDeliveries: Int { delivered - duplicateDeliveries }

  /// Items that have been stored, however often.
  var firstObservations: Int { stored - duplicateStored }
}
