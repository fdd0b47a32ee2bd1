import PipelineModel
import SimKernel

/// A scenario's run cut off at a moment, with what only its future and its like without faults tell.
struct RunAtMoment {
  let replay: Replay
  let now: SimTime
  /// The run played on, where a trigger may be on its way.
  private let whole: Replay?
  /// The run without its faults up to the moment, where items are on their way.
  private let faultless: Replay?

  /// Plays it up to a moment, to its end when none is given.
  init(_ scenario: Scenario, profile: NamedProfile, until end: SimTime?) {
    var cut = scenario
    if let end { cut.limits.horizon = end }
    let replay = ReplayPlan(cut, profile: profile).run()
    self.replay = replay
    now = end ?? replay.outcome.endedAt
    var other = cut
    other.limits.horizon = .distantFuture
    whole =
      replay.outcome.stop == .horizon && (replay.evidence.waitsForRun || replay.evidence.isDeleted)
      ? ReplayPlan(other, profile: profile).run() : nil
    cut.rules = []
    let isOnTheWay = replay.evidence.fateCounts().contains { $0.fate.isOnTheWay }
    faultless =
      isOnTheWay && !scenario.rules.isEmpty ? ReplayPlan(cut, profile: profile).run() : nil
  }

  /// Whether a call, a message or an event that asks for a run of an installation is on its way.
  func isTriggerUnderWay(of installation: Int) -> Bool {
    guard let evidence = whole?.evidence else { return false }
    let next = evidence.outcome.storyTimes.compactMap(\.self).filter { $0 > now }.min()
    let mine = evidence.outcome.milestones.filter { Int($0.installation) == installation }
    let sent = Set(mine.filter { $0.time <= now }.compactMap(\.triggerMessage))
    let isMade = evidence.orchestrators(of: installation).contains { run in
      guard run.createdAt > now else { return false }
      guard let step = run.storyStep else { return run.createdAt <= next ?? .distantFuture }
      return evidence.time(ofStep: Int(step)).map { $0 <= now } ?? false
    }
    return isMade || isAnswerDue(to: installation, evidence)
      || mine.contains { milestone in
        guard milestone.time > now else { return false }
        if let message = milestone.triggerMessage, sent.contains(message) { return true }
        return milestone.isAboutTrigger && milestone.time <= next ?? .distantFuture
      }
  }

  /// Whether a cancel that was asked for before the moment stops runs of an installation after it.
  func isCancelUnderWay(to installation: Int) -> Bool {
    guard let evidence = whole?.evidence else { return false }
    let next = evidence.outcome.storyTimes.compactMap(\.self).filter { $0 > now }.min()
    return evidence.milestones(.cancelActed, of: installation).contains {
      $0.time > now && $0.time <= next ?? .distantFuture
    }
  }

  /// Whether somebody connected an installation, or called for a backfill of it, by the moment.
  func isKnown(_ installation: Int) -> Bool {
    let evidence = replay.evidence
    let world = evidence.world.installations[installation]
    return world.connected
      || zip(evidence.story.steps, evidence.outcome.storyTimes).contains { step, time in
        guard time != nil else { return false }
        switch step.action {
        case .connect(installation): return true
        case .trigger(let request): return request.installationID == .string(world.name)
        default: return false
        }
      }
  }

  /// Whether a call by hand is not answered yet.
  private func isAnswerDue(to installation: Int, _ evidence: Evidence) -> Bool {
    let name = RawValue.string(evidence.name(ofInstallation: installation))
    return evidence.story.steps.indices.contains { place in
      guard case .trigger(let request) = evidence.story.steps[place].action,
        request.installationID == name, let time = evidence.time(ofStep: place), time <= now
      else { return false }
      return evidence.answer(toStep: place).map { $0.at > now } ?? true
    }
  }

  /// What became of the items of an installation behind its runs.
  func behind(_ installation: Int) -> RunHistory.Behind {
    let evidence = replay.evidence
    var behind = RunHistory.Behind()
    behind.syncedSince = 0
    let root = evidence.root(of: installation)
    for item in evidence.outcome.expected {
      let unit = evidence.outcome.items.unit(of: item)
      guard evidence.installation(of: unit) == root else { continue }
      let fate = evidence.fates.fate(of: item, in: unit)
      if fate == .notSynced {
        behind.notSynced += 1
        if evidence.outcome.synced[Int(unit.repository)] {
          behind.syncedSince = (behind.syncedSince ?? 0) + 1
        }
      }
      if !fate.isMeant, !fate.isOnTheWay { behind.missing += 1 }
      if fate.isBeforeGateway { behind.passedOver += 1 }
      guard fate.isOnTheWay else { continue }
      behind.arriving += 1
      if let free = faultless?.evidence.fates, free.fate(of: item, in: unit).isMeant {
        behind.late += 1
      }
    }
    behind.storedAgain = evidence.repositories(of: installation).reduce(0) {
      $0 + evidence.outcome.countsByRepository[$1].duplicateStored
    }
    return behind
  }
}

extension Fate {
  /// Whether it may still come.
  var isOnTheWay: Bool { self == .inFlight || self == .inConsole }
}

extension Evidence {
  /// Whether a connection was deleted.
  fileprivate var isDeleted: Bool {
    zip(story.steps, outcome.storyTimes).contains { step, time in
      switch step.action {
      case .delete, .disconnect: time != nil
      default: false
      }
    }
  }

  /// Whether a step of the story asked for a run that is not made.
  fileprivate var waitsForRun: Bool {
    zip(story.steps.indices, outcome.storyTimes).contains { place, time in
      guard time != nil, run(ofStep: place) == nil else { return false }
      switch story.steps[place].action {
      case .connect, .trigger: return true
      case .link: return levers.connections.notifyOnLink
      default: return false
      }
    }
  }
}

extension Milestone {
  /// The number of the trigger message that it is about.
  fileprivate var triggerMessage: Int32? {
    switch event {
    case .published(let message, .trigger), .delivered(let message, .trigger, _),
      .redelivery(let message, .trigger, _), .deadLetter(let message, .trigger):
      message
    default: nil
    }
  }

  /// Whether it tells what becomes of a trigger.
  fileprivate var isAboutTrigger: Bool {
    switch event {
    case .notifyFailed: true
    case .runDropped(_, .orchestrator): true
    default: triggerMessage != nil
    }
  }
}
