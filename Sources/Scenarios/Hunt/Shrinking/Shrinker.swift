import PipelineModel

/// Makes a case as small as it can be while it still shows what it showed.
struct Shrinker: Sendable {
  let properties: [Expectation]
  /// The runs it may take, so that a large case ends too.
  var most = 1500

  /// The smallest case, and whether nothing more can be left out: false when it came to its bound
  /// of runs before.
  func shrunk(
    _ start: HuntCase, showing troubles: [HuntTrouble], at place: String
  ) -> (HuntCase, isSmallest: Bool) {
    var runs = 0
    var best = start
    for leap in start.leaps where leap.weight < start.weight {
      runs += 1
      guard leap.troubles(properties, at: place) == troubles else { continue }
      best = leap
      break
    }
    while true {
      var found: HuntCase?
      let weight = best.weight
      for candidate in best.smaller where candidate.weight < weight {
        guard runs < most else { return (best, false) }
        runs += 1
        guard candidate.troubles(properties, at: place) == troubles else { continue }
        found = candidate
        break
      }
      guard let found else { return (best, true) }
      best = found
    }
  }
}
