import PipelineModel
import SimKernel

/// What one worker fetched: which items came with which page.
struct WorkerReach: Sendable {
  let run: RunRecord
  /// Pages whose items are one range, by their first item; `reach` is how far any up to here goes.
  private var pages: [(items: Range<Int32>, at: SimTime, reach: Int32)] = []
  private var scattered: [Int32: SimTime] = [:]

  init(_ run: RunRecord) { self.run = run }

  /// Whether it goes on when the simulation ends.
  var isOpen: Bool { run.outcome == .running }

  /// The oldest update it asks for.
  var since: SimTime { run.since ?? .zero }

  /// Takes a page that brought `items`, in the order of the listing.
  mutating func take(_ items: Range<Int32>, at time: SimTime) {
    guard !items.isEmpty else { return }
    let place =
      pages.firstIndex { $0.items.lowerBound > items.lowerBound } ?? pages.endIndex
    pages.insert((items, time, 0), at: place)
    for index in place..<pages.count {
      let before = index > 0 ? pages[index - 1].reach : 0
      pages[index].reach = max(before, pages[index].items.upperBound)
    }
  }

  mutating func take(_ items: ArraySlice<Int32>, at time: SimTime) {
    for item in items where scattered[item] == nil { scattered[item] = time }
  }

  /// When a page first brought the item, if one did; O(log pages), where pages do not overlap.
  func fetchedAt(_ item: Int32) -> SimTime? {
    var (low, high) = (0, pages.count)
    while low < high {
      let middle = (low + high) / 2
      if pages[middle].items.lowerBound <= item { low = middle + 1 } else { high = middle }
    }
    var first = scattered[item]
    // Pages overlap where the listing moved between two fetches.
    for page in pages[..<low].reversed() {
      guard page.reach > item else { break }
      if page.items.contains(item) { first = min(first ?? page.at, page.at) }
    }
    return first
  }

  /// What every worker of a run fetched, by unit, in the order of the runs' creation.
  static func all(of outcome: Outcome) -> [UnitOfWork: [WorkerReach]] {
    var reaches: [Int32: WorkerReach] = [:]
    for run in outcome.runs where run.function == .worker { reaches[run.number] = WorkerReach(run) }
    for milestone in outcome.milestones {
      guard case .pageFetched(_, let items, _, let first, let isScattered) = milestone.event
      else { continue }
      if isScattered {
        let page = outcome.scattered[Int(first)..<Int(first + items)]
        reaches[milestone.run]?.take(page, at: milestone.time)
      } else {
        reaches[milestone.run]?.take(first..<first + items, at: milestone.time)
      }
    }
    return Dictionary(
      grouping: reaches.values.sorted { $0.run.number < $1.run.number }, by: \.run.unit)
  }
}
