import PipelineModel

/// Looks for changes that heal an item only together, none of which can be spared.
struct MinimalChange {
  private let faults: [Change]
  /// What is tried at once where the faults do not suffice, the likelier first.
  private let sets: [Trouble: [[Change]]]
  /// Events that the runs may take together.
  private var budget = 1_200_000
  /// The run, with the events that a changed one may take.
  let plan: ReplayPlan
  private(set) var runs = 0

  init(_ replay: Replay) {
    faults = Change.everyFault(of: replay)
    sets = Trouble.allCases.reduce(into: [:]) {
      $0[$1] = [Change.happenings(of: replay, $1), Change.everything(of: replay, $1)]
    }
    var bounded = replay.plan.scenario
    bounded.limits.maxEvents = min(
      bounded.limits.maxEvents, max(200_000, 10 * replay.outcome.events))
    plan = ReplayPlan(
      bounded, profile: replay.plan.profile, seed: replay.plan.seed,
      overrides: replay.plan.overrides)
  }

  /// The changes that heal the item; nil where everything at once does not either.
  ///
  /// Parts that can be spared are taken out, ever smaller ones, so that each that is left is needed.
  mutating func change(healing name: ItemName, _ trouble: Trouble) -> Change? {
    var found: [Change]?
    for set in sets[trouble] ?? [] where found == nil && heals(set, name, trouble) { found = set }
    return found.map { Change(needed(of: $0, for: name, trouble)) }
  }

  /// Places of the faults that heal the item when they are left out together, none of which can be
  /// spared; nil where all of them do not.
  mutating func faults(healing name: ItemName, _ trouble: Trouble) -> [Int]? {
    guard faults.count > 1, heals(faults, name, trouble) else { return nil }
    return needed(of: faults, for: name, trouble).flatMap(\.faults)
  }

  /// What is left of changes that heal an item when those that can be spared are taken out.
  private mutating func needed(
    of changes: [Change], for name: ItemName, _ trouble: Trouble
  ) -> [Change] {
    var needed = changes
    var size = max(1, needed.count / 2)
    while true {
      let before = needed.count
      var start = 0
      while start < needed.count {
        let end = min(needed.count, start + size)
        let rest = Array(needed[..<start] + needed[end...])
        if !rest.isEmpty, heals(rest, name, trouble) { needed = rest } else { start = end }
      }
      // Something less can make spare what was needed with it.
      guard size > 1 || needed.count < before else { return needed }
      size = max(1, size / 2)
    }
  }

  private mutating func heals(
    _ changes: [Change], _ name: ItemName, _ trouble: Trouble
  ) -> Bool {
    guard budget > 0 else { return false }
    let look = ItemLook([name], in: Change(changes).plan(plan))
    (runs, budget) = (runs + 1, budget - look.summary.events)
    return look.heals(0, trouble)
  }
}

extension [Change] {
  /// Faults, steps and what could be added as they are; of the levers first those that ended runs or
  /// made them wait, then those of the rooms in which such items are lost.
  func likelierFirst(_ fates: Set<Fate>, in outcome: Outcome) -> [Change] {
    let ended = Set(
      outcome.runs.compactMap { Lever.ending($0.function, $0.outcome, $0.failure)?.name }
        + fates.compactMap(\.lever))
    let waitedFor = Set(
      outcome.limits.filter { $0.waited > .zero }.compactMap { Lever.ofLimit($0.name)?.name })
    let rooms = Set(fates.flatMap(\.rooms))
    func rank(_ change: Change) -> Int {
      guard case .lever(let setting) = change.parts.first else { return 0 }
      if ended.contains(setting.name) { return 1 }
      if waitedFor.contains(setting.name) { return 2 }
      return rooms.contains { setting.name.hasPrefix($0) } ? 3 : 4
    }
    return enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .map(\.element)
  }
}

extension Fate {
  /// The lever that names it.
  var lever: String? {
    switch self {
    case .captureStartTimeout: "capture.start-timeout"
    case .captureFinishTimeout: "capture.finish-timeout"
    case .behindMark: "gateway.order"
    case .insignificant: "capture.significance-threshold"
    default: nil
    }
  }

  /// Beginnings of the levers' names that decide about it.
  var rooms: [String] {
    switch self {
    case .stored, .stale: ["gateway.", "capture.", "console."]
    case .insignificant, .notSynced, .captureStartTimeout, .captureFinishTimeout, .captureFailed,
      .inConsole, .takenForAnother:
      ["capture.", "console."]
    case .foreignWorkspace: ["console.", "ingress.", "capture."]
    case .noWorkspace, .databaseRefused, .ingressFailed: ["console.", "ingress."]
    case .quota: ["engine."]
    case .deadLettered: ["queue."]
    case .unpublished: ["gateway.", "queue.", "orchestrator."]
    case .behindMark, .refusedByGateway, .webhookLost: ["gateway.", "queue."]
    case .notPosted: ["engine.", "worker.", "items.", "gateway."]
    case .notReached, .notStarted, .inFlight:
      ["worker.", "engine.", "connections.", "provider.", "items."]
    case .notAsked, .outsideWindow: ["orchestrator.", "trigger.", "worker."]
    case .movedBetweenPages, .sharedInstant, .updatedDuringRun: ["provider.", "worker."]
    }
  }
}
