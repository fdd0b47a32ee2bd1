import PipelineModel
import SimKernel

/// The smallest experiment of a situation, and the remedies that the runbook advises in it.
struct RehearsalPlan {
  /// One thing the operator can do.
  struct Remedy {
    var text: String
    var steps: [StoryStep]
  }

  let situation: Situation
  /// What the customer says, which no run shows.
  let customer: RunHistory.Customer
  /// What was made small or broken, as the end of a sentence; empty for nothing.
  var staged = ""
  var world: World
  var story: [StoryStep]
  var faults: [Fault] = []
  var levers: [LeverSetting] = []
  var remedies: [Remedy]
  /// When the remedy is applied, after the start of the story.
  var at: SimDuration
  /// When the run is looked at to see whether it is the situation.
  var look: SimDuration

  /// Plays every remedy as built, beside the same run without it, with seed 1.
  func played() -> [DiagnosisReport.Rehearsal] {
    let without = figures([])
    let shows = showsSituation
    return remedies.map { remedy in
      let with = figures(remedy.steps)
      return DiagnosisReport.Rehearsal(
        remedy: remedy.text, goal: goal, simulated: description, showsSituation: shows,
        verdict: verdict(without, with), without: without, with: with)
    }
  }

  private var goal: DiagnosisReport.Goal { situation == .deleted ? .stop : .restore }

  private func verdict(
    _ without: DiagnosisReport.Figures, _ with: DiagnosisReport.Figures
  ) -> DiagnosisReport.Verdict {
    guard with.expected > 0, with.openRuns == 0 else { return .doesNotHelp }
    if goal == .stop {
      let less = with.completedRuns < without.completedRuns
      return with.completedRuns == 0 ? .works : less ? .helps : .doesNotHelp
    }
    if with.lost == 0, with.undelivered == 0 {
      return with.duplicateDeliveries == 0 ? .works : .worksWithDuplicates
    }
    return (with.lost, with.undelivered) < (without.lost, without.undelivered)
      ? .helps : .doesNotHelp
  }

  private func figures(_ remedy: [StoryStep]) -> DiagnosisReport.Figures {
    let replay = ReplayPlan(scenario(remedy), profile: .asBuilt).run()
    let (evidence, counts) = (replay.evidence, replay.outcome.counts)
    let runs = replay.outcome.runs.filter {
      $0.installation == 0 && ($0.function == .orchestrator || $0.function == .worker)
    }
    return DiagnosisReport.Figures(
      expected: evidence.expected(0), undelivered: evidence.undelivered(0),
      lost: evidence.lost(0), duplicateDeliveries: counts.duplicateDeliveries,
      duplicateStored: counts.duplicateStored, openRuns: runs.count { $0.outcome == .running },
      completedRuns: runs.count { $0.outcome == .completed },
      reason: String(evidence.losses(of: 0).drop { $0 == ";" || $0 == " " }))
  }

  /// Whether the decision tree finds the situation in the simulated run before the remedy.
  private var showsSituation: Bool {
    let steps = situation == .deleted ? remedies[0].steps : []
    var histories = DiagnosisInput.histories(
      of: scenario(steps), profile: .asBuilt, until: .zero + look)
    guard let index = histories.firstIndex(where: { $0.installation == SmallWorld.installation })
    else { return false }
    histories[index].customer.wantsDays = customer.wantsDays
    histories[index].customer.seesDuplicates = customer.seesDuplicates
    return DecisionTree(histories[index]).situation.name == situation.name
  }

  private func scenario(_ remedy: [StoryStep]) -> Scenario {
    let quiet = [("engine.response-loss", LeverValue.count(0)), ("queue.redelivery", .count(0))]
    return Scenario(
      name: "rehearsal", path: "", title: situation.sentence, runbook: nil, claims: [],
      isAbstract: false, profile: nil,
      levers: quiet.compactMap { LeverSetting($0.0, $0.1) } + levers, seeds: [1], world: world,
      story: Story(steps: story + remedy), rules: faults.map { FaultRule($0) },
      limits: Scenario.Limits(),
      expectations: [], sometimes: [], digest: 0)
  }

  private var description: String {
    let items = world.repositories.filter { $0.installation == 0 }.flatMap(\.items)
    let count = counted(items.reduce(0) { $0 + $1.count }, "item")
    let types = Set(items.map(\.entityType)).count
    let repositories = world.repositories.count { $0.installation == 0 }
    return "\(repositories == 1 ? "one repository" : "\(repositories) repositories") with \(count) "
      + "of \(counted(types, "type")), up to \(Self.oldest(items)) days old"
      + (staged.isEmpty ? "" : "; \(staged)") + "; the remedy after \(at.rounded); seed 1."
  }

  private static func oldest(_ items: [World.ItemGroup]) -> Int64 {
    items.map { group in
      if case .spread(_, let to) = group.ages { to.microseconds / 86_400_000_000 } else { 0 }
    }.max() ?? 0
  }
}
