import SimKernel

/// What is inside, over time, equals how long everything stayed: the number of slots in use, of
/// open runs and of messages is kept apart from when each of them came and went.
///
/// Source: Little, A Proof for the Queuing Formula L = λW, Operations Research 9 (1961), p. 383; as
/// an identity over the whole run it is exact.
enum LittlesLaw {
  static func broken(
    in accounts: borrowing Accounts, _ engine: borrowing PipelineEngine, at end: SimTime
  ) -> [String] {
    slots(engine, end) + runs(accounts.runs, engine, end) + messages(accounts, end)
  }

  private static func slots(_ engine: borrowing PipelineEngine, _ end: SimTime) -> [String] {
    let held = engine.requestStays.elements.map { $0.total(at: end) }
    let heldByRuns = engine.runStays.elements.map { $0.total(at: end) }
    return engine.limits.definitions.elements.compactMap { limit in
      let stays = limit.countsRuns ? heldByRuns : held
      let functions = stays.indices.filter {
        limit.functions == 0 || limit.functions & 1 << UInt64($0) != 0
      }
      let sum = functions.reduce(Int128(0)) { $0 + stays[$1] }
      return sentence("slots of \(limit.name)", limit.use.integral(at: end), sum)
    }
  }

  private static func runs(
    _ runs: [RunRecord], _ engine: borrowing PipelineEngine, _ end: SimTime
  ) -> [String] {
    let kinds: [FunctionKind] = [.orchestrator, .worker, .workerFailure]
    let openRuns = engine.openRuns.elements
    return kinds.compactMap { kind in
      let stays = runs.reduce(Int128(0)) { sum, run in
        guard run.function == kind else { return sum }
        let stay = (run.outcome == .running ? end : run.endedAt) - run.createdAt
        return sum + Int128(stay.microseconds)
      }
      let open = openRuns[Int(kind.rawValue)]
      return sentence("open runs of \(kind.name)", open.integral(at: end), stays)
    }
  }

  private static func messages(_ accounts: borrowing Accounts, _ end: SimTime) -> [String] {
    let stays = accounts.messageStays.total(at: end)
    return [sentence("messages with items", accounts.ledger.queued.integral(at: end), stays)]
      .compactMap(\.self)
  }

  private static func sentence(
    _ what: String, _ inside: Int128, _ stays: Int128
  ) -> String? {
    guard inside != stays else { return nil }
    let (level, sum) = (SimDuration(clamping: inside), SimDuration(clamping: stays))
    return "Little's law fails for the \(what): \(level) over time, \(sum) by their stays"
  }
}
