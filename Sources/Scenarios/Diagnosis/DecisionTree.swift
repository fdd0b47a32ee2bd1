import PipelineModel
import SimKernel

/// The runbook's decision tree (scenario 1 and the quick reference), walked over a history.
struct DecisionTree {
  /// What is the matter.
  private(set) var situation = Situation.inOrder
  /// The questions asked, in order, each with what the records say.
  private(set) var evidence: [DiagnosisReport.Line] = []
  private let history: RunHistory

  init(_ history: RunHistory) {
    self.history = history
    situation = walk()
    let days = history.age < Evidence.day ? "less than 24 h" : "24 h or more"
    if !history.orchestrators.isEmpty {
      note(
        "How old is the first run?",
        "\(history.age.rounded), \(days): dedup marks live 24 h from each item's dispatch, and the "
          + "window of a re-trigger begins that much later", "Quick reference")
    }
  }

  private mutating func walk() -> Situation {
    if history.customer.deletedConnection {
      note("Was the connection deleted?", "yes", "Scenario 5")
      return .deleted
    }
    guard let run = history.orchestrators.last else { return neverTriggered() }
    let count = counted(history.orchestrators.count, "orchestrator run")
    note(
      "Did a backfill ever run?",
      "yes, \(count); the last, \(run.id), was created at \(history.words(run.createdAt))",
      "Scenario 1, step 1")
    switch run.outcome {
    case .running: return running(run)
    case .completed: return completed(run)
    case .cancelled:
      note("Did it complete?", "no, it was cancelled", "Scenario 1, step 2")
      return .deleted
    case .startTimeout:
      note("Did it complete?", "no, the engine dropped it before it started", "Scenario 1, step 2")
      return .neverStarted
    case .failed, .finishTimeout: return failed(run)
    }
  }

  private mutating func neverTriggered() -> Situation {
    note("Did a backfill ever run?", "no orchestrator run", "Scenario 1, step 1")
    if history.logs.notifyFailed {
      note("Was the backfill service notified?", "no, the failure was logged", "Scenario 2")
    }
    if history.logs.triggerUndelivered {
      note("Did the queue deliver to /trigger?", "no", "Scenario 2")
    }
    return .neverTriggered
  }

  private mutating func failed(_ run: RunHistory.Run) -> Situation {
    let why = run.error.isEmpty ? "" : ": \(run.error)"
    note("Did it complete?", "no, \(run.outcome.name)\(why)", "Scenario 1, step 2")
    let hasConnector = ["github", "vercel"].contains(history.provider)
    guard hasConnector, !run.error.lowercased().contains("connector") else {
      note("Is there a connector for the provider?", "no, \(history.provider)", "Scenario 7")
      return .noConnector
    }
    return .orchestratorFailed
  }

  private mutating func running(_ run: RunHistory.Run) -> Situation {
    let since = run.startedAt ?? run.createdAt
    note(
      "Did it complete?", "still running, for \((history.now - since).rounded)",
      "Scenario 1, step 2")
    let workers = history.workers(of: run)
    let open = workers.filter { $0.outcome == .running }
    guard open.isEmpty, !workers.isEmpty else {
      note(
        "Is it waiting for workers?", "\(counted(open.count, "worker")) at work",
        "Scenario 1, step 3")
      return .stillRunning
    }
    let silent = workers.filter { $0.outcome != .completed && $0.outcome != .failed }
    guard !silent.isEmpty else {
      note("Is it waiting for workers?", "all have ended and reported", "Scenario 1, step 3")
      return .stillRunning
    }
    let names = silent.map { "\($0.unit) (\($0.outcome.name))" }.joined(separator: ", ")
    note(
      "Is it waiting for workers?", "none is left; ended without telling: \(names)",
      "Scenario 1, step 3")
    return .waitingForNobody
  }

