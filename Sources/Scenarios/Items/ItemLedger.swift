import PipelineModel
import SimKernel

/// What happened to each item, read from a run's item milestones.
struct ItemLedger: Sendable {
  private(set) var histories: [Int32: ItemHistory] = [:]
  /// Deliveries beyond an item's first, in order.
  private(set) var repeats: [Milestone] = []
  /// Observations beyond an item's first, in order.
  private(set) var storedAgain: [Milestone] = []
  /// Drops in the Console, in order.
  private(set) var drops: [Milestone] = []
  /// Posts of each run (accepted, duplicate, failed), in order.
  private(set) var posts: [Int32: [Milestone]] = [:]

  init(_ milestones: [Milestone]) {
    for milestone in milestones { read(milestone) }
  }

  /// Whether items were recorded, and some passed the gateway.
  var isEmpty: Bool { posts.isEmpty && drops.isEmpty && repeats.isEmpty && !hasPassed }

  private var hasPassed: Bool { histories.values.contains { $0.hasPassedGateway } }

  /// The items in ascending order, so that nothing depends on hashing.
  var ordered: [(item: Int32, history: ItemHistory)] {
    histories.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private mutating func read(_ milestone: Milestone) {
    let time = milestone.time
    switch milestone.event {
    case .itemMade(let item): note(item, milestone) { $0.madeAt = time }
    case .itemTouched(let item): note(item, milestone) { $0.touched.append(time) }
    case .webhookLost(let item, let reason):
      note(item, milestone) {
        $0.webhookLoss = reason
        if !$0.touched.isEmpty { $0.lostUpdates += 1 }
      }
    case .itemAccepted(let item, _):
      note(item, milestone) { $0.accepted.append(time) }
      posts[milestone.run, default: []].append(milestone)
    case .itemDuplicate(let item, _):
      note(item, milestone) { $0.refused.append(time) }
      posts[milestone.run, default: []].append(milestone)
    case .itemFailed(let item, _, _, let isMarked):
      note(item, milestone) {
        $0.failed.append(time)
        if isMarked { $0.isMarked = true }
      }
      posts[milestone.run, default: []].append(milestone)
    case .published(let item, .ingress):
      note(item, milestone) { $0.published.append(time) }
    case .itemDeadLettered(let item, false):
      note(item, milestone) { $0.deadLettered.append(time) }
    case .itemDeadLettered(let item, true): note(item, milestone) { $0.givenUp.append(time) }
    case .itemDelivered(let item, let times):
      note(item, milestone) { $0.delivered.append(time) }
      if times > 1 { repeats.append(milestone) }
    case .itemStored(let item, let times):
      note(item, milestone) { $0.stored.append(time) }
      if times > 1 { storedAgain.append(milestone) }
    case .itemDropped(let item, let reason):
      note(item, milestone) { $0.dropped.append(ItemHistory.Drop(at: time, why: reason)) }
      drops.append(milestone)
    default: break
    }
  }

  private mutating func note(
    _ item: Int32, _ milestone: Milestone, _ change: (inout ItemHistory) -> Void
  ) {
    change(&histories[item, default: ItemHistory(unit: milestone.unit)])
  }
}
