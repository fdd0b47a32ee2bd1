import PipelineModel
import SimKernel

/// What happened to each item, found in a run's milestones: where those of an item lie, and nothing twice.
struct ItemLedger: Sendable {
  let histories: ItemHistories
  /// Deliveries beyond an item's first, in order.
  let repeats: [Milestone]
  /// Observations beyond an item's first, in order.
  let storedAgain: [Milestone]
  /// Posts of each run (accepted, duplicate, failed), in order.
  let posts: ItemPosts
  private let dropped: [Int32]
  /// Whether items were recorded, and some passed the gateway.
  let isEmpty: Bool

  /// O(milestones).
  init(_ milestones: [Milestone]) {
    var (repeats, storedAgain, dropped): ([Milestone], [Milestone], [Int32]) = ([], [], [])
    var posted: [Int32: [Int32]] = [:]
    var hasPassed = false
    var (items, places): ([Int32], [Int32]) = ([], [])
    for (place, milestone) in milestones.enumerated() {
      guard let item = milestone.itemOfHistory else { continue }
      items.append(item)
      places.append(Int32(place))
      switch milestone.event {
      case .itemAccepted, .itemDuplicate, .itemFailed:
        posted[milestone.run, default: []].append(Int32(place))
      case .published: hasPassed = true
      case .itemDelivered(_, let times) where times > 1: repeats.append(milestone)
      case .itemStored(_, let times) where times > 1: storedAgain.append(milestone)
      case .itemDropped: dropped.append(Int32(place))
      default: break
      }
    }
    histories = ItemHistories(milestones, of: items, at: places)
    posts = ItemPosts(milestones, posted)
    isEmpty = posted.isEmpty && dropped.isEmpty && repeats.isEmpty && !hasPassed
    (self.repeats, self.storedAgain, self.dropped) = (repeats, storedAgain, dropped)
  }

  /// Drops in the Console, in order.
  var drops: LazyMapSequence<[Int32], Milestone> {
    dropped.lazy.map { histories.milestones[Int($0)] }
  }

  /// The items in ascending order, each with its history.
  var ordered: LazyMapSequence<[Int32], (item: Int32, history: ItemHistory)> {
    histories.keys.lazy.map { (item: $0, history: histories[$0] ?? ItemHistory()) }
  }
}

extension Milestone {
  /// The item whose history it belongs to.
  var itemOfHistory: Int32? {
    switch event {
    case .published(let item, .ingress): item
    case .stepDone, .blocked, .published, .delivered, .runCreated, .runStarted, .runEnded: nil
    default: kind.isAboutItem ? item : nil
    }
  }
}

/// The posts of each run.
struct ItemPosts: Sendable {
  private let milestones: [Milestone]
  private let places: [Int32: [Int32]]

  fileprivate init(_ milestones: [Milestone], _ places: [Int32: [Int32]]) {
    (self.milestones, self.places) = (milestones, places)
  }

  /// Whether a run posted anything.
  func contains(_ run: Int32) -> Bool { places[run] != nil }

  /// In order.
  subscript(run: Int32) -> [Milestone] { places[run, default: []].map { milestones[Int($0)] } }

  /// All of them, by run.
  var all: [Milestone] {
    places.sorted { $0.key < $1.key }.flatMap { $0.value.map { milestones[Int($0)] } }
  }
}
