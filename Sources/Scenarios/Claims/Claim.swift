import PipelineModel
import SimKernel

/// One sentence of the runbook that a run can confirm or refute.
///
/// A judgement looks only at what happened: milestones, runs, counts, results and limits. Its numbers
/// come from the runbook or from a lever of the run (`Thresholds.swift`); it never asks which profile
/// was in force.
public struct Claim: Sendable {
  /// Its number in the list of claims, such as "A1", "4.3" or "Q6".
  public let id: String
  /// What the runbook says.
  public let sentence: String
  let judge: @Sendable (Evidence) -> Finding

  init(
    _ id: String, _ sentence: String, _ judge: @escaping @Sendable (Evidence) -> Finding
  ) {
    self.id = id
    self.sentence = sentence
    self.judge = judge
  }

  /// Judges the claim over one run.
  public func verdict(on evidence: Evidence) -> ClaimVerdict { judge(evidence).verdict(of: id) }

  /// The part of the runbook it belongs to: 0 is the architecture, 12 the quick reference.
  public var section: Int {
    switch id.first {
    case "A": 0
    case "Q": 12
    default: Int(id.prefix { $0 != "." }) ?? 0
    }
  }

  /// Every claim, in the runbook's order.
  public static let all: [Claim] =
    architecture + missingData + neverStarted + partialFailure + midPagination + deletion
    + retrigger + manualTrigger + moreHistory + partialDispatch + rateLimit + newRepository
    + quickReference

  /// The claim with this number, if any.
  public static func numbered(_ id: String) -> Claim? { all.first { $0.id == id } }

  /// The heading of a part of the runbook.
  public static func title(ofSection section: Int) -> String {
    sectionTitles.indices.contains(section) ? sectionTitles[section] : "Section \(section)"
  }

  private static let sectionTitles = [
    "Architecture and limits",
    "Scenario 1: Customer reports missing historical data",
    "Scenario 2: Backfill never started",
    "Scenario 3: Some entity types failed, others succeeded",
    "Scenario 4: Worker failed mid-pagination",
    "Scenario 5: Connection deleted during backfill",
    "Scenario 6: Customer re-triggers backfill",
    "Scenario 7: Manually triggering a backfill",
    "Scenario 8: Customer wants more history",
    "Scenario 9: Dispatch step partially fails",
    "Scenario 10: Rate limiting causes worker timeout",
    "Scenario 11: New repo added to existing connection",
    "Quick reference: when to re-trigger",
  ]
}
