import PipelineModel
import SimKernel

extension Change {
  /// Whether it is about the case, rather than a lever or a remedy.
  var isOfCase: Bool {
    parts.allSatisfy { part in
      switch part {
      case .faults, .faultUntil, .step, .linked, .granted, .synced, .apart, .horizon: true
      case .lever, .trigger: false
      }
    }
  }

  /// Places of the faults that it leaves out.
  var faults: [Int] {
    parts.flatMap { part -> [Int] in
      guard case .faults(let places) = part else { return [] }
      return places
    }
  }

  /// Every change that is tried: faults that struck, steps of the story, the world, then levers.
  static func all(of replay: Replay) -> [Change] {
    faults(of: replay) + steps(of: replay) + world(of: replay) + levers(of: replay)
  }

  /// What could have been there and was not: a trigger behind the story.
  static func additions(of replay: Replay) -> [Change] {
    let world = replay.plan.scenario.world
    let ended = replay.outcome.endedAt
    return world.installations.indices.filter { place in
      replay.evidence.heir(of: place) == place
        && replay.evidence.fateCounts(of: place).contains { !$0.fate.isMeant }
    }.map { place in
      let name = replay.evidence.name(ofInstallation: place)
      return Change(
        .trigger(place, at: ended), words: "with a trigger of \(name) at \(ended.clock)")
    }
  }

  /// The world otherwise: a repository linked from the start, items that do not share an instant.
  private static func world(of replay: Replay) -> [Change] {
    let repositories = replay.plan.scenario.world.repositories
    let links = repositories.indices.filter { !repositories[$0].linked }.map { place in
      Change(
        .linked(place),
        words: "with \(replay.evidence.name(ofRepository: place)) linked at the start"
      )
    }
    let syncs = repositories.indices.filter { !repositories[$0].synced }.map { place in
      Change(
        .synced(place),
        words: "with \(replay.evidence.name(ofRepository: place)) synced from the start"
      )
    }
    let grants = repositories.indices.filter { !repositories[$0].granted }.map { place in
      Change(
        .granted(place),
        words: "with \(replay.evidence.name(ofRepository: place)) granted from the start"
      )
    }
    return links + grants + syncs + instants(of: replay)
  }

  /// Items made one after the other, where some share an instant and were passed over for it.
  private static func instants(of replay: Replay) -> [Change] {
    let repositories = replay.plan.scenario.world.repositories
    let passedOver = Set(repositories.map(\.installation)).filter { installation in
      replay.evidence.fateCounts(of: installation).contains { $0.fate == .sharedInstant }
    }
    return repositories.indices.filter { place in
      passedOver.contains(repositories[place].installation)
    }.flatMap { place in
      repositories[place].crowdedTypes.map { type in
        Change(
          .apart(place, type),
          words: "with every \(type.name) of \(replay.evidence.name(ofRepository: place)) made at "
            + "an instant of its own")
      }
    }
  }

  /// The run played to its end, where the file cuts it off.
  static func ends(of replay: Replay) -> [Change] {
    let horizon = replay.plan.scenario.limits.horizon
    guard horizon < .distantFuture else { return [] }
    return [Change(.horizon, words: "played on behind \(horizon.clock)")]
  }

  /// What happened to the run: its faults, and what stopped its runs or, of items that are there twice,
  /// ran again; with what was not there.
  static func happenings(of replay: Replay, _ trouble: Trouble) -> [Change] {
    let story = replay.plan.scenario.story
    let additions = trouble == .missing ? world(of: replay) + additions(of: replay) : []
    return everyFault(of: replay) + additions
      + steps(of: replay).filter { change in
        guard case .step(let place) = change.parts.first else { return false }
        return switch story.steps[place].action {
        case .cancel, .delete, .disconnect, .flushStore, .updateItems, .changeItems, .turn,
          .replayDeadLetters, .deploy, .move, .addWorkspace, .removeWorkspace:
          true
        case .alter(let act, _): act != .grant
        case .trigger: trouble == .twice && place > (story.firstTrigger ?? place)
        case .connect, .link, .createItems: false
        }
      }
  }

