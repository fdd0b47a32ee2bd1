import PipelineModel
import SimKernel

/// What is kept of one run.
struct Trial: Sendable {
  /// The verdicts on the scenario's claims, by number.
  let verdicts: [String: ClaimVerdict]
  let amounts: Amounts
  /// The faults, each with how often it struck.
  let faults: [ReplayReport.FaultSummary]

  init(_ replay: Replay) {
    verdicts = Dictionary(
      replay.claims.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    amounts = Amounts(replay.outcome)
    faults = ReplayReport.FaultSummary.all(replay.evidence.rules, replay.outcome)
  }

  func says(_ claim: String) -> ClaimVerdict.Verdict? { verdicts[claim]?.verdict }
}
