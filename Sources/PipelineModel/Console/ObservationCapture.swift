import SimKernel

/// Turns one delivered item into an observation, in about eighteen steps.
///
/// Source: pipeline-facts §11 (CAP:374-1229) and §13 for the durations.
enum ObservationCapture: DurableFunction {
  struct Input: Sendable {
    let data: CaptureData
    let policy: Profile.Console
  }

  /// How a capture ends.
  enum Output: Sendable {
    case stored
    case duplicate
    case notAllowed
    case insignificant
    /// Nobody's: the organisation has no workspace (`console.one-function`).
    case noWorkspace
    /// The database refused its payload row (`console.one-function`).
    case refused
  }

  static func body(_ input: Input, _ step: inout Step) throws(Halt) -> Output {
    let data = input.data
    try work(.replaySafeIDs, input.policy.lightStep, &step)
    try work(.resolveOrganisation, input.policy.lightStep, &step)
    try work(.createJob, input.policy.lightStep, &step)
    try work(.startJob, input.policy.lightStep, &step)

    if input.policy.checksDuplicate {
      if try ask(.checkDuplicate, .findObservation(data), input.policy.lightStep, &step) {
        try work(.completeJob, input.policy.lightStep, &step)
        return .duplicate
      }
    }
    if input.policy.checksAllowed {
      guard try ask(.checkAllowed, .isAllowed(data), input.policy.lightStep, &step) else {
        try work(.completeJob, input.policy.lightStep, &step)
        return .notAllowed
      }
    }
    try work(.evaluateSignificance, input.policy.lightStep, &step)
    guard Int(data.significance) >= input.policy.significanceThreshold else {
      try work(.completeJob, input.policy.lightStep, &step)
      return .insignificant
    }

    try work(.fetchContext, input.policy.databaseStep, &step)
    try classify(input.policy, &step)
    try step.parallel(.extract, 3) { index, io throws(Halt) in
      let reply = try io.call(.work(index == 0 ? input.policy.embed : input.policy.lightStep))
      guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      return .none
    }
    try work(.assignCluster, input.policy.databaseStep, &step)
    try work(.upsertVectors, input.policy.databaseStep, &step)
    _ = try ask(.storeObservation, .storeObservation(data), input.policy.databaseStep, &step)
    try work(.detectRelationships, input.policy.databaseStep, &step)
    try work(.emitEvents, input.policy.lightStep, &step)
    try work(.completeJob, input.policy.lightStep, &step)
    return .stored
  }

  /// Classifies; what failed for good leaves a fallback behind (CAP step 5a).
  @inline(__always)
  private static func classify(_ policy: Profile.Console, _ step: inout Step) throws(Halt) {
    do {
      try work(.classify, policy.classify, &step)
    } catch {
      guard case .threw = error, policy.classifyFallsBack else { throw error }
    }
  }

  @inline(__always)
  private static func work(
    _ name: StepName, _ duration: SimDuration, _ step: inout Step
  ) throws(Halt) {
    if !step.passes(name) { try execute(name, duration, &step) }
  }

  private static func execute(
    _ name: StepName, _ duration: SimDuration, _ step: inout Step
  ) throws(Halt) {
    _ = try step.run(name) { io throws(Halt) in
      let reply = try io.call(.work(duration))
      guard reply.failure == .none else { throw .threw(reply.failure, retriable: true) }
      return .none
    }
  }

  private static func ask(
    _ name: StepName, _ call: ServiceCall, _ duration: SimDuration, _ step: inout Step
  ) throws(Halt) -> Bool {
    let result = try step.run(name) { io throws(Halt) in
      _ = try io.call(.pause(duration))
      let reply = try io.call(call)
      guard case .answer(let yes) = reply else { throw .threw(reply.failure, retriable: true) }
      return .flag(yes)
    }
    guard case .flag(let yes) = result else { return false }
    return yes
  }
}
