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

    /// What that says of the pairs that were not played.
    var words: String {
      let text =
        "pairs of faults: \(grouped(played)) of \(grouped(pairs)), on the ways that"
        + " \(grouped(firsts)) first faults leave open"
      guard played < pairs, played > 0 else { return text + ", exhaustive" }
      let share = (300 / Double(played)).decimals(4)
      return text + ", each with the same chance: what more than \(share) % of all pairs do"
        + " was met with 95 % certainty"
    }
  }

  /// Adds the pairs of a hunt: those that do what neither fault does alone, shrunk.
  public mutating func addPairs(_ hunt: Hunt, _ result: Hunt.Result, most: Int) {
    let pairs = HuntPairs(hunt.plan, result.tally, most: most)
    let played = pairs.run(threads: hunt.threads)
    self.pairs = Pairs(firsts: played.firsts, pairs: played.pairs, played: played.played)
    var order: [HuntClass.Key] = []
    var groups: [HuntClass.Key: [HuntPairs.Found]] = [:]
    for found in played.found {
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
