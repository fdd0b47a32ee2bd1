import PipelineModel
import SimKernel

/// The smallest experiment of a situation, and the remedies that the runbook advises in it.
struct RehearsalPlan {
  let situation: Situation
  /// What the customer says, which no run shows.
  let customer: RunHistory.Customer
  /// Whether what is broken in the first run stays so.
  let stays: Bool
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
  /// Whether the sizes are those of the records.
  var isRecorded = false
  /// Items on a page of the provider.
  var pageSize = 5
  /// Whether a start timeout dropped a worker.
  var isStartTimeout = false

  /// Plays every remedy as built, beside the same run without it, with seed 1.
  func played(assuming assumption: String = "") -> [DiagnosisReport.Rehearsal] {
    let without = DiagnosisReport.Figures(
      ReplayPlan(scenario(nil), profile: .asBuilt).run().evidence, of: 0)
    let shows = showsSituation
    return remedies.map { remedy in
      let played = ReplayPlan(scenario(remedy), profile: .asBuilt).run().evidence
      let with = DiagnosisReport.Figures(played, of: 0)
      return DiagnosisReport.Rehearsal(
        remedy: remedy.text, assumes: assumption, goal: goal, profile: NamedProfile.asBuilt.label,
        simulated: description, story: [],
        liftsHorizon: false,
        showsSituation: shows,
        verdict: DiagnosisReport.Verdict(goal, without, with, isAction: remedy.action != nil),
        failsAgain: played.failures(of: 0, after: .zero + at), without: without, with: with)
    }
  }

  private var goal: DiagnosisReport.Goal { situation.isMeantToStop ? .stop : .restore }

  /// Whether the decision tree finds the situation in the simulated run before the remedy.
  private var showsSituation: Bool {
    var histories = DiagnosisInput.histories(
      of: scenario(situation == .deleted ? remedies[0] : nil), profile: .asBuilt,
      until: .zero + look)
    guard let index = histories.firstIndex(where: { $0.installation == SmallWorld.installation })
    else { return false }
    histories[index].customer.wantsDays = customer.wantsDays
    histories[index].customer.seesDuplicates = customer.seesDuplicates
    if case .neverAsked(let types) = situation { histories[index].customer.misses = types }
    let shown = DecisionTree(histories[index]).situation
    if case .failedMidPage(let page, _) = situation, isRecorded,
      case .failedMidPage(let other, _) = shown, page != other
    {
      return false
    }
    return shown.name == situation.name
  }

  func scenario(_ remedy: Remedy?) -> Scenario {
    let last = (remedy?.action).map { [StoryStep(when: StoryTime(offset: at), action: $0)] } ?? []
    let quiet = [("engine.response-loss", LeverValue.count(0)), ("queue.redelivery", .count(0))]
    return Scenario(
      name: "rehearsal", path: "", title: situation.name, runbook: nil, claims: [],
      isAbstract: false, profile: nil,
      levers: quiet.compactMap { LeverSetting($0.0, $0.1) } + levers, seeds: [1], world: world,
      story: Story(steps: story + last), rules: faults.map { FaultRule($0) },
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
