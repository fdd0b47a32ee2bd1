import PipelineModel
import SimKernel

/// Deliveries and observations of each installation, in order of time.
struct InstallationItems: Sendable {
  /// Expected items.
  private(set) var expected: [Int: [Int32]] = [:]
  /// Times at which items were delivered for the first time.
  private(set) var firstDeliveries: [Int: [SimTime]] = [:]
  /// Deliveries beyond an item's first, of items that no live webhook brings.
  private(set) var repeats: [Int: [Milestone]] = [:]
  /// Observations beyond an item's first, of items that no live webhook brings.
  private(set) var storedAgain: [Int: [Milestone]] = [:]
  /// Drops in the Console.
  private(set) var drops: [Int: [Milestone]] = [:]

  init(_ world: World, _ outcome: Outcome) {
    func owner(_ unit: UnitOfWork) -> Int {
      let repository = Int(unit.repository)
      return world.repositories.indices.contains(repository)
        ? world.repositories[repository].installation : -1
    }
    for item in outcome.expected {
      expected[owner(outcome.items.unit(of: item)), default: []].append(item)
    }
    var live: Set<Int32> = []
    for milestone in outcome.milestones {
      switch milestone.event {
      case .itemMade(let item), .itemTouched(let item): live.insert(item)
      case .itemDelivered(let item, let times) where times > 1:
        guard !live.contains(item) else { continue }
        repeats[owner(milestone.unit), default: []].append(milestone)
      case .itemDelivered:
        firstDeliveries[owner(milestone.unit), default: []].append(milestone.time)
      case .itemStored(let item, let times) where times > 1:
        guard !live.contains(item) else { continue }
        storedAgain[owner(milestone.unit), default: []].append(milestone)
      case .itemDropped:
        drops[owner(milestone.unit), default: []].append(milestone)
      default: break
      }
    }
  }
}

extension Array {
  /// The first place whose element fulfils a condition that all behind it fulfil too; O(log n).
  func firstPlace(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

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
