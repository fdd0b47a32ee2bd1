import Foundation
import PipelineModel

/// The search for levers that make refuted claims hold: every candidate in every scenario that
/// speaks to a refuted claim, as built, with the same seed.
public struct ClaimMender: Sendable {
  private let candidates: [Candidate]
  private let threads: Int
  private let scenarios: [Scenario]
  private let asBuilt: [Trial]
  /// The faults of every as-built run.
  private let faults: FaultTally
  private let seed: UInt64?
  /// The claims that some scenario refutes, in the runbook's order.
  private let refuted: [Claim]
  private let attempts: [Attempt]

  private struct Attempt: Sendable {
    let scenario: Int
    let candidate: Int
  }

  /// Makes the as-built runs and plans the others.
  ///
  /// `claims` restricts it to some claims, `seed` replaces each scenario's first one.
  public init(
    _ scenarios: [Scenario], claims: [String]? = nil, seed: UInt64? = nil,
    candidates: [Candidate] = Candidate.all,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    let wanted = Set(claims ?? Claim.all.map(\.id))
    let playable = scenarios.filter {
      $0.profiles.contains(.asBuilt) && !wanted.isDisjoint(with: $0.claims)
    }
    let plans = playable.map { ReplayPlan($0, profile: .asBuilt, seed: seed) }
    let runs = Campaign.run(plans, threads: threads) {
      (
        trial: Trial($0),
        faults: ReplayReport.FaultSummary.all($0.evidence.rules, $0.outcome)
      )
    }
    let trials = runs.map(\.trial)
    let refuted = Claim.all.filter { claim in
      wanted.contains(claim.id) && trials.contains { $0.says(claim.id) == .refuted }
    }
    let ids = Set(refuted.map(\.id))
    let spoken = playable.indices.filter { !ids.isDisjoint(with: playable[$0].claims) }
    self.candidates = candidates
    self.threads = threads
    self.seed = seed
    self.scenarios = spoken.map { playable[$0] }
    asBuilt = spoken.map { trials[$0] }
    self.refuted = refuted
    faults = runs.reduce(into: FaultTally()) { $0.add($1.faults) }
    attempts = self.scenarios.enumerated().flatMap { index, scenario in
      candidates.indices.filter { candidates[$0].changes(scenario) }
        .map { Attempt(scenario: index, candidate: $0) }
    }
  }

  /// Runs that `report` makes, those for smallest sets left out.
  public var runs: Int { attempts.count }

  /// Tries every candidate; `advance` is called with the number of runs done.
  public func report(advance: (Int) -> Void = { _ in }) -> ClaimMendReport {
    let plans = attempts.map {
      Change(candidates[$0.candidate].settings)
        .changed(ReplayPlan(scenarios[$0.scenario], profile: .asBuilt, seed: seed))
    }
    let trials = Campaign.run(plans, threads: threads, advance: advance) { Trial($0) }
    var byCandidate: [Int: [Int: Trial]] = [:]
    for (attempt, trial) in zip(attempts, trials) {
      byCandidate[attempt.candidate, default: [:]][attempt.scenario] = trial
    }
    var claims = refuted.map { claim in found(for: claim, byCandidate) }
    let extra = addSmallestSets(to: &claims)
    return ClaimMendReport(
      claims: claims, runs: asBuilt.count + plans.count + extra, faults: faults)
  }

  private func found(for claim: Claim, _ trials: [Int: [Int: Trial]]) -> ClaimMendReport.Claim {
    let refuting = scenarios.indices.filter { asBuilt[$0].says(claim.id) == .refuted }
    let remedies = trials.keys.sorted().compactMap { candidate -> ClaimMendReport.Remedy? in
      guard let mine = trials[candidate] else { return nil }
      return remedy(candidates[candidate], for: claim.id, in: refuting, mine)
    }
    return ClaimMendReport.Claim(
      id: claim.id, sentence: claim.sentence, refuted: refuting.map { refutation(claim.id, $0) },
      holding: asBuilt.count { $0.says(claim.id) == .holds },
      remedies: remedies.filter { remedy in !remedies.contains { $0.makesNeedless(remedy) } }
        .sorted(by: ClaimMendReport.Remedy.isBetter), smallestSet: nil)
  }

  private func refutation(_ claim: String, _ scenario: Int) -> ClaimMendReport.Refutation {
    let verdict = asBuilt[scenario].verdicts[claim]
    return ClaimMendReport.Refutation(
      scenario: scenarios[scenario].name, seed: seed ?? scenarios[scenario].seeds[0],
      atMicroseconds: verdict?.at?.microseconds ?? 0, because: verdict?.because ?? "")
  }

  private func remedy(
    _ candidate: Candidate, for claim: String, in refuting: [Int], _ trials: [Int: Trial]
  ) -> ClaimMendReport.Remedy? {
    let mends = refuting.compactMap { index -> ClaimMendReport.Effect? in
      guard let trial = trials[index], let verdict = trial.verdicts[claim],
        verdict.verdict == .holds
      else { return nil }
      return ClaimMendReport.Effect(
        scenario: scenarios[index].name, because: verdict.because,
        change: trial.summary.amounts - asBuilt[index].summary.amounts)
    }
    guard !mends.isEmpty else { return nil }
    let spoils = trials.keys.sorted().flatMap { index -> [ClaimMendReport.Spoiled] in
      guard let trial = trials[index] else { return [] }
      return scenarios[index].claims.filter {
        asBuilt[index].says($0) == .holds && trial.says($0) == .refuted
      }.map { ClaimMendReport.Spoiled(claim: $0, scenario: scenarios[index].name) }
    }
    return ClaimMendReport.Remedy(
      title: candidate.title, settings: candidate.settings.map(MendSetting.init),
      standing: candidate.standing, mends: mends, spoils: spoils)
  }

  // MARK: - Smallest sets

  /// Looks for a smallest set for the first refutation of each claim that no remedy mends, and
  /// returns the number of runs it took.
  private func addSmallestSets(to claims: inout [ClaimMendReport.Claim]) -> Int {
    var searches: [(claim: Int, scenario: Int)] = []
    for (index, claim) in claims.enumerated() {
      let mended = Set(claim.remedies.flatMap(\.mends).map(\.scenario))
      guard let open = claim.refuted.first(where: { !mended.contains($0.scenario) }),
        let scenario = scenarios.firstIndex(where: { $0.name == open.scenario })
      else { continue }
      searches.append((index, scenario))
    }
    let seed = seed
    let plans = searches.map { search in
      let claim = claims[search.claim].id
      return SmallestSet(
        plan: ReplayPlan(scenarios[search.scenario], profile: .asBuilt, seed: seed)
      ) { Trial($0).says(claim) == .holds }
    }
    let found = Campaign.map(plans, threads: threads) { $0.found() }
    for (search, result) in zip(searches, found) {
      claims[search.claim].smallestSet = ClaimMendReport.SmallestSet(
        scenario: scenarios[search.scenario].name,
        settings: result.settings.map(MendSetting.init),
        change: result.amounts.map { $0 - asBuilt[search.scenario].summary.amounts })
    }
    return found.reduce(0) { $0 + $1.runs }
  }
}
