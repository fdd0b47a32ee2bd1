import PipelineModel
import SimKernel

/// Faults and limits that end the runs as the records say.
extension Incident {
  mutating func blame(_ worker: RunHistory.Run) {
    guard let unit = unit(of: worker) else { return }
    switch worker.outcome {
    case .completed, .running, .cancelled: break
    case .startTimeout: crowd(worker)
    case .finishTimeout: sleepThrough(worker)
    case .failed: fail(worker, unit)
    }
    if worker.outcome == .running, worker.asleep > .zero { sleepThrough(worker) }
    if worker.outcome == .running, worker.startedAt == nil { crowd(worker) }
  }

  mutating func blame(_ run: RunHistory.Run, round: Int) {
    guard run.outcome == .failed, history.workers(of: run).isEmpty else { return }
    var target = Fault.Target()
    target.installation = 0
    target.rounds = round...round
    let status = ErrorText.status(in: run.error)
    faults.append(
      Fault(wire: .connection, target: target, effect: .status(status ?? 500)))
    if status == nil { assumptions.append("the connection could not be read: HTTP 500") }
  }

  /// What is missed although its workers completed was lost behind them.
  mutating func blameConsole() {
    let isOver = history.orchestrators.last?.output?.success == true
    guard isOver else { return }
    for name in history.customer.misses {
      guard let type = EntityType.allCases.first(where: { $0.name == name }),
        history.workers.contains(where: { $0.entityType == name && $0.outcome == .completed })
      else { continue }
      var target = Fault.Target()
      target.entityType = type
      faults.append(Fault(wire: .capture, target: target, effect: .status(500)))
      assumptions.append("captures of \(name) fail: the records do not tell what lost them")
    }
  }

  private func unit(of worker: RunHistory.Run) -> (repository: Int, type: EntityType)? {
    let name = ErrorText.name(worker.resource, otherwise: "app")
    guard let place = world.repositories.firstIndex(where: { $0.name == name }),
      let type = EntityType.allCases.first(where: { $0.name == worker.entityType })
    else { return nil }
    return (place, type)
  }

  /// Which run of its unit a worker is, from 1.
  private func round(of worker: RunHistory.Run) -> Int {
    let alike = history.workers.filter { $0.unit == worker.unit }
    return (alike.firstIndex { $0.id == worker.id } ?? 0) + 1
  }

  private mutating func fail(
    _ worker: RunHistory.Run, _ unit: (repository: Int, type: EntityType)
  ) {
    let page = worker.failingPage ?? 1
    let (wire, effect) = call(worker)
    switch worker.cause {
    case .state:
      let limit = Profile(.asBuilt).engine.stateLimit
      if let lever = unit.type.sizeLever {
        set(lever, .bytes(limit * 4 / ((4 * page - 3) * pageSize)))
      }
      set("engine.state-limit", .bytes(limit))
      assumptions.append("items so large that \(page) pages outgrow the run's state")
    case .output:
      let limit = Profile(.asBuilt).engine.stepOutputLimit
      if let lever = unit.type.sizeLever { set(lever, .bytes(limit * 3 / pageSize)) }
      assumptions.append("items so large that a page outgrows a step's output")
    case .steps:
      set("engine.step-limit", .count(2 * page))
      assumptions.append("the step limit is that of \(page) pages")
    default:
      var target = Fault.Target()
      target.installation = 0
      target.repository = unit.repository
      target.entityType = unit.type
      target.rounds = round(of: worker)...round(of: worker)
      if wire == .fetch || wire == .post { target.pages = page...page }
      if wire == .sendEvent, let result = result(of: worker), !result.tellsTimeout {
        target.caller = .worker
      }
      faults.append(Fault(wire: wire, target: target, effect: effect))
    }
  }

  /// What the orchestrator returned of a worker, where it did.
  private func result(of worker: RunHistory.Run) -> RunHistory.UnitResult? {
    let parent = history.orchestrators.first { history.workers(of: $0).contains(worker) }
    return parent?.output?.results.first {
      $0.entityType == worker.entityType && ["", worker.resource].contains($0.resource)
    }
  }

  /// The call that failed a worker, and how.
  private func call(_ worker: RunHistory.Run) -> (Wire, Fault.Effect) {
    let step = worker.step
    if worker.isAtItsEnd {
      let status = ErrorText.status(in: worker.error) ?? 500
      let isTold = result(of: worker)?.success ?? false
      return (.sendEvent, isTold ? .statusAfterWork(status) : .status(status))
    }
    let wire: Wire =
      step.hasPrefix("dispatch")
      ? .post : step == "get-token" || worker.cause == .revoked ? .token : .fetch
    if let status = ErrorText.status(in: worker.error) { return (wire, .status(status)) }
    switch worker.cause {
    case .token: return (wire, .status(401))
    case .revoked: return (.token, .status(400))
    case .status(let status), .limited(let status): return (wire, .status(status))
    case .network, .silence, .other, .state, .steps, .output: return (wire, .lostReply)
    }
  }

