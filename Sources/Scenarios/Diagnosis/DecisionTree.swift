import PipelineModel
import SimKernel

/// The runbook's decision tree (scenario 1 and the quick reference), walked over a history.
struct DecisionTree {
  /// What is the matter.
  private(set) var situation = Situation.inOrder
  /// The questions asked, in order, each with what the records say.
  private(set) var evidence: [DiagnosisReport.Line] = []
  let history: RunHistory

  init(_ history: RunHistory) {
    self.history = history
    situation = walk()
    noteRateLimit()
    noteAge()
  }

  private mutating func walk() -> Situation {
    if !history.replaces.isEmpty {
      let others = history.replaces.joined(separator: ", ")
      note(
        "Does it replace another connection?", "yes, \(others), with the same items", "Scenario 5")
    }
    if history.customer.deletedConnection {
      let isDuring = history.isDeletedDuringRun
      let open = history.open
      let when = history.customer.deletedAt.map { ", at \(history.words($0))" } ?? ""
      let what =
        !isDuring
        ? ", after the last run had ended"
        : open.isEmpty
          ? ""
          : "; \(history.logs.cancelUnderWay ? "the cancel is under way" : "no cancel arrived"), and "
            + "\(counted(open.count, "run")) of it still \(open.count == 1 ? "runs" : "run")"
      note("Was the connection deleted?", "yes\(when)\(what)", "Scenario 5")
      if isDuring {
        return open.isEmpty || history.logs.cancelUnderWay ? .deleted : .deletedButRunning
      }
    }
    guard let run = history.decisiveRun else { return neverTriggered() }
    let count = counted(history.orchestrators.count, "orchestrator run")
    note(
      "Did a backfill ever run?",
      "yes, \(count); \(run.id == history.orchestrators.last?.id ? "the last" : "the one that failed")"
        + ", \(run.id), was created at \(history.words(run.createdAt))",
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
    if history.logs.triggerUnderWay {
      note("Is a trigger under way?", "yes, and no run is made of it yet", "Scenario 2")
      return .underWay
    }
    if history.acceptedTriggers > 0 {
      let count = counted(history.acceptedTriggers, "time")
      note("Was a trigger accepted?", "yes, \(count), and no run was made of it", "Scenario 2")
      return .startsDropped
    }
    if !history.refusedTriggers.isEmpty {
      let answers = history.refusedTriggers.map { answer in
        let what = answer.status == 0 ? "not answered" : "answered HTTP \(answer.status)"
        return "\(what) at \(history.words(SimTime(microseconds: answer.atMicroseconds)))"
      }
      note(
        "Was a trigger accepted?", "no, POST /trigger was \(answers.joined(separator: ", "))",
        "Scenario 2")
    }
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
    let workers = history.workers(of: run)
    guard !workers.isEmpty else { return .orchestratorFailed }
    if workers.allSatisfy(\.isDone) {
      noteDone(workers)
      return workersDone("the orchestrator ended with \(run.cause.words)")
    }
    return worst(of: workers) ?? .orchestratorFailed
  }

  /// Nothing is wrong but what came behind the last page, unless the customer misses something.
  mutating func workersDone(_ why: String) -> Situation {
    guard history.customer.misses.isEmpty else { return lost() }
    return arriving()
      ?? .workersDone(why, isOver: history.orchestrators.last?.outcome != .running)
  }

  /// Items on their way behind runs that are over.
  private mutating func arriving() -> Situation? {
    let behind = history.behind
    guard behind.arriving > 0 else { return nil }
    let late = behind.late == 0 ? "none of them late" : "\(grouped(behind.late)) of them late"
    note(
      "Is everything there?", "no, \(counted(behind.arriving, "item")) on the way, \(late)",
      "Scenario 1")
    return .arriving(behind.arriving, late: behind.late)
  }

  /// Items that arrived and that nobody's settings want.
  private mutating func leftOut() -> Situation? {
    let since = history.behind.syncedSince
    let isSyncedNow = since.map { $0 > 0 }
    let count = isSyncedNow == true ? since ?? 0 : history.behind.notSynced
    guard count > 0 else { return nil }
    let answer =
      switch isSyncedNow {
      case true?: "now, but not before"
      case false?: "no"
      case nil: "not when it was backfilled"
      }
    note(
      "Does a workspace sync the repository?",
      answer
        + ": \(counted(count, "item")) of it arrived and \(count == 1 ? "was" : "were") left out",
      "Scenario 1")
    return .notSynced(count, isSyncedNow: isSyncedNow)
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
    // Another backfill may have brought everything.
    let hasOther = history.orchestrators.contains { $0.output.map { $0.workUnits > 0 } ?? false }
    if output.workUnits == 0, !hasOther || !customer.misses.isEmpty { return .nothingLinked }
    if customer.seesDuplicates {
      let again = history.behind.storedAgain
      let count = again > 0 ? ", \(counted(again, "observation")) too many" : ""
      note("Does the customer see things twice?", "yes\(count)", "Scenario 6")
    }
    guard !customer.misses.isEmpty else {
      if history.behind.late > 0, let late = arriving() { return late }
      return customer.seesDuplicates ? .duplicates : arriving() ?? leftOut() ?? .inOrder
    }
    note(
      "What does the customer miss?", customer.misses.joined(separator: ", "), "Scenario 1")
    let never = customer.misses.filter { type in
      history.orchestrators.allSatisfy { history.asked($0, for: type) == false }
    }
    if !never.isEmpty {
      note("Was it asked for?", "no run asked for \(never.joined(separator: ", "))", "Scenario 1")
      return .neverAsked(never)
    }
    return lost()
  }

  /// Data are missing behind runs that went well.
  private func lost() -> Situation {
    let behind = history.behind
    return behind.passedOver > 0
      ? .passedOver(behind.passedOver, missing: behind.missing) : .lostDownstream
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
    let untold = workers.filter { $0.isDone && $0.outcome != .completed }
    let isWhole = !workers.isEmpty && workers.allSatisfy(\.isDone)
    if isWhole,
      failed.allSatisfy({ result in
        result.tellsTimeout || untold.contains { $0.entityType == result.entityType }
      })
    {
      noteDone(workers)
      return workersDone(
        untold.first.map { "\($0.unit) failed behind its last page, in \($0.step)" }
          ?? "the orchestrator did not see \(names.count) of their completions")
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
  mutating func worst(of workers: [RunHistory.Run]) -> Situation? {
    let wrong = workers.filter { !$0.isDone && $0.outcome != .running }
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

  private mutating func noteDone(_ workers: [RunHistory.Run]) {
    let untold = workers.filter { $0.outcome != .completed }
    if untold.isEmpty { note("What do the workers say?", "all completed", "Scenario 1, step 3") }
    for worker in untold { note("What do the workers say?", words(worker), "Scenario 1, step 3") }
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

  mutating func note(_ question: String, _ answer: String, _ place: String) {
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
