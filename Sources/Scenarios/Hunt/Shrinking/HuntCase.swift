import PipelineModel
import SimKernel

/// A scenario in which one site is written down, to be made smaller.
struct HuntCase: Sendable, Equatable {
  var world: World
  var story: Story
  /// Those it is about are the last.
  var faults: [Fault]
  var levers: [LeverSetting]
  var profile: NamedProfile
  var seed: UInt64
  var subject: Subject
  /// Whether the items are meant to stop.
  var isOwnAct: Bool
  /// Whether steps keep labels that no other step needs: a sentence asked for may speak of them.
  var keepsLabels = false

  /// What it is about.
  enum Subject: Sendable, Equatable {
    /// So many faults, the last of the list.
    case faults(Int)
    /// The last step of the story.
    case act
    /// The whole of it.
    case everything
  }

  /// How many of the last faults it is about.
  var huntedFaults: Int { if case .faults(let count) = subject { count } else { 0 } }

  /// A site of a plan, with a second fault where there is one.
  init(_ site: HuntSite, of plan: HuntPlan, and second: Fault? = nil) {
    let scenario = plan.scenario
    (world, story, faults) = (scenario.world, scenario.story, scenario.faults)
    // A file that is written down elsewhere names no other file.
    levers = (plan.profile.settings + scenario.levers + plan.overrides).lastOfEach
    (profile, seed) = (NamedProfile(plan.profile.base), plan.seed)
    isOwnAct = site.isOwnAct
    let hunted = [site.fault, second].compactMap(\.self)
    subject = hunted.isEmpty ? .act : .faults(hunted.count)
    faults += hunted
    switch site.change {
    case .act(let action, let time):
      story.steps.append(StoryStep(when: StoryTime(offset: time), action: action))
    case .again:
      let alone = experiment().run()
      story.steps.append(plan.secondTrigger(after: alone, site))
      subject = .act
    case .fault, .outage: break
    }
    for place in faults.indices { faults[place].rule = nil }
    keepsLabels = !plan.judge.properties.isEmpty
    removeLabels()
  }

  mutating func removeLabels() {
    for place in story.steps.indices where !keepsLabels && !story.isAwaited(place) {
      story.steps[place].label = ""
    }
  }

  /// The run, or with `without` the one in which it does not happen.
  func experiment(without: Bool = false) -> Experiment {
    var profile = self.profile.levers
    for setting in levers { setting.apply(to: &profile) }
    var experiment = Experiment(
      world: world, story: story, faults: faults, profile: profile, seed: seed,
      eventLimit: 5_000_000, recording: .items)
    experiment.tellsStrikes = false
    guard without else { return experiment }
    switch subject {
    case .act: experiment.story.steps.removeLast()
    case .faults(let count): experiment.faults.removeLast(count)
    case .everything: break
    }
    return experiment
  }

  /// What it shows beyond the run in which it does not happen; nil where its fault strikes first
  /// somewhere else than at `place` of the protocol.
  func troubles(_ properties: [Expectation], at place: String) -> [HuntTrouble]? {
    var trials = CaseTrials(properties, at: place)
    return trials.troubles(of: self)
  }
}
