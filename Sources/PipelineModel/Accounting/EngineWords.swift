extension Accounts {
  /// What the engine says of a run, in the words of the pipeline.
  @inline(__always)
  mutating func event(
    _ note: EngineNote, _ engine: inout PipelineEngine, _ host: inout AppHost
  ) -> Milestone.Event {
    switch note.news {
    case .runCreated:
      let record = recordOfRun[Int(note.run)]
      return .runCreated(round: record >= 0 ? runs[Int(record)].round : 1)
    case .runStarted: return .runStarted
    case .runEnded(let outcome, let failure): return .runEnded(outcome: outcome, failure: failure)
    case .blocked(let limit): return .blocked(limit: limit)
    case .stepDone(let step): return .stepDone(step: StepID(number: step))
    case .attemptFailed(let step, let attempt, let failure):
      return .attemptFailed(step: host.named(step), attempt: attempt, failure: failure)
    case .stepExhausted(let step, let attempts, let failure):
      return .stepExhausted(step: host.named(step), attempts: attempts, failure: failure)
    case .stepRefused(let step, let failure):
      return .stepRefused(step: StepID(number: step), failure: failure)
    case .asleep(let step, let until): return .asleep(step: StepID(number: step), until: until)
    case .waiting(let count): return .waiting(count: count)
    case .waitResolved(let step):
      guard case .completion(let completion)? = engine.result(of: step, in: note.run) else {
        return .waitResolved(success: false)
      }
      return .waitResolved(success: completion.success)
    case .waitTimedOut: return .waitTimedOut
    case .runDropped, .completionMissed, .cancelActed, .quotaReached:
      preconditionFailure("These news belong to no run.")
    }
  }
}
