import PipelineModel
import SimKernel

/// Deliveries and observations of each installation that replaces none, in order of time.
struct InstallationItems: Sendable {
  /// Expected items.
  private(set) var expected: [Int: [Int32]] = [:]
  /// Deliveries beyond an item's first and those of its updates by live webhooks.
  private(set) var repeats: [Int: [Milestone]] = [:]
  /// Observations beyond an item's first and those of its updates by live webhooks.
  private(set) var storedAgain: [Int: [Milestone]] = [:]
  /// Drops in the Console, by their places among the milestones of the run.
  private(set) var drops: [Int: [Int32]] = [:]

  init(_ world: World, _ outcome: Outcome, _ ledger: ItemLedger) {
    func owner(_ unit: UnitOfWork) -> Int {
      let repository = Int(unit.repository)
      return world.repositories.indices.contains(repository)
        ? world.repositories[repository].installation : -1
    }
    for item in outcome.expected {
      expected[owner(outcome.items.unit(of: item)), default: []].append(item)
    }
    func isTooMany(_ times: Int32, of item: Int32) -> Bool {
      guard times > 1, let history = ledger.histories[item] else { return false }
      // What appears during the run comes by its webhook, with an id of its own.
      return history.madeAt == nil && Int(times) > history.wantedDeliveries
    }
    for (place, milestone) in outcome.milestones.enumerated() {
      switch milestone.event {
      case .itemDelivered(let item, let times) where isTooMany(times, of: item):
        repeats[owner(milestone.unit), default: []].append(milestone)
      case .itemStored(let item, let times) where isTooMany(times, of: item):
        storedAgain[owner(milestone.unit), default: []].append(milestone)
      case .itemDropped:
        drops[owner(milestone.unit), default: []].append(Int32(place))
      default: break
      }
    }
  }
}

extension Array {
  /// Those in `start..<end`, of a list ordered by time.
  fileprivate func stretch(
    from start: SimTime, to end: SimTime, _ timeOf: (Element) -> SimTime
  ) -> ArraySlice<Element> {
    let first = firstPlace { timeOf($0) >= start }
    return self[first..<Swift.max(first, firstPlace { timeOf($0) >= end })]
  }
}

extension [Milestone] {
  /// Those in `start..<end`, of a list ordered by time.
  func between(_ start: SimTime, _ end: SimTime) -> ArraySlice<Milestone> {
    stretch(from: start, to: end, \.time)
  }
}

extension [SimTime] {
  /// Those in `start..<end`, of an ordered list.
  func between(_ start: SimTime, _ end: SimTime) -> ArraySlice<SimTime> {
    stretch(from: start, to: end, \.self)
  }
}
