import SimKernel

/// The properties every run must have; each returns a sentence for what is broken.
enum Checkers {
  /// It changes nothing: of a borrowed pipeline the compiler counts every part at each use, which
  /// takes minutes.
  typealias Check = @Sendable (inout Pipeline, StopReason, _ end: SimTime) -> [String]

  static let all: [Check] = [
    ledgerBalances, nothingIsLeft, littlesLaw, utilization, fluidBound,
  ]

  static let ledgerBalances: Check = { pipeline, _, _ in
    LedgerBalances.broken(in: pipeline.accounts.ledger)
  }

  static let nothingIsLeft: Check = { pipeline, stop, _ in
    guard stop == .noMoreEvents else { return [] }
    return NothingIsLeft.broken(
      in: pipeline.accounts.ledger, openRuns: pipeline.engine.openRunCount,
      messages: pipeline.queue.inFlight.reduce(0, +), unpublished: pipeline.gateway.outbox.count)
  }

  static let littlesLaw: Check = { pipeline, _, end in
    LittlesLaw.broken(in: pipeline.accounts, pipeline.engine, at: end)
  }

  static let utilization: Check = { pipeline, _, end in
    Utilization.broken(in: pipeline.engine.limits, at: end)
  }

  static let fluidBound: Check = { pipeline, _, end in
    let worker = Int(FunctionKind.worker.rawValue)
    let countsStarts = pipeline.profile.engine.throttleCounts == .runStarts
    return FluidBound.broken(
      by: pipeline.accounts.runs, countsStarts ? pipeline.engine.functions[worker].throttle : nil,
      pipeline.profile.provider.rateLimit, in: pipeline.experiment.world, at: end)
  }
}
