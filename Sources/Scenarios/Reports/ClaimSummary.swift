import SimKernel

/// What all runs under one profile say together about one claim.
///
/// Refuted if any run refutes it; holds if at least one holds and none refutes; else not exercised.
public struct ClaimSummary: Sendable, Equatable {
  public let id: String
  public let sentence: String
  public let profile: String
  public let verdict: ClaimVerdict.Verdict
  /// The run that decides: of those that refute it the smallest, by events, else the first that
  /// holds.
  public let scenario: String?
  public let at: SimTime?
  public let because: String
  /// Runs that were asked about the claim, by what they said.
  public let refuting: Int
  public let holding: Int
  public let silent: Int

  /// Every claim under one profile, in the runbook's order.
  public static func all(of reports: [ReplayReport], profile: String) -> [ClaimSummary] {
    let mine = reports.filter { $0.profile == profile }
    return Claim.all.map { claim in
      let verdicts = mine.flatMap { report in
        report.claims.filter { $0.id == claim.id }.map {
          Voice(
            scenario: report.scenario, claim: $0, isProposal: !report.proposals.isEmpty,
            events: report.events)
        }
      }
      return ClaimSummary(claim, profile: profile, verdicts)
    }
  }

  /// What one run says about the claim.
  private struct Voice {
    let scenario: String
    let claim: ReplayReport.Claim
    /// Whether the run has a lever set to what does not exist in the pipeline today.
    let isProposal: Bool
    /// Events of the run, its size.
    let events: Int
  }

  /// Runs with a proposed change count only where no other run exercises the claim.
  private static func withoutProposals(_ voices: [Voice]) -> [Voice] {
    let today = voices.filter { !$0.isProposal }
    return today.contains { $0.claim.verdict != .notExercised } ? today : voices
  }

  /// How many runs agree, as a clause for tables; empty when there was one.
  var agreement: String {
    switch verdict {
    case .refuted where refuting + holding > 1:
      " (refuted in \(refuting) of \(refuting + holding) runs)"
    case .holds where holding > 1: " (in all \(holding) runs)"
    default: ""
    }
  }

  private init(
    _ claim: Claim, profile: String, _ verdicts: [Voice]
  ) {
    let verdicts = Self.withoutProposals(verdicts)
    func first(_ verdict: ClaimVerdict.Verdict) -> Voice? {
      verdicts.first { $0.claim.verdict == verdict }
    }
    let refutations = verdicts.filter { $0.claim.verdict == .refuted }
    let smallest = refutations.first { voice in
      refutations.allSatisfy { $0.events >= voice.events }
    }
    let decisive = smallest ?? first(.holds) ?? first(.notExercised)
    id = claim.id
    sentence = claim.sentence
    self.profile = profile
    verdict = decisive?.claim.verdict ?? .notExercised
    scenario = decisive?.scenario
    at = decisive?.claim.atMicroseconds.map { SimTime(microseconds: $0) }
    because = decisive?.claim.because ?? "no scenario speaks to it"
    refuting = verdicts.count { $0.claim.verdict == .refuted }
    holding = verdicts.count { $0.claim.verdict == .holds }
    silent = verdicts.count { $0.claim.verdict == .notExercised }
  }
}
