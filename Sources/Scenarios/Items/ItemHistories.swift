import PipelineModel

/// The history of every item of a run, put together from its milestones when it is asked for.
struct ItemHistories: Sendable {
  let milestones: [Milestone]
  /// Places of the milestones of all items, those of each together and in order.
  private let places: [Int32]
  /// Where those of each item begin, and where the last one's end.
  private let firsts: [Int32]

  /// Every history, where they are few and quickly put together.
  private let kept: [ItemHistory?]

  private static let few = 1 << 16

  /// `items` are those of the milestones at `places`, in order; O(places + items).
  init(_ milestones: [Milestone], of items: [Int32], at places: [Int32]) {
    self.milestones = milestones
    let count = items.max().map { Int($0) + 1 } ?? 0
    var firsts = [Int32](repeating: 0, count: count + 1)
    for item in items { firsts[Int(item) + 1] += 1 }
    for item in 0..<count { firsts[item + 1] += firsts[item] }
    var sorted = [Int32](repeating: 0, count: places.count)
    var next = firsts
    for (item, place) in zip(items, places) {
      sorted[Int(next[Int(item)])] = place
      next[Int(item)] += 1
    }
    var kept: [ItemHistory?] = []
    if places.count <= Self.few {
      for item in 0..<count {
        let mine = sorted[Int(firsts[item])..<Int(firsts[item + 1])]
        kept.append(ItemHistory(milestones, mine))
      }
    }
    (self.places, self.firsts, self.kept) = (sorted, firsts, kept)
  }

  /// The items that something happened to, ascending; O(items).
  var keys: [Int32] {
    var keys: [Int32] = []
    for item in firsts.indices.dropLast() where firsts[item] < firsts[item + 1] {
      keys.append(Int32(item))
    }
    return keys
  }

  /// Nil for an item that nothing happened to; O(its milestones).
  subscript(item: Int32) -> ItemHistory? {
    guard item >= 0, Int(item) + 1 < firsts.count else { return nil }
    if !kept.isEmpty { return kept[Int(item)] }
    return ItemHistory(
      milestones, places[Int(firsts[Int(item)])..<Int(firsts[Int(item) + 1])])
  }
}

extension ItemHistory {
  /// Of the milestones of one item; nil where there are none.
  fileprivate init?(_ milestones: [Milestone], _ places: ArraySlice<Int32>) {
    guard let first = places.first else { return nil }
    self.init(unit: milestones[Int(first)].unit)
    for place in places { add(milestones[Int(place)]) }
  }

  /// Adds what a milestone of the item tells.
  fileprivate mutating func add(_ milestone: Milestone) {
    let time = milestone.time
    switch milestone.event {
    case .itemMade: madeAt = time
    case .itemTouched: touched.append(time)
    case .webhookLost(_, let reason):
      webhookLoss = reason
      if !touched.isEmpty { lostUpdates += 1 }
    case .itemAccepted: accepted.append(time)
    case .itemDuplicate: refused.append(time)
    case .itemFailed(_, _, _, let marked):
      failed.append(time)
      if marked { isMarked = true }
    case .published(_, .ingress): published.append(time)
    case .itemDeadLettered(_, false): deadLettered.append(time)
    case .itemDeadLettered(_, true): givenUp.append(time)
    case .itemDelivered: delivered.append(time)
    case .itemStored: stored.append(time)
    case .itemDropped(_, let reason): dropped.append(Drop(at: time, why: reason))
    default: break
    }
  }
}
