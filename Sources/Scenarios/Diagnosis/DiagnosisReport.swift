import PipelineModel

/// Which of the runbook's scenarios it is, why, what the runbook advises, and whether that works.
///
/// JSON keys are stable.
public struct DiagnosisReport: Codable, Sendable, Equatable {
  public var installation: String
  /// The name of the situation, such as "failed-mid-page".
  public var situation: String
  public var sentence: String
  /// The runbook's scenario, 1...11; 0 when it has none.
  public var section: Int
  public var title: String
  /// What the runbook does not say about it; empty when it says all.
  public var silence: String
  public var evidence: [Line]
  public var advice: [String]
  public var rehearsals: [Rehearsal]

  /// One question of the decision tree and what the records say.
  public struct Line: Codable, Sendable, Equatable {
    public var question: String
    public var answer: String
    /// Where the runbook asks it.
    public var runbook: String
  }

  /// One advised remedy, played in the smallest experiment of the situation.
  public struct Rehearsal: Codable, Sendable, Equatable {
    public var remedy: String
    public var goal: Goal
    /// What was simulated, in a sentence.
    public var simulated: String
    /// Whether the simulated run is diagnosed as the same situation before the remedy.
    public var showsSituation: Bool
    public var verdict: Verdict
    public var without: Figures
    public var with: Figures
  }

  /// What a remedy is for.
  public enum Goal: String, Codable, CaseIterable, Sendable {
    /// That nothing is missing.
    case restore
    /// That what runs is stopped before it completes.
    case stop
  }

  /// What a remedy does; with the goal to stop, `works` is that no run completed.
  public enum Verdict: String, Codable, CaseIterable, Sendable {
    /// Nothing is missing and nothing arrives twice.
    case works
    /// Nothing is missing; some items arrive twice.
    case worksWithDuplicates = "works-with-duplicates"
    /// Less is missing than without it.
    case helps
    /// As much is missing as without it.
    case doesNotHelp = "does-not-help"

    /// The words behind "as built it".
    public var words: String {
      switch self {
      case .works: "works"
      case .worksWithDuplicates: "works, with duplicates"
      case .helps: "helps, but not fully"
      case .doesNotHelp: "does not help"
      }
    }
  }

  /// The items of a run at its end.
  public struct Figures: Codable, Sendable, Equatable {
    public var expected: Int
    /// Never reached the Console.
    public var undelivered: Int
    /// Have no observation and were not filtered on purpose.
    public var lost: Int
    public var duplicateDeliveries: Int
    public var duplicateStored: Int
    /// Orchestrator and worker runs that had not ended.
    public var openRuns: Int
    /// Orchestrator and worker runs that completed.
    public var completedRuns: Int
    /// The commonest reason for a lost item; empty without one.
    public var reason: String
  }

  /// Diagnoses a connection and plays what the runbook advises.
  public init(_ history: RunHistory) {
    let tree = DecisionTree(history)
    let situation = tree.situation
    installation = history.installation
    self.situation = situation.name
    sentence = situation.sentence
    section = situation.section
    title =
      situation.section == 0 ? "Not in the runbook" : Claim.title(ofSection: situation.section)
    silence = situation.silence
    evidence = tree.evidence
    advice = situation.advice
    rehearsals = RehearsalPlan(situation, history)?.played() ?? []
  }
}