  /// The provider lets through what was fetched and then nothing until the worker's time is over.
  private mutating func sleepThrough(_ worker: RunHistory.Run) {
    let run = history.orchestrators.last { history.workers(of: $0).contains(worker) }
    let pages = max(1, (run.map(history.workers) ?? [worker]).reduce(0) { $0 + ($1.pages ?? 0) })
    // The most with which the last of these pages leaves less than the share at which it sleeps.
    let share = Profile(.asBuilt).worker.rateLimitThreshold
    let most = (pages * 1000 - 1) / max(1, 1000 - share)
    set("provider.rate-limit", .rate(PipelineModel.Rate(count: most, period: .hours(3))))
    set("connections.token-lifetime", .duration(.hours(8)))
    assumptions.append("the provider lets \(counted(pages, "page")) through in 3 h")
  }

  /// Other repositories of the customer keep the only slot busy for longer than anybody waits.
  private mutating func crowd(_ worker: RunHistory.Run) {
    guard world.installations.count == 1 else { return }
    world.installations.append(
      World.Installation(name: "neighbour", organisation: 0, provider: .github))
    for number in 1...3 {
      var repository = SmallWorld.repository("neighbour-\(number)", [(.issue, 1)], days: 20)
      repository.installation = 1
      world.repositories.append(repository)
    }
    for place in story.indices { story[place].when.offset = story[place].when.offset + .seconds(3) }
    story.insert(
      StoryStep(
        label: "neighbour", when: StoryTime(),
        action: SmallWorld.trigger(
          installation: "neighbour", types: [.issue], organisation: "customer")), at: 0)
    var target = Fault.Target()
    target.installation = 1
    faults.append(Fault(wire: .post, target: target, effect: .slow(.seconds(200))))
    set("worker.per-organisation", .count(1))
    assumptions.append("another connection keeps the only slot busy for ten minutes")
  }

  /// A unit that failed, and nobody recorded its worker.
  mutating func blameResults() {
    for (place, run) in history.orchestrators.enumerated() {
      let types = Set(history.workers(of: run).map(\.entityType))
      for result in run.output?.results ?? []
      where !result.success && !types.contains(result.entityType) {
        guard let type = EntityType.allCases.first(where: { $0.name == result.entityType }) else {
          continue
        }
        var target = Fault.Target()
        target.installation = 0
        target.entityType = type
        target.rounds = (place + 1)...(place + 1)
        let status = ErrorText.status(in: result.error)
        faults.append(
          Fault(wire: .fetch, target: target, effect: status.map { .status($0) } ?? .lostReply))
        assumptions.append("\(type.name) failed on its first page: its worker is not recorded")
      }
    }
  }

  /// Completions that the orchestrator did not see, though all its workers completed.
  mutating func blameCompletions() {
    guard let run = history.orchestrators.last else { return }
    let workers = history.workers(of: run)
    let isWaiting = run.outcome == .running || run.output?.success == false
    guard isWaiting, !workers.isEmpty, workers.allSatisfy({ $0.outcome == .completed }) else {
      return
    }
    faults.append(
      Fault(wire: .engineRequest, trigger: .nth(3...3), effect: delay(of: run, workers)))
    assumptions.append("the orchestrator's waits are registered after the completions")
  }

  /// What registers the waits behind the completions that were missed and before those that were seen.
  private func delay(of run: RunHistory.Run, _ workers: [RunHistory.Run]) -> Fault.Effect {
    let seen = Set((run.output?.results ?? []).filter(\.success).map(\.entityType))
    let missed = workers.filter { !seen.contains($0.entityType) }.compactMap(\.endedAt).max()
    let late = (missed ?? run.createdAt) - run.createdAt
    let next = workers.filter { seen.contains($0.entityType) }.compactMap(\.endedAt).min()
    let early = next.map { $0 - run.createdAt } ?? .zero
    let delay =
      early > late
      ? SimDuration(microseconds: (early + late).microseconds / 2) : late + .seconds(30)
    // A longer request would be ended by its host.
    return delay < .seconds(290) ? .slow(delay) : .status(503)
  }

  /// Runs that were cancelled have more to do than there was time for.
  mutating func prolong() {
    let lives = (history.orchestrators + history.workers).filter { $0.outcome == .cancelled }
      .compactMap { run in run.endedAt.map { $0 - run.createdAt } }
    guard let longest = lives.max() else { return }
    let post = max(1000, longest.microseconds * 4 / Int64(pageSize))
    set("wire.post", .distribution(.constant(SimDuration(microseconds: min(post, 60_000_000)))))
    assumptions.append("posts are so slow that the runs are still open when they are cancelled")
  }
}
