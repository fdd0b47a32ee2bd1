import PipelineModel

/// The history of every item of a run, put together from its milestones when it is asked for.
struct ItemHistories: Sendable {
  let milestones: [Milestone]
  /// Places of the milestones of all items, those of each together and in order.
  private let places: [Int32]
  /// Where those of each item begin, and where the last one's end.
  private let firsts: [Int32]

  /// O(milestones + items).
  init(_ milestones: [Milestone]) {
    self.milestones = milestones
    let items = milestones.lazy.compactMap(\.itemOfHistory).max().map { Int($0) + 1 } ?? 0
    var firsts = [Int32](repeating: 0, count: items + 1)
    for milestone in milestones {
      if let item = milestone.itemOfHistory { firsts[Int(item) + 1] += 1 }
    }
    for item in 0..<items { firsts[item + 1] += firsts[item] }
    var places = [Int32](repeating: 0, count: Int(firsts[items]))
    var next = firsts
    for (place, milestone) in milestones.enumerated() {
      guard let item = milestone.itemOfHistory else { continue }
      places[Int(next[Int(item)])] = Int32(place)
      next[Int(item)] += 1
    }
    (self.places, self.firsts) = (places, firsts)
  }

  /// The items that something happened to, ascending; O(items).
  var keys: [Int32] {
    firsts.indices.dropLast().lazy.filter { firsts[$0] < firsts[$0 + 1] }.map(Int32.init)
  }

  /// Nil for an item that nothing happened to; O(its milestones).
  subscript(item: Int32) -> ItemHistory? {
    guard item >= 0, Int(item) + 1 < firsts.count else { return nil }
    let mine = places[Int(firsts[Int(item)])..<Int(firsts[Int(item) + 1])]
    guard let first = mine.first else { return nil }
    var history = ItemHistory(unit: milestones[Int(first)].unit)
    for place in mine { history.add(milestones[Int(place)]) }
    return history
  }
}

extension Milestone {
  /// The item whose history it belongs to.
  fileprivate var itemOfHistory: Int32? {
    if case .published(let item, .ingress) = event { return item }
    return kind.isAboutItem ? item : nil
  }
}

extension ItemHistory {
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
