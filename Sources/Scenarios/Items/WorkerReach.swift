import PipelineModel
import SimKernel

/// What one worker fetched: which items came with which page.
struct WorkerReach: Sendable {
  let run: RunRecord
  /// Items of pages that are one range, in ascending order.
  private var ranges: [(items: Range<Int32>, at: SimTime)] = []
  private var scattered: [Int32: SimTime] = [:]

  init(_ run: RunRecord) { self.run = run }

  /// Takes a page that brought `items`, in the order of the listing.
  mutating func take(_ items: Range<Int32>, at time: SimTime) {
    guard !items.isEmpty else { return }
    let place = ranges.firstIndex { $0.items.lowerBound > items.lowerBound } ?? ranges.endIndex
    ranges.insert((items, time), at: place)
  }

  mutating func take(_ items: ArraySlice<Int32>, at time: SimTime) {
    for item in items where scattered[item] == nil { scattered[item] = time }
  }

  /// When a page brought the item, if one did; O(log pages), where pages do not overlap.
  func fetchedAt(_ item: Int32) -> SimTime? {
    if let time = scattered[item] { return time }
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].items.lowerBound <= item { low = middle + 1 } else { high = middle }
    }
    // A page before may reach as far where the listing moved between two fetches.
    return ranges[..<low].reversed().prefix(2).last { $0.items.contains(item) }?.at
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
