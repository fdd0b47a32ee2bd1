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
    /// Whether the gateway holds what the workers post.
    let replaysHeld: Bool
    /// Resources of the connection as a snapshot shows them.
    let resources: @Sendable (ConnectionView) -> [Int32]
    /// What earlier runs completed, as it was read.
    let history: @Sendable (HistoryView) -> [CompletedWork]
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
    let since = step.now + input.policy.clockError - trigger.depth

    var units = connection.resources(input).flatMap { repository in
      types.map { UnitOfWork(repository: repository, entityType: $0) }
    }
    if input.policy.gapFilter != .none {
      units = try gaps(in: units, since: since, input, &step)
    }
    guard !units.isEmpty else { return Output(units: [], completions: [], since: since) }

    let completions = try copy(units, since: since, input, &step).map(\.completion)
    if input.replaysHeld { try replay(trigger.installation, &step) }
    let output = Output(units: units, completions: completions, since: since)
    if input.policy.gapFilter != .none { try record(output, input, &step) }
    return output
  }

  /// One worker for each unit; what each came to.
  private static func copy(
    _ units: [UnitOfWork], since: SimTime, _ input: Input, _ step: inout Step
  ) throws(Halt) -> [StepValue?] {
    let requests = units.map { request(for: $0, since: since, input) }
    if input.policy.childCall == .invoke {
      return try step.invokeAll(.waitForUnit, units.map(\.index), .worker, requests)
    }
    _ = try step.run(.fanOut) { io throws(Halt) in
      let reply = try io.send(requests)
      guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      return .none
    }
    return try step.waitForAll(.waitForUnit, units.map(\.index)) { wait(for: units[$0], input) }
  }

  /// What the gateway holds of the connection goes on its way.
  private static func replay(_ installation: Int32, _ step: inout Step) throws(Halt) {
    _ = try step.run(.replayHeld) { io throws(Halt) in
      let reply = try io.call(.replayHeld(installation: installation))
      guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      return .none
    }
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

/// The gap filter (`orchestrator.gap-filter`).
extension Orchestrator {
  /// The units that no earlier run completed for a window as long as this.
  fileprivate static func gaps(
    in units: [UnitOfWork], since: SimTime, _ input: Input, _ step: inout Step
  ) throws(Halt) -> [UnitOfWork] {
    let read = try step.run(.getHistory) { io throws(Halt) in
      let reply = try io.call(.history(installation: input.trigger.installation))
      guard case .history(let view) = reply else { throw .threw(reply.failure, retriable: true) }
      return .history(view)
    }
    guard case .history(let view) = read else { return units }
    let history = input.history(view)
    return units.filter { unit in
      let subject = subject(of: unit, input)
      return !history.contains { $0.unit == subject && $0.since <= since }
    }
  }

  /// Writes down what the run completed.
  fileprivate static func record(
    _ output: Output, _ input: Input, _ step: inout Step
  ) throws(Halt) {
    var failed: [UnitOfWork] = []
    for (unit, completion) in zip(output.units, output.completions)
    where completion?.success != true {
      failed.append(subject(of: unit, input))
    }
    var subjects: [UnitOfWork] = []
    for unit in output.units.map({ subject(of: $0, input) })
    where !failed.contains(unit) && !subjects.contains(unit) {
      subjects.append(unit)
    }
    _ = try step.run(.recordHistory) { [subjects] io throws(Halt) in
      let count = try io.forEach(subjects.count) { index, io throws(Halt) in
        let work = CompletedWork(unit: subjects[index], since: output.since)
        let reply = try io.call(.complete(work, installation: input.trigger.installation))
        guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      }
      return .count(Int32(count))
    }
  }

  /// What the history is kept of.
  private static func subject(of unit: UnitOfWork, _ input: Input) -> UnitOfWork {
    guard input.policy.gapFilter == .type else { return unit }
    return UnitOfWork(repository: -1, entityType: unit.entityType)
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
