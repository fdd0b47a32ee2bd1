import PipelineModel
import SimKernel

/// What one worker fetched: which items came with which page.
struct WorkerReach: Sendable {
  let run: RunRecord
  /// Pages whose items are one range, by their first item; `reach` is how far any up to here goes.
  private var pages: [(items: Range<Int32>, at: SimTime, reach: Int32)] = []
  private var scattered: [Int32: [SimTime]] = [:]
  /// When its first page came.
  private(set) var began: SimTime?
  /// Entries of its last page, and of its fullest.
  private var listed = (last: Int32(0), most: Int32(0))
  /// The last item in the order of the listing that a page brought.
  private(set) var last: Int32?

  init(_ run: RunRecord) { self.run = run }

  /// Whether it goes on when the simulation ends.
  var isOpen: Bool { run.outcome == .running }

  /// The oldest update it asks for.
  var since: SimTime { run.since ?? .zero }

  /// The last item that a page brought, of those that stand where they stood.
  func last(where isInPlace: (Int32) -> Bool) -> Int32? {
    let ranges = pages.compactMap { $0.items.last(where: isInPlace) }
    return (ranges + scattered.keys.filter(isInPlace)).max()
  }

  /// Whether its last page was not full: nothing was listed behind it.
  var isAtEnd: Bool { listed.last < listed.most }

  /// Takes how many entries a page had.
  private mutating func take(listed count: Int32, at time: SimTime) {
    began = began ?? time
    listed = (count, max(listed.most, count))
  }

  /// Takes a page that brought `items`.
  private mutating func take(_ items: Range<Int32>, at time: SimTime) {
    if !items.isEmpty { pages.append((items, time, 0)) }
  }

  private mutating func take(_ items: ArraySlice<Int32>, at time: SimTime) {
    for item in items { scattered[item, default: []].append(time) }
  }

  /// Puts the pages in the order of the listing, once all are taken; O(p log p).
  private func ordered() -> WorkerReach {
    var copy = self
    copy.pages.sort { ($0.items.lowerBound, $0.at) < ($1.items.lowerBound, $1.at) }
    var reach: Int32 = 0
    for index in copy.pages.indices {
      reach = max(reach, copy.pages[index].items.upperBound)
      copy.pages[index].reach = reach
    }
    copy.last = copy.last { _ in true }
    return copy
  }

  /// When pages brought the item, in order; O(log pages), where pages do not overlap.
  func fetches(of item: Int32) -> [SimTime] {
    let end = pages.firstPlace { $0.items.lowerBound > item }
    // Pages overlap where the listing moved between two fetches.
    let before = pages[..<end].reversed().prefix { $0.reach > item }
    let times = before.filter { $0.items.contains(item) }.map(\.at)
    return (times + scattered[item, default: []]).sorted()
  }

  /// Whether a page brought the item.
  func brought(_ item: Int32) -> Bool { !fetches(of: item).isEmpty }

  /// What every worker of a run fetched, by unit, in the order of the runs' creation.
  static func all(of outcome: Outcome) -> [UnitOfWork: [WorkerReach]] {
    var reaches: [Int32: WorkerReach] = [:]
    for run in outcome.runs where run.function == .worker { reaches[run.number] = WorkerReach(run) }
    for milestone in outcome.milestones {
      guard
        case .pageFetched(_, let items, let listed, let first, let isScattered) = milestone.event
      else { continue }
      reaches[milestone.run]?.take(listed: listed, at: milestone.time)
      if isScattered {
        let page = outcome.scattered[Int(first)..<Int(first + items)]
        reaches[milestone.run]?.take(page, at: milestone.time)
      } else {
        reaches[milestone.run]?.take(first..<first + items, at: milestone.time)
      }
    }
    let inOrder = reaches.values.sorted { $0.run.number < $1.run.number }
    return Dictionary(grouping: inOrder.map { $0.ordered() }, by: \.run.unit)
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
}
