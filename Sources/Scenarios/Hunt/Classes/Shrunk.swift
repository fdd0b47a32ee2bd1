import PipelineModel
import SimKernel

/// The smallest case of a class, and what it says.
struct Shrunk: Sendable {
  let smallest: HuntCase
  let isSmallest: Bool
  let detail: HuntReport.Detail?
  /// The item that the detail's chain is about, as the run numbers it.
  private(set) var item: (number: Int32, unit: UnitOfWork)?

  init(smallest: HuntCase, isSmallest: Bool, detail: HuntReport.Detail?) {
    (self.smallest, self.isSmallest, self.detail) = (smallest, isSmallest, detail)
  }

  /// Shrinks a class; the first of `others` that shows the same is begun with.
  init(
    _ start: HuntCase, _ found: HuntClass, _ shrinker: Shrinker, or others: [HuntCase],
    explains: Bool
  ) {
    (smallest, isSmallest) = shrinker.shrunk(
      start, showing: found.key.troubles, at: found.key.place, or: others)
    guard explains else {
      detail = nil
      return
    }
    let asked = HuntReport.Detail.asked(smallest)
    (detail, item) = (asked.detail, asked.item)
  }

  /// What another class came to whose effect nothing can tell from this one's, so that all their
  /// runs are equal; nil where it is no such class.
  init?(_ start: HuntCase, like other: HuntCase, _ shrunk: Shrunk) {
    guard let mine = start.faults.last, let others = other.faults.last,
      mine.wire == others.wire, mine.effect.isAlike(others.effect, on: mine.wire),
      other.withEffect(of: start) == start,
      let smallest = shrunk.smallest.withEffect(of: start)
    else { return nil }
    (self.smallest, isSmallest, item) = (smallest, shrunk.isSmallest, shrunk.item)
    detail = shrunk.detail.map { $0.about(shrunk.item, in: smallest) }
  }
}

extension HuntCase {
  /// The case with another's effect in place of its own; nil where it has no fault.
  func withEffect(of other: HuntCase) -> HuntCase? {
    guard let effect = other.faults.last?.effect, !faults.isEmpty else { return nil }
    var copy = self
    copy.faults[copy.faults.count - 1].effect = effect
    return copy
  }
}
