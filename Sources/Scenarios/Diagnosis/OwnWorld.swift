import PipelineModel
import SimKernel

/// The customer's own case: a scenario played to its end, and again with a remedy in its story.
struct OwnWorld {
  /// Ends later than the moment asked about.
  let scenario: Scenario
  let profile: NamedProfile
  /// The moment asked about.
  let at: SimTime
  private let without: Replay

  /// Whether the file has a horizon, which would cut off what a remedy does.
  private let liftsHorizon: Bool

  /// Plays the scenario without any remedy, whatever its horizon.
  init(_ scenario: Scenario, profile: NamedProfile, at: SimTime) {
    var whole = scenario
    liftsHorizon = whole.limits.horizon < .distantFuture
    whole.limits.horizon = .distantFuture
    (self.scenario, self.profile, self.at) = (whole, profile, at)
    without = ReplayPlan(whole, profile: profile).run()
  }

  /// What each remedy does to the connection of a history; behind one that leaves items lost
  /// because of their marks comes the same one after the marks.
  func rehearsals(
    of situation: Situation, _ history: RunHistory
  ) -> [DiagnosisReport.Rehearsal] {
    let world = without.evidence.world
    guard let index = world.installations.firstIndex(where: { $0.name == history.installation })
    else { return [] }
    let installation = world.installations[index]
    let remedies = Remedy.all(
      for: situation, of: installation, index,
      organisation: world.organisations[installation.organisation].name)
    return remedies.flatMap { remedy in
      let deleted = history.customer.deletedAt ?? .zero
      let first = rehearsal(of: remedy, at: at, situation, index, deleted)
      let isLacking =
        first.with.lost > 0 || situation.isOfSync && first.with.filteredOnPurpose > 0
      guard case .trigger(let request) = remedy.action, isLacking else { return [first] }
      var more: [DiagnosisReport.Rehearsal] = []
      if request.depth == .absent, let days = deeperDepth(index) {
        let deeper = Remedy.trigger("Re-trigger with depth \(days)", depth: days, of: request)
        more = [rehearsal(of: deeper, at: at, situation, index, deleted)]
      }
      if let gone = marksGone(index), gone > at {
        more.append(rehearsal(of: remedy, at: gone, situation, index, deleted))
      }
      return [first] + more
    }
  }

  private func rehearsal(
    of remedy: Remedy, at time: SimTime, _ situation: Situation, _ index: Int, _ deleted: SimTime
  ) -> DiagnosisReport.Rehearsal {
    var continued = scenario
    var lines: [String] = []
    if let action = remedy.action {
      let step = StoryStep(when: StoryTime(offset: time - .zero), action: action)
      continued.story.steps.append(step)
      lines = [step.text]
    }
    let played = lines.isEmpty ? without : ReplayPlan(continued, profile: profile).run()
    let goal: DiagnosisReport.Goal = situation.isMeantToStop ? .stop : .restore
    let (before, after) = (
      DiagnosisReport.Figures(without.evidence, of: index, since: deleted),
      DiagnosisReport.Figures(played.evidence, of: index, since: deleted)
    )
    return DiagnosisReport.Rehearsal(
      remedy: remedy.text + (time > at ? ", when the marks are gone\(anew(index))" : ""),
      assumes: "", goal: goal, profile: profile.label, simulated: description(index, time),
      story: lines,
      liftsHorizon: liftsHorizon, showsSituation: true,
      verdict: DiagnosisReport.Verdict(
        goal, before, after, isAction: remedy.action != nil, wantsLeftOut: situation.isOfSync),
      failsAgain: remedy.action == nil ? "" : played.evidence.failures(of: index, after: time),
      without: before, with: after)
  }

  /// The days that reach what never came to the Console and is too old for a trigger without a depth.
  private func deeperDepth(_ index: Int) -> Int? {
    let evidence = without.evidence
    let lost = evidence.expectedItems(of: index).filter { item in
      evidence.fates.fate(of: item, in: evidence.outcome.items.unit(of: item)).isBeforeConsole
    }
    return evidence.deeperDepth(for: lost, at: at)
  }

  /// The posts of an installation's items that set their marks, or may have.
  private func marking(_ index: Int) -> [Milestone] {
    let root = without.evidence.root(of: index)
    return without.evidence.ledger.posts.all.filter {
      $0.kind != .itemDuplicate && without.evidence.installation(of: $0.unit) == root
    }
  }

  /// When all marks that the run without a remedy sets are gone, those of the file's later steps
  /// among them; nil where it sets none.
  private func marksGone(_ index: Int) -> SimTime? {
    let window = without.evidence.levers.gateway.dedupWindow
    let flushes = without.evidence.milestones(.storeFlushed).map(\.time)
    // A mark is set before the answer that the worker gets, and not a minute after it.
    return marking(index).map { post in
      let end = post.time + window + .minutes(1)
      return flushes.first { $0 > post.time }.map { min($0, end) } ?? end
    }.max()
  }

