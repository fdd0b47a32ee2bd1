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
    noteRateLimit()
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
      let isDuring = history.isDeletedDuringRun
      let open = history.open
      let when = history.customer.deletedAt.map { ", at \(history.words($0))" } ?? ""
      let what =
        !isDuring
        ? ", after the last run had ended"
        : open.isEmpty
          ? "" : "; no cancel arrived, and \(counted(open.count, "run")) of it still run"
      note("Was the connection deleted?", "yes\(when)\(what)", "Scenario 5")
      if isDuring { return open.isEmpty ? .deleted : .deletedButRunning }
    }
    guard let run = history.decisiveRun else { return neverTriggered() }
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
      return .cancelled
    case .startTimeout:
      note("Did it complete?", "no, the engine dropped it before it started", "Scenario 1, step 2")
      return .neverStarted
    case .failed, .finishTimeout: return failed(run)
    }
  }

  private mutating func neverTriggered() -> Situation {
    note("Did a backfill ever run?", "no orchestrator run", "Scenario 1, step 1")
    if history.acceptedTriggers > 0 {
      let count = counted(history.acceptedTriggers, "time")
      note("Was a trigger accepted?", "yes, \(count), and no run was made of it", "Scenario 2")
      return .startsDropped
    }
    if history.logs.notifyFailed {
      note("Was the backfill service notified?", "no, the failure was logged", "Scenario 2")
    }
    if history.logs.triggerUndelivered {
      note("Did the queue deliver to /trigger?", "no", "Scenario 2")
    }
    if history.logs.triggerUnderWay {
      note("Did the queue deliver to /trigger?", "not yet, it goes on trying", "Scenario 2")
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
    let workers = history.workers(of: run)
    guard !workers.isEmpty else { return .orchestratorFailed }
    if workers.allSatisfy({ $0.outcome == .completed }) {
      note("What do the workers say?", "all completed", "Scenario 1, step 3")
      return workersDone("the orchestrator ended with \(run.cause.words)")
    }
    return worst(of: workers) ?? .orchestratorFailed
  }

  /// Nothing is wrong but the end of the orchestrator, unless the customer misses something.
  private func workersDone(_ why: String) -> Situation {
    guard history.customer.misses.isEmpty else { return .lostDownstream }
    return .workersDone(why, isOver: history.orchestrators.last?.outcome != .running)
  }

  private mutating func running(_ run: RunHistory.Run) -> Situation {
    let since = run.startedAt ?? run.createdAt
    note(
      "Did it complete?", "still running, for \((history.now - since).rounded)",
      "Scenario 1, step 2")
    let workers = history.workers(of: run)
    let open = workers.filter { $0.outcome == .running }
    guard open.isEmpty, !workers.isEmpty else { return atWork(open) }
    let silent = workers.filter { $0.outcome != .completed && $0.outcome != .failed }
    guard !silent.isEmpty else {
      note("Is it waiting for workers?", "all have ended", "Scenario 1, step 3")
      let last = workers.compactMap(\.endedAt).max() ?? history.now
      guard history.now - last > .minutes(5) else { return .stillRunning }
      if let failed = worst(of: workers) { return failed }
      return workersDone("the orchestrator waits for nobody until its timeout")
    }
    let names = silent.map { "\($0.unit) (\($0.outcome.name))" }.joined(separator: ", ")
    note(
      "Is it waiting for workers?", "none is left; ended without telling: \(names)",
      "Scenario 1, step 3")
    return .waitingForNobody
  }

  private mutating func atWork(_ open: [RunHistory.Run]) -> Situation {
    let waiting = open.filter { $0.startedAt == nil }
    let asleep = open.filter { $0.step.hasPrefix("rate-limit") && $0.asleep > .zero }
    let counts = [
      (open.count - waiting.count - asleep.count, "at work"), (asleep.count, "asleep"),
      (waiting.count, "not started"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    note(
      "Is it waiting for workers?",
      open.isEmpty
        ? "no worker is recorded"
        : "\(counted(open.count, "worker")): \(counts.joined(separator: ", "))",
      "Scenario 1, step 3")
    let levers = Profile(.asBuilt).worker
    if !waiting.isEmpty, waiting.count == open.count {
      let first = waiting.map(\.createdAt).min() ?? history.now
      let left = levers.startTimeout - (history.now - first)
      return left > .zero ? .queued(left: left) : .stillRunning
    }
    let lefts = asleep.map { levers.finishTimeout - (history.now - ($0.startedAt ?? history.now)) }
    guard let left = lefts.min(), left > .zero else { return .stillRunning }
    let wakes = history.rateLimit?.resetsAt.map { $0 - history.now }
    if wakes.map({ $0 >= left }) ?? (left < .minutes(30)) { return .asleep(left: left) }
    return .stillRunning
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
    let never = customer.misses.filter { type in
      history.orchestrators.allSatisfy { history.asked($0, for: type) == false }
    }
    if !never.isEmpty {
      note("Was it asked for?", "no run asked for \(never.joined(separator: ", "))", "Scenario 1")
      return .neverAsked(never)
    }
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
    let workers = history.workers(of: run)
    let isWhole = !workers.isEmpty && workers.allSatisfy { $0.outcome == .completed }
    if isWhole, failed.allSatisfy({ $0.error.lowercased().contains("time") }) {
      note("What do the workers say?", "all completed", "Scenario 1, step 3")
      return workersDone("the orchestrator did not see \(names.count) of their completions")
    }
    if let situation = worst(of: workers) { return situation }
    if workers.isEmpty, history.isComplete {
      let asked = counted(output.workUnits, "worker")
      note("What do the workers say?", "\(asked) asked for, none was made", "Scenario 1, step 3")
      return .startsDropped
    }
    note("What do the workers say?", "no failed worker is recorded", "Scenario 1, step 3")
    return .typesFailed(Situation.Cause(error: failed.first?.error ?? "", step: ""))
  }

  /// What the first worker that ended wrong says; nil when none did.
  private mutating func worst(of workers: [RunHistory.Run]) -> Situation? {
    let wrong = workers.filter { $0.outcome != .completed && $0.outcome != .running }
    guard let worst = wrong.first else { return nil }
    for worker in wrong { note("What do the workers say?", words(worker), "Scenario 1, step 3") }
    switch worst.outcome {
    case .startTimeout: return .neverStarted
    case .finishTimeout: return .timedOut
    case .cancelled: return .cancelled
    default: break
    }
    if worst.error.contains("finish timeout") { return .timedOut }
    if let page = worst.failingPage, page > 1 {
      return .failedMidPage(page: page, worst.cause)
    }
    return .typesFailed(worst.cause)
  }

  private mutating func noteRateLimit() {
    guard let limit = history.rateLimit, let remaining = limit.remaining else { return }
    let all = limit.limit.map { " of \(grouped($0))" } ?? ""
    let reset = limit.resetsAt.map { ", until \(history.words($0))" } ?? ""
    note(
      "What does the provider's rate limit say?", "\(grouped(remaining))\(all) left\(reset)",
      "Scenario 10")
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

  private mutating func note(_ question: String, _ answer: String, _ place: String) {
    evidence.append(
      DiagnosisReport.Line(question: question, answer: answer, runbook: place))
  }
}

extension RunHistory {
  /// The run that decides: of what the customer misses the last one that asked for it, where that
  /// one failed; otherwise the last.
  fileprivate var decisiveRun: Run? {
    guard let last = orchestrators.last else { return nil }
    for type in customer.misses {
      let asking = orchestrators.last { asked($0, for: type) ?? ($0.id == last.id) }
      guard let asking, asking.output?.success == false else { continue }
      let results = asking.output?.results ?? []
      if results.contains(where: { $0.entityType == type && !$0.success }) { return asking }
    }
    return last
  }
}
