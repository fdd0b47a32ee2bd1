import SimKernel

/// Copies a connection: one worker per repository and entity type, and waits for them all.
///
/// Runbook: "Inngest: orchestrator (1 per connection)". Source: pipeline-facts §5.
enum Orchestrator: DurableFunction {
  struct Input: Sendable {
    let trigger: TriggerData
    let run: Int32
    let policy: Profile.Orchestrator
    /// Whether completions name the run they are for.
    let matchesRun: Bool
    /// Resources of the connection as a snapshot shows them.
    let resources: @Sendable (ConnectionView) -> [Int32]
  }

  struct Output: Sendable {
    var units: [UnitOfWork]
    /// One completion per unit; `nil` when the wait timed out.
    var completions: [Completion?]
    var since: SimTime
  }

  static func body(_ input: Input, _ step: inout Step) throws(Halt) -> Output {
    let trigger = input.trigger
    let connection = try step.run(.getConnection) { io throws(Halt) in
      let reply = try io.call(.connection(installation: trigger.installation))
      guard case .connection(let view) = reply else { throw .threw(reply.failure, retriable: true) }
      guard view.isActive else { throw .threw(.inactive, retriable: false) }
      return .connection(view)
    }

    guard let connector = Connector(trigger.provider) else {
      throw .threw(.noConnector, retriable: false)
    }
    let types = trigger.types.count > 0 ? trigger.types.types : connector.defaultEntityTypes
    guard trigger.isDepthValid else { throw .threw(.invalidValue, retriable: true) }
    let since = step.now - trigger.depth

    let units = connection.resources(input).flatMap { repository in
      types.map { UnitOfWork(repository: repository, entityType: $0) }
    }
    guard !units.isEmpty else { return Output(units: [], completions: [], since: since) }

    let requests = units.map { request(for: $0, since: since, input) }
    if input.policy.childCall == .invoke {
      let results = try step.invokeAll(.waitForUnit, .worker, requests)
      return Output(units: units, completions: results.map(\.completion), since: since)
    }
    _ = try step.run(.fanOut) { io throws(Halt) in
      let reply = try io.send(requests)
      guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      return .none
    }
    let results = try step.waitForAll(.waitForUnit, units.count) {
      wait(for: units[$0], input)
    }
    return Output(units: units, completions: results.map(\.completion), since: since)
  }

  private static func wait(for unit: UnitOfWork, _ input: Input) -> EngineWait {
    var key = key(of: unit, input.trigger)
    if input.matchesRun { key.b = input.run }
    return EngineWait(
      event: EventName.entityCompleted.rawValue, key: key,
      mask: input.matchesRun ? .all : [.a, .c, .d], timeout: input.policy.waitTimeout)
  }

  private static func request(
    for unit: UnitOfWork, since: SimTime, _ input: Input
  ) -> PipelineEngineEvent {
    PipelineEngineEvent(
      name: EventName.entityRequested.rawValue, key: key(of: unit, input.trigger),
      payload: .entity(
        EntityRequest(
          installation: input.trigger.installation, organisation: input.trigger.organisation,
          since: since, parent: input.run, unit: unit, provider: input.trigger.provider)))
  }

  static func key(of unit: UnitOfWork, _ trigger: TriggerData) -> EventKey {
    EventKey(
      trigger.installation, trigger.organisation, unit.repository,
      Int32(unit.entityType.rawValue))
  }
}

extension StepValue {
  fileprivate func resources(_ input: Orchestrator.Input) -> [Int32] {
    guard case .connection(let view) = self else { return [] }
    return input.resources(view)
  }
}

extension Optional where Wrapped == StepValue {
  fileprivate var completion: Completion? {
    guard case .completion(let completion)? = self else { return nil }
    return completion
  }
}