  /// That later steps of the file set marks anew, where they do.
  private func anew(_ index: Int) -> String {
    let evidence = without.evidence
    let later = marking(index).filter { post in
      let parent = evidence.run(post.run).flatMap { evidence.run($0.parent) }
      let step = parent?.storyStep.flatMap { evidence.time(ofStep: Int($0)) }
      return step.map { $0 > at } ?? false
    }
    return later.map(\.time).max().map {
      " (the file's later steps set them anew until \($0.clock))"
    } ?? ""
  }

  /// What the story does after the moment asked about, with and without a remedy.
  private var laterSteps: [String] {
    zip(without.evidence.story.steps.indices, without.outcome.storyTimes).compactMap {
      place, time in
      guard let time, time > at else { return nil }
      let step = without.evidence.story.steps[place]
      return "story[\(place)], \(without.evidence.words(step.action)) at \(time.clock)"
    }
  }

  private func description(_ index: Int, _ time: SimTime) -> String {
    let evidence = without.evidence
    let repositories = evidence.repositories(of: index).map { evidence.world.repositories[$0] }
    let items = repositories.flatMap(\.items).reduce(0) { $0 + $1.count }
    let later = laterSteps.joined(separator: "; ")
    let set = scenario.levers.lastOfEach.map(\.text)
    let levers =
      set.isEmpty
      ? ""
      : " with \(set.count > 3 ? counted(set.count, "lever") + " set" : set.joined(separator: ", "))"
    return "this very case, \(profile.label)\(levers), seed \(without.plan.seed): "
      + "\(counted(repositories.count, "repository", "repositories")) with "
      + "\(counted(items, "item")); the remedy at \(time.clock)."
      + (later.isEmpty ? "" : " Played with it and without it, as the file has it: \(later).")
  }
}

/// One thing the operator can do; without an action it is to wait.
struct Remedy {
  var text: String
  var action: StoryAction?

  /// A trigger like another, with a depth.
  static func trigger(_ text: String, depth: Int, of request: TriggerRequest) -> Remedy {
    var deeper = request
    deeper.depth = .number(Double(depth))
    return Remedy(text: text, action: .trigger(deeper))
  }

  /// What there is to do in a situation.
  static func all(
    for situation: Situation, of installation: World.Installation, _ index: Int,
    organisation: String
  ) -> [Remedy] {
    func trigger(_ text: String, depth: Int? = nil) -> Remedy {
      Remedy(
        text: text,
        action: .trigger(
          TriggerRequest(
            installationID: .string(installation.name),
            provider: .string(installation.provider.name),
            organisationID: .string(organisation),
            depth: depth.map { .number(Double($0)) } ?? .absent)))
    }
    let again = trigger("Re-trigger the full backfill")
    let wait = Remedy(text: "Wait")
    let cancel = Remedy(
      text: "POST /trigger/cancel by hand",
      action: .cancel(CancelRequest(installationID: .string(installation.name))))
    switch situation {
    case .inOrder, .workersDone, .notSynced(_, isSyncedNow: false), .notSynced(_, isSyncedNow: nil):
      return []
    case .stillRunning: return [wait]
    case .queued, .asleep, .waitingForNobody, .arriving: return [wait, again]
    case .underWay: return [wait, trigger("Trigger manually")]
    case .deleted: return [Remedy(text: "Nothing")]
    case .deletedButRunning: return [Remedy(text: "Nothing"), cancel]
    case .moreHistory(let days): return [trigger("Re-trigger with depth \(days)", depth: days)]
    case .timedOut: return [again, trigger("Re-trigger with depth 7", depth: 7)]
    case .neverTriggered, .newRepository, .startsDropped: return [trigger("Trigger manually")]
    default: return [again]
    }
  }
}

extension StoryStep {
  /// The step as a line of a scenario file; only triggers and cancels are remedies.
  var text: String {
    let time = "\"at\": \"\(DurationText.format(when.offset.microseconds))\""
    switch action {
    case .trigger(let request):
      guard case .string(let name) = request.installationID else { break }
      let quoted = JSONText.quoted(name)
      guard case .number(let days) = request.depth else {
        return "{ \(time), \"trigger\": { \"installation\": \(quoted) } }"
      }
      return "{ \(time), \"trigger\": { \"installation\": \(quoted), \"depth\": \(Int(days)) } }"
    case .cancel(let request):
      guard case .string(let name) = request.installationID else { break }
      return "{ \(time), \"cancel\": \(JSONText.quoted(name)) }"
    default: break
    }
    preconditionFailure("A remedy triggers or cancels a connection.")
  }
}