  private mutating func completed(_ run: RunHistory.Run) -> Situation {
    guard let output = run.output else { return .inOrder }
    guard output.success else { return partial(run, output) }
    note(
      "Did it complete?", "yes, success:true with \(counted(output.workUnits, "unit")) of work",
      "Scenario 1, step 2")
    let customer = history.customer
    if let repository = customer.addedRepository {
      note("Was a repository added?", "yes, \(repository)", "Scenario 11")
      return .newRepository
    }
    if let days = customer.wantsDays {
      note("Does the customer want more history?", "yes, \(days) days", "Scenario 8")
      return .moreHistory(days: days)
    }
    if output.workUnits == 0 { return .nothingLinked }
    if customer.seesDuplicates {
      note("Does the customer see things twice?", "yes", "Scenario 6")
      return .duplicates
    }
    guard !customer.misses.isEmpty else { return .inOrder }
    note(
      "What does the customer miss?", customer.misses.joined(separator: ", "), "Scenario 1")
    return .lostDownstream
  }

  // MARK: - success:false

  private mutating func partial(
    _ run: RunHistory.Run, _ output: RunHistory.Output
  ) -> Situation {
    let failed = output.results.filter { !$0.success }
    let names = failed.map { result in
      let unit = [result.resource, result.entityType].filter { !$0.isEmpty }
      return unit.joined(separator: " ") + (result.error.isEmpty ? "" : " (\(result.error))")
    }
    note(
      "Did it complete?", "yes, success:false; `results` names \(names.joined(separator: ", "))",
      "Scenario 1, step 2")
    let wrong = history.workers(of: run).filter {
      $0.outcome != .completed && $0.outcome != .running
    }
    guard let worst = wrong.first else {
      note("What do the workers say?", "no failed worker is recorded", "Scenario 1, step 3")
      return .typesFailed(
        cause(
          RunHistory.Run(
            id: "", outcome: .failed, error: failed.first?.error ?? "", createdAt: .zero)))
    }
    for worker in wrong { note("What do the workers say?", words(worker), "Scenario 1, step 3") }
    switch worst.outcome {
    case .startTimeout: return .neverStarted
    case .finishTimeout: return .timedOut
    case .cancelled: return .deleted
    default: break
    }
    if worst.error.contains("finish timeout") { return .timedOut }
    if let page = worst.failingPage, page > 1 { return .failedMidPage(page: page, cause(worst)) }
    return .typesFailed(cause(worst))
  }

  private func words(_ worker: RunHistory.Run) -> String {
    var text = "\(worker.unit): \(worker.outcome.name)"
    if !worker.error.isEmpty { text += " (\(worker.error))" }
    if let pages = worker.pages { text += ", \(counted(pages, "page")) fetched" }
    if !worker.step.isEmpty { text += ", in step \(worker.step)" }
    if worker.asleep > .zero { text += ", asleep for \(worker.asleep.rounded)" }
    if let started = worker.startedAt, let ended = worker.endedAt {
      text += ", after \((ended - started).rounded)"
    }
    return text
  }

  private func cause(_ worker: RunHistory.Run) -> Situation.Cause {
    let error = worker.error.lowercased()
    if error.contains("state") && error.contains("limit") || error.contains("overflowed") {
      return error.contains("function") ? .steps : .state
    }
    if error.contains("step limit") { return .steps }
    let isToken =
      worker.step == "get-token" || error.contains("token") || error.contains("inactive")
    switch worker.status {
    case 401 where !isToken || worker.step.hasPrefix("fetch"): return .token
    case .some(400),
      .some(404) where isToken || worker.pages == 0:
      return .revoked
    case .some where isToken: return .revoked
    case .some(let status): return .status(status)
    case .none: return isToken ? .revoked : .other
    }
  }

  private mutating func note(_ question: String, _ answer: String, _ place: String) {
    evidence.append(
      DiagnosisReport.Line(question: question, answer: answer, runbook: place))
  }
}
