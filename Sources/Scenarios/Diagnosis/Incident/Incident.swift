import PipelineModel
import SimKernel

/// A case that run records tell, as a scenario: what they fix, and gaps filled so that its replay
/// shows what they show.
///
/// Of the records it has the names of the connection and of the repositories, without secrets, and
/// nothing else that somebody wrote.
struct Incident {
  /// Pages are taken as smaller than the provider's where a worker fetched more of them.
  private static let mostPages = 40

  let history: RunHistory
  /// What the records do not tell and this file takes for granted.
  var assumptions: [String] = []
  var world = World()
  var story: [StoryStep] = []
  var faults: [Fault] = []
  var levers: [LeverSetting] = []
  /// When the records end; nil where everything had ended by then.
  let horizon: SimTime?
  let provider: ProviderName
  let pageSize: Int
  /// The repository that was added after the runs.
  var added: Int?

  init(_ history: RunHistory) {
    self.history = history
    provider = ProviderName.allCases.first { $0.name == history.provider } ?? .github
    let most = history.workers.map(\.reach).max() ?? 1
    pageSize = most > Self.mostPages ? 10 : 100
    horizon = history.open.isEmpty ? nil : .zero + max(.seconds(1), history.now - history.start)
    quieten()
    makeWorld()
    makeStory()
    for worker in history.workers { blame(worker) }
    for (round, run) in history.orchestrators.enumerated() { blame(run, round: round + 1) }
    blameResults()
    blameCompletions()
    blameConsole()
    prolong()
  }

  /// As a scenario with the profile as built and seed 1.
  var scenario: Scenario {
    var limits = Scenario.Limits()
    if let horizon { limits.horizon = horizon }
    return Scenario(
      name: "incident", path: "", title: "An incident", runbook: nil, claims: [],
      isAbstract: false, profile: .asBuilt, levers: levers, seeds: [1], world: world,
      story: Story(steps: story), rules: faults.map { FaultRule($0) }, limits: limits,
      expectations: [], sometimes: [], digest: 0)
  }

  mutating func set(_ name: String, _ value: LeverValue) {
    guard let setting = LeverSetting(name, value) else {
      preconditionFailure("The lever \(name) does not take \(value.text).")
    }
    levers.removeAll { $0.name == name }
    levers.append(setting)
  }

  // MARK: - The world

  private mutating func quieten() {
    set("engine.response-loss", .count(0))
    set("queue.redelivery", .count(0))
    if pageSize < 100 {
      set("provider.page-size", .count(pageSize))
      assumptions.append("pages of \(pageSize), so that many pages need few items")
    }
    if !history.workers.contains(where: { $0.cause == .state && $0.outcome == .failed }) {
      set("engine.state-limit", .bytes(0))
    }
  }

  private mutating func makeWorld() {
    let isConnected = !history.orchestrators.isEmpty || history.acceptedTriggers > 0
    world = World(
      organisations: [World.Organisation(name: "customer")],
      installations: [
        World.Installation(
          name: ErrorText.name(history.installation, otherwise: "connection"), organisation: 0,
          provider: provider, connected: isConnected)
      ])
    for unit in history.units { add(unit) }
    mixIssues()
    if world.repositories.isEmpty {
      let items = provider.entityTypes.map { (type: $0, count: pageSize / 2) }
      world.repositories = [SmallWorld.repository("app", items, days: 20)]
      assumptions.append("one repository with half a page of each type")
    } else {
      assumptions.append("the last page of each unit of work is half full")
    }
    widen()
    let empty = runsOfNothing
    if empty > 0 {
      for place in world.repositories.indices { world.repositories[place].linked = false }
    }
    if let added = history.customer.addedRepository {
      let items = provider.entityTypes.map { (type: $0, count: pageSize / 2) }
      let name = ErrorText.name(added, otherwise: "added")
      guard !world.repositories.contains(where: { $0.name == name }) else { return }
      self.added = world.repositories.count
      world.repositories.append(SmallWorld.repository(name, items, days: 20, linked: false))
    }
  }

  // MARK: - The story

  private mutating func makeStory() {
    let installation = world.installations[0].name
    for (place, run) in history.orchestrators.enumerated() {
      var types = self.types(of: run)
      if types.count == provider.entityTypes.count { types = [] }
      let after = max(.zero, run.createdAt - history.start)
      story.append(
        StoryStep(
          label: place == 0 ? "first" : "again-\(place)", when: StoryTime(offset: after),
          action: SmallWorld.trigger(
            installation: installation, types: types.isEmpty ? nil : types,
            provider: provider, organisation: "customer")))
    }
    if history.orchestrators.isEmpty, history.acceptedTriggers == 0 {
      story.append(
        StoryStep(label: "first", when: StoryTime(), action: .connect(installation: 0)))
      let isSent = history.logs.triggerUndelivered || history.logs.triggerUnderWay
      let isTold = history.logs.notifyFailed || isSent
      let wire = isSent ? Wire.trigger : .notify
      faults.append(Fault(wire: wire, effect: .status(500)))
      if !isTold { assumptions.append("the notification of the connection was lost") }
    }
    let runs = history.orchestrators + history.workers
    let cancelled = runs.filter { $0.outcome == .cancelled }.compactMap(\.endedAt).min()
    if let cancelled {
      let after = StoryTime(offset: max(.zero, cancelled - history.start - .seconds(1)))
      let isDeleted = history.customer.deletedConnection
      let byHand = CancelRequest(installationID: .string(installation))
      story.append(
        StoryStep(
          label: "cancel", when: after,
          action: isDeleted ? .delete(installation: 0) : .cancel(byHand)))
    }
    linkLate()
    if let added {
      let last = runs.compactMap(\.endedAt).max() ?? history.now
      story.append(
        StoryStep(
          label: "add", when: StoryTime(offset: max(.zero, last - history.start) + .minutes(1)),
          action: .link(repository: added)))
      assumptions.append("the repository was linked a minute after the last run")
    }
  }
}

extension RunHistory {
  /// The start of an incident's story.
  var start: SimTime { orchestrators.first?.createdAt ?? now }

  /// Every unit of work that the records name, in their order.
  var units: [(resource: String, entityType: String)] {
    var seen: Set<String> = []
    let results = orchestrators.flatMap { $0.output?.results ?? [] }
    let known = Set(workers.map(\.entityType))
    let all =
      workers.map { ($0.resource, $0.entityType) }
      + results.filter { !known.contains($0.entityType) }.map { ($0.resource, $0.entityType) }
      + customer.misses.filter { !known.contains($0) }.map { ("", $0) }
    return all.filter { seen.insert("\($0.0) \($0.1)").inserted }
      .map { (resource: $0.0, entityType: $0.1) }
  }
}

extension RunHistory.Run {
  /// The pages that its listing has at least.
  var reach: Int {
    switch outcome {
    case .completed: max(1, pages ?? 1)
    case .failed: max(pages ?? 0, failingPage ?? 1)
    case .running, .finishTimeout, .cancelled: (pages ?? 0) + 1
    case .startTimeout: 1
    }
  }
}

extension ErrorText {
  /// A name that is carried over; one that looks like a secret, or cannot be written, is not.
  static func name(_ text: String, otherwise name: String) -> String {
    redacted(text) == text && ChosenName.problem(inWorld: text) == nil ? text : name
  }
}
