import PipelineModel
import SimKernel

extension HuntReport {
  /// Called with what is being done, how much of it is done, and of how much.
  public typealias Advance = (_ work: String, _ done: Int, _ of: Int) -> Void

  /// Shrinks an example of each class and looks at what its scenario says; what an interrupted hunt
  /// with the same output has shrunk is taken over.
  ///
  /// Throws a `ReportedError` when what is found cannot be kept.
  public init(
    _ hunt: Hunt, _ result: Hunt.Result, explains: Bool = true,
    advance: Advance = { _, _, _ in }
  ) throws {
    let (plan, tally) = (hunt.plan, result.tally)
    scenario = plan.scenario.name
    title = plan.scenario.title
    profile = plan.profile.label
    seed = plan.seed
    calls = plan.calls.records.count
    callsPlayed = tally.callsDone
    sites = HuntSite.Family.allCases.compactMap { family in
      tally.counts[family].map { Sites(family, $0) }
    }
    exhaustive = result.isWhole
    leftOut = Self.leftOut(plan, result, hunt)
    digest = tally.digestText
    brokenAnyway = plan.judge.brokenAnyway.map(\.text)
    let ranked = tally.ranked
    let shrunk = try ShrunkClasses(hunt, explains: explains).shrink(ranked, advance: advance)
    var taken: Set<String> = []
    classes = []
    for (found, shrunk) in zip(ranked, shrunk) {
      let file = HuntFile(
        found, shrunk.smallest, taken: taken, properties: plan.judge.properties)
      taken.insert(file.name)
      files.append(("\(file.name).jsonc", file.text))
      classes.append(Class(found, shrunk, file, plan))
    }
    advance("looking for what was not met", 0, 0)
    notMet = NotMet(plan, shrunk.map(\.smallest), triesLevers: explains, threads: hunt.threads)
  }

  private static func leftOut(
    _ plan: HuntPlan, _ result: Hunt.Result, _ hunt: Hunt
  ) -> String? {
    guard let first = result.left.first else { return nil }
    let calls = result.left.count { if case .call = plan.jobs[$0] { true } else { false } }
    let why = hunt.budget != nil ? "the budget was used up" : "it was interrupted"
    return "\(counted(calls, "call")) and \(counted(result.left.count - calls, "other moment"))"
      + " were not played, the first of them number \(first + 1) of the plan: \(why)"
  }
}

extension HuntReport.Sites {
  init(_ family: HuntSite.Family, _ count: HuntTally.Count) {
    self.init(
      family: family.rawValue, sites: count.sites, same: count.same, missed: count.missed,
      merged: count.merged, harmless: count.harmless, harmful: count.harmful)
  }
}

extension HuntReport.Class {
  init(_ found: HuntClass, _ shrunk: Shrunk, _ file: HuntFile, _ plan: HuntPlan) {
    let key = found.key
    let alike = plan.calls.records.indices.count {
      plan.calls.records[$0].wire.name == key.part && plan.calls.places[$0] == key.place
    }
    self.init(
      family: key.family.rawValue, part: key.part, effect: key.effect, place: key.place,
      troubles: key.troubles, sites: found.sites,
      spans: HuntSite.Span.allCases.filter(found.spans.contains).map(\.rawValue),
      calls: found.calls.count, ofCalls: key.family == .fault ? alike : 0,
      leastLost: found.lost.lowerBound, mostLost: found.lost.upperBound,
      leastAgain: found.again.lowerBound, mostAgain: found.again.upperBound,
      file: "\(file.name).jsonc", isSmallest: shrunk.isSmallest, detail: shrunk.detail)
  }
}
