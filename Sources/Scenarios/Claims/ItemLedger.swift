import PipelineModel
import SimKernel

/// What happened to each item, read from a run's item milestones.
struct ItemLedger: Sendable {
  /// The life of one item behind the gateway.
  struct History: Sendable {
    var unit = UnitOfWork.none
    /// When the gateway answered "accepted".
    var accepted: [SimTime] = []
    /// When the gateway answered "duplicate".
    var refused: [SimTime] = []
    /// When the Console had it.
    var delivered: [SimTime] = []
    /// When it became an observation.
    var stored: [SimTime] = []
    /// When and why the Console dropped it.
    var dropped: [(at: SimTime, why: ItemDrop)] = []
    /// When the queue gave it up.
    var deadLettered: SimTime?

    /// Dropped on purpose and never stored: a rule of the workspace, not a loss.
    var isFiltered: Bool {
      stored.isEmpty && dropped.contains { $0.why == .notAllowed || $0.why == .insignificant }
    }
  }

  private(set) var histories: [Int64: History] = [:]
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

  /// The items in ascending order, so that nothing depends on hashing.
  var ordered: [(item: Int64, history: History)] {
    histories.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private mutating func read(_ milestone: Milestone) {
    switch milestone.kind {
    case .itemAccepted:
      note(milestone) { $0.accepted.append(milestone.time) }
      posts[milestone.run, default: []].append(milestone)
    case .itemDuplicate:
      note(milestone) { $0.refused.append(milestone.time) }
      posts[milestone.run, default: []].append(milestone)
    case .itemFailed:
      note(milestone) { _ in }
      posts[milestone.run, default: []].append(milestone)
    case .itemDeadLettered:
      note(milestone) { $0.deadLettered = milestone.time }
    case .itemDelivered:
      note(milestone) { $0.delivered.append(milestone.time) }
      if milestone.b > 1 { repeats.append(milestone) }
    case .itemStored:
      note(milestone) { $0.stored.append(milestone.time) }
      if milestone.b > 1 { storedAgain.append(milestone) }
    case .itemDropped:
      let why = ItemDrop(rawValue: UInt8(clamping: milestone.b)) ?? .failed
      note(milestone) { $0.dropped.append((milestone.time, why)) }
      drops.append(milestone)
    default: break
    }
  }

  private mutating func note(_ milestone: Milestone, _ change: (inout History) -> Void) {
    change(&histories[milestone.a, default: History(unit: milestone.unit)])
  }
}

extension Milestone {
  /// Why the Console dropped an item; meaningful for `.itemDropped`.
  var drop: ItemDrop { ItemDrop(rawValue: UInt8(clamping: b)) ?? .failed }

  /// Whether it is about one item rather than a run, a step or a message.
  var isAboutItem: Bool {
    switch kind {
    case .itemAccepted, .itemDuplicate, .itemFailed, .itemDeadLettered, .itemDelivered,
      .itemStored, .itemDropped:
      true
    default: false
    }
  }
}