  /// What happened, and every lever at its value of the other profile.
  static func everything(of replay: Replay, _ trouble: Trouble) -> [Change] {
    let profile = replay.evidence.levers
    let isAsBuilt = replay.plan.profile.base == .asBuilt
    let levers = Lever.all.compactMap { lever -> Change? in
      let value = isAsBuilt ? lever.runbook : lever.asBuilt
      guard value != lever.value(in: profile) else { return nil }
      return LeverSetting(lever.name, value).map { Change([$0]) }
    }
    return happenings(of: replay, trouble) + levers
  }

  private static func faults(of replay: Replay) -> [Change] {
    struck(replay).map { leavingOut([$0], of: replay) }
  }

  /// Every fault, each left out: one that did not strike may strike where another is left out.
  static func everyFault(of replay: Replay) -> [Change] {
    replay.evidence.rules.indices.map { leavingOut([$0], of: replay) }
  }

  private static func struck(_ replay: Replay) -> [Int] {
    let strikes = replay.outcome.faultStrikes
    return replay.evidence.rules.indices.filter { !strikes.indices.contains($0) || strikes[$0] > 0 }
  }

  static func leavingOut(_ places: [Int], of replay: Replay) -> Change {
    let names = places.map { place in
      var rule = replay.evidence.rules[place]
      rule.fault.rule = rule.fault.rule ?? place
      return rule.name
    }
    return Change(.faults(places), words: "without " + names.joined(separator: " and "))
  }

  private static func steps(of replay: Replay) -> [Change] {
    // A fleet's customers bring steps of their own: only those of the file can be left out.
    let story = replay.plan.scenario.story
    return story.steps.indices.filter { !story.isAwaited($0) }.map { place in
      let step = story.steps[place]
      let label = step.label.isEmpty ? "" : " (\(step.label))"
      let words = replay.evidence.words(step.action)
      return Change(.step(place), words: "without story[\(place)]\(label), \(words)")
    }
  }

  private static func levers(of replay: Replay) -> [Change] {
    let profile = replay.evidence.levers
    return Lever.all.flatMap { lever in
      let now = lever.value(in: profile)
      return lever.values(otherThan: now).compactMap { LeverSetting(lever.name, $0) }.map {
        Change([$0])
      }
    }
  }

  /// One lever set, or a few together.
  init(_ settings: [LeverSetting]) {
    let words = settings.map(\.text).joined(separator: " and ")
    self.init(settings.map(Part.lever), words: "with \(words)")
  }
}

extension Story {
  /// The step that asks for a backfill first.
  fileprivate var firstTrigger: Int? {
    steps.firstIndex { step in
      switch step.action {
      case .trigger, .connect: true
      default: false
      }
    }
  }
}

extension Lever {
  /// How much larger than today's an amount is tried.
  private static let much = 1024

  /// What is tried of it instead: the values of the profiles, and others.
  func values(otherThan now: LeverValue) -> [LeverValue] {
    var values: [LeverValue] = []
    for value in [runbook, asBuilt] + others(than: now)
    where value != now && !values.contains(value) {
      values.append(value)
    }
    return values
  }

  /// The other words of a choice; of an amount none and much more.
  private func others(than value: LeverValue) -> [LeverValue] {
    switch (kind, value) {
    case (.flag, .flag(let flag)): return [.flag(!flag)]
    case (.choice(let words), _): return words.map { .choice($0) }
    case (.count(let range), .count(let number)):
      let more = max(number, 1).multipliedReportingOverflow(by: Self.much)
      return [.count(range.lowerBound)]
        + [.count(min(range.upperBound, more.overflow ? .max : more.partialValue))]
    case (.duration, .duration(let time)):
      let most = longest.microseconds
      let more = min(most / Int64(Self.much), max(1, time.microseconds)) * Int64(Self.much)
      return [.duration(.zero), .duration(SimDuration(microseconds: more))]
    case (.bytes, .bytes(let bytes)):
      return [.bytes(0), .bytes(min(1 << 30, min(1 << 20, max(1, bytes)) * Self.much))]
    default: return []
    }
  }
}
