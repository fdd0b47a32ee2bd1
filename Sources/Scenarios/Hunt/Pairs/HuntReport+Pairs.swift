import PipelineModel
import SimKernel

extension HuntReport {
  /// What pairs of faults were played.
  public struct Pairs: Encodable, Sendable {
    /// First faults whose runs differ.
    public var firsts: Int
    /// All pairs on the ways that these leave open, and those that were played.
    public var pairs: Int
    public var played: Int
    /// First faults whose pairs were not played, because the budget was used up.
    public var firstsLeft: Int

    /// What that says of the pairs that were not played.
    var words: String {
      var text =
        "pairs of faults: \(grouped(played)) of \(grouped(pairs)), on the ways that"
        + " \(grouped(firsts)) first faults leave open"
      if firstsLeft > 0 {
        text += "; those of \(grouped(firstsLeft)) were not played: the budget was used up"
      }
      guard firstsLeft == 0 else { return text }
      guard played < pairs, played > 0 else { return text + ", exhaustive" }
      let share = (300 / Double(played)).decimals(4)
      return text + ", each with the same chance: what more than \(share) % of all pairs do"
        + " was met with 95 % certainty"
    }
  }

  /// Whether everything that was asked for was played.
  public var isWhole: Bool { exhaustive && (pairs?.firstsLeft ?? 0) == 0 }

  /// Adds the pairs of a hunt: those that do what neither fault does alone, shrunk.
  public mutating func addPairs(
    _ hunt: Hunt, _ result: Hunt.Result, _ played: Hunt.PairResult
  ) {
    pairs = Pairs(
      firsts: played.pairs.firsts.count,
      pairs: played.pairs.firsts.reduce(0) { $0 + $1.seconds },
      played: played.played.values.reduce(0) { $0 + $1.count },
      firstsLeft: played.pairs.firsts.count - played.jobs)
    var order: [HuntClass.Key] = []
    var groups: [HuntClass.Key: [HuntPairs.Found]] = [:]
    for found in played.found(result.tally) {
      let key = HuntClass.Key(found)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(found)
    }
    let shrinker = Shrinker(properties: hunt.plan.judge.properties)
    let plan = hunt.plan
    let shrunk = Campaign.map(order, threads: hunt.threads) { [groups] key in
      Shrunk(pair: groups[key]?.first, plan, shrinker)
    }
    var taken = Set(files.map { String($0.path.dropLast(6)) })
    for (key, shrunk) in zip(order, shrunk) {
      guard let found = groups[key], let first = found.first, let shrunk else { continue }
      let site = HuntSite(change: .fault(first.first.fault, .first), call: first.first.call)
      var sites = HuntClass(key, HuntPlay(site: site, finding: first.finding))
      for other in found.dropFirst() {
        sites.add(HuntPlay(site: site, finding: other.finding))
      }
      sites.spans = []
      let file = HuntFile(sites, shrunk.smallest, taken: taken, properties: shrinker.properties)
      taken.insert(file.name)
      files.append(("\(file.name).jsonc", file.text))
      classes.append(Class(sites, shrunk, file, plan))
    }
  }
}

extension HuntClass.Key {
  fileprivate init(_ found: HuntPairs.Found) {
    let (first, second) = (found.first.fault, found.second)
    self.init(
      family: .pair, part: "\(first.wire.name) and \(second.wire.name)",
      effect: "\(first.effect.words) and \(second.effect.words)", place: "",
      troubles: found.troubles)
  }
}

extension Shrunk {
  /// The smallest case of a pair; nil where its faults do not do it together.
  fileprivate init?(pair: HuntPairs.Found?, _ plan: HuntPlan, _ shrinker: Shrinker) {
    guard let pair else { return nil }
    let site = HuntSite(change: .fault(pair.first.fault, .first), call: pair.first.call)
    let start = HuntCase(site, of: plan, and: pair.second)
    guard let shown = start.troubles(shrinker.properties, at: "") else { return nil }
    let (smallest, isSmallest) = shrinker.shrunk(start, showing: shown, at: "")
    self.init(smallest: smallest, isSmallest: isSmallest, detail: nil)
  }
}
