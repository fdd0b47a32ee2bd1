import PipelineModel
import SimKernel

/// Which of the runbook's scenarios it is, why, what the runbook advises, and whether that works.
///
/// JSON keys are stable.
public struct DiagnosisReport: Codable, Sendable, Equatable {
  public var installation: String
  /// Which run of a scenario it is about: its scenario, profile and seed; empty for records.
  public var run: String
  /// Whether that run was cut off at its number of events, so that its end is undecided.
  public var cutOff: Bool
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
  /// Whether the model shows what the records show; of records only.
  public var reproduction: Reproduction?
  public var rehearsals: [Rehearsal]

  /// One question of the decision tree and what the records say.
  public struct Line: Codable, Sendable, Equatable {
    public var question: String
    public var answer: String
    /// Where the runbook asks it.
    public var runbook: String
  }

  /// One advised remedy, played in the customer's own world or in what the records tell of it.
  public struct Rehearsal: Codable, Sendable, Equatable {
    public var remedy: String
    /// What the records leave open and this run takes for granted; empty when nothing is.
    public var assumes: String
    public var goal: Goal
    /// The profile it is played under.
    public var profile: String
    /// What was simulated, in a sentence.
    public var simulated: String
    /// The remedy as lines of a scenario's story; empty when it is to wait.
    public var story: [String]
    /// Whether the file's horizon would cut the remedy off and is lifted for it.
    public var liftsHorizon: Bool
    /// Whether the simulated run is diagnosed as the same situation before the remedy.
    public var showsSituation: Bool
    public var verdict: Verdict
    /// What goes wrong again behind the remedy; empty when nothing does.
    public var failsAgain: String
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
    /// Nothing is missing without it.
    case notNeeded = "not-needed"

    /// Judges two ends of the same run; to wait is to do nothing, and is never too much.
    ///
    /// `wantsLeftOut` counts what was left out on purpose as lost: somebody wants it by now.
    init(
      _ goal: Goal, _ without: Figures, _ with: Figures, isAction: Bool = true,
      wantsLeftOut: Bool = false
    ) {
      func lost(_ end: Figures) -> Int { end.lost + (wantsLeftOut ? end.filteredOnPurpose : 0) }
      let less = with.completedRuns < without.completedRuns
      let isWhole = lost(with) == 0 && with.undelivered == 0
      let wasWhole =
        lost(without) == 0 && without.undelivered == 0 && without.openRuns == 0
        && without.expected >= with.expected
      switch goal {
      case _ where with.expected == 0 || with.openRuns > 0: self = .doesNotHelp
      case .stop: self = with.completedRuns == 0 ? .works : less ? .helps : .doesNotHelp
      case .restore where isAction && wasWhole && without.expected > 0: self = .notNeeded
      case .restore where isWhole:
        self = with.duplicateDeliveries == 0 ? .works : .worksWithDuplicates
      case .restore:
        // What only the remedy asks for is missing without it.
        let asked = max(0, with.expected - without.expected)
        self = lost(with) < lost(without) + asked ? .helps : .doesNotHelp
      }
    }

    /// The words behind "as built it".
    public var words: String {
      switch self {
      case .works: "works"
      case .worksWithDuplicates: "works, with duplicates"
      case .helps: "helps, but not fully"
      case .doesNotHelp: "does not help"
      case .notNeeded: "is not needed"
      }
    }
  }

  /// The items of a run at its end.
  public struct Figures: Codable, Sendable, Equatable {
    public var expected: Int
    /// Have an observation, or several.
    public var stored: Int
    /// Have none, as the workspace's settings want it.
    public var filteredOnPurpose: Int
    /// Never reached the Console.
    public var undelivered: Int
    /// Have no observation and were not filtered on purpose.
    public var lost: Int
    /// Deliveries beyond the first of an item.
    public var duplicateDeliveries: Int
    /// Observations beyond the first of an item.
    public var duplicateStored: Int
    /// Orchestrator and worker runs that had not ended.
    public var openRuns: Int
    /// Orchestrator and worker runs that completed, of a deleted connection after its deletion.
    public var completedRuns: Int
    /// The commonest reason for a lost item; empty without one.
    public var reason: String
  }

  /// Diagnoses a connection and plays what the runbook advises, in its own world where it is known.
  public init(_ history: RunHistory) {
    self.init(history, DecisionTree(history)) { RehearsalPlan.rehearsals(of: $0, history) }
    if !history.isComplete, !history.orchestrators.isEmpty {
      reproduction = Reproduction(Incident(history).fitted())
    }
  }

  /// Diagnoses every connection of a scenario at a moment, its end when none is given; remedies are
  /// played in the scenario itself.
  public static func all(
    of scenario: Scenario, profile: NamedProfile, until end: SimTime?
  ) -> [DiagnosisReport] {
    let histories = DiagnosisInput.histories(of: scenario, profile: profile, until: end)
    let trees = histories.map(DecisionTree.init)
    let isWrong = trees.contains { $0.situation != .inOrder }
    let own =
      isWrong ? OwnWorld(scenario, profile: profile, at: histories[0].now) : nil
    return zip(histories, trees).map { history, tree in
      DiagnosisReport(history, tree) { own?.rehearsals(of: $0, history) ?? [] }
    }
  }

  private init(
    _ history: RunHistory, _ tree: DecisionTree, rehearse: (Situation) -> [Rehearsal]
  ) {
    let situation = tree.situation
    installation = history.installation
    run = history.run
    cutOff = history.isCutOff
    self.situation = situation.name
    sentence = situation.sentence(under: history.limits.seen(in: history.workers))
    section = situation.section
    title =
      situation.section == 0 ? "Not in the runbook" : Claim.title(ofSection: situation.section)
    silence = situation.silence(under: history.limits)
    evidence = tree.evidence
    advice = situation.advice
    rehearsals = rehearse(situation)
  }
}

extension DiagnosisReport.Figures {
  /// The items of one installation, and its orchestrators and workers, of which those count as completed
  /// that completed after `time`.
  init(_ evidence: Evidence, of installation: Int, since time: SimTime = .zero) {
    func sum(_ count: KeyPath<HopCounts, Int>) -> Int {
      evidence.repositories(of: installation).reduce(0) { total, repository in
        total + evidence.outcome.countsByRepository[repository][keyPath: count]
      }
    }
    let runs = evidence.runs(of: installation)
    self.init(
      expected: sum(\.expected), stored: sum(\.stored) - sum(\.duplicateStored),
      filteredOnPurpose: sum(\.filteredOnPurpose),
      undelivered: sum(\.undelivered), lost: sum(\.lost),
      duplicateDeliveries: sum(\.duplicateDeliveries), duplicateStored: sum(\.duplicateStored),
      openRuns: runs.count { $0.outcome == .running },
      completedRuns: runs.count { $0.outcome == .completed && $0.endedAt > time },
      reason: String(evidence.losses(of: installation).drop { $0 == ";" || $0 == " " }))
  }
}

extension Evidence {
  /// The workers of an installation that ended wrong after a moment, `app issue fails on page 16
  /// (HTTP 401)`; empty when none did.
  func failures(of installation: Int, after time: SimTime) -> String {
    let wrong = runs(of: installation).filter {
      $0.function == .worker && $0.wentWrong && $0.createdAt >= time
    }
    return wrong.prefix(3).map { run in
      let words = run.failure == .none ? run.outcome.name : run.failure.words
      guard let step = failedStep(of: run) else { return "\(name(of: run.unit)): \(words)" }
      return "\(name(of: run.unit)) fails in \(step.label(run.unit)) (\(words))"
    }.joined(separator: "; ")
  }
}
