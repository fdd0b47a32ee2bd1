import PipelineModel

/// Makes a case as small as it can be while it still shows what it showed.
struct Shrinker: Sendable {
  let properties: [Expectation]
  /// The runs and the events it may take, so that a large case ends too.
  var most = 1500
  var mostEvents = 20_000_000
  private let frees = FreeRuns()

  init(properties: [Expectation]) { self.properties = properties }

  /// The smallest case, and whether nothing more can be left out: false when it came to its bound
  /// before.
  ///
  /// The first of `others` that shows the same, each smaller, is begun with.
  func shrunk(
    _ start: HuntCase, showing troubles: [HuntTrouble], at place: String, or others: [HuntCase] = []
  ) -> (HuntCase, isSmallest: Bool) {
    var trials = CaseTrials(properties, at: place, frees)
    let isRead = start.isReadable
    var best = others.first { trials.shows(troubles, $0) } ?? start
    var (candidates, next, failed) = (best.smaller, 0, 0)
    while failed < candidates.count {
      let candidate = candidates[next % candidates.count]
      if candidate.weight < best.weight {
        guard trials.runs < most, trials.events < mostEvents else { return (best, false) }
        if trials.shows(troubles, candidate), candidate.isReadable || !isRead {
          best = candidate
          (candidates, failed) = (best.smaller, 0)
          next = candidates.isEmpty ? 0 : min(next, candidates.count - 1)
          continue
        }
      }
      (next, failed) = ((next + 1) % candidates.count, failed + 1)
    }
    return (best, true)
  }
}
