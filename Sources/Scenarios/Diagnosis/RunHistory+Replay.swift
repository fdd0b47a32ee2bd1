import Foundation
import PipelineModel
import SimKernel

extension RunHistory {
  /// The histories of a replay's connections, in the order of their first runs; those of which
  /// another has taken the place are left out.
  ///
  /// What the customer misses is taken from the counts: items that never reached the Console or
  /// that it lost.
  public static func all(of report: ReplayReport) -> [RunHistory] {
    var names: [String] = []
    var seen = Set((report.replaced ?? [:]).keys).union([""])
    for name in report.runs.map(\.installation) + report.answers.compactMap(installation)
    where seen.insert(name).inserted { names.append(name) }
    let runs = Dictionary(grouping: report.runs, by: \.installation)
    let results = Dictionary(
      report.orchestratorResults.map { ($0.run, $0) }, uniquingKeysWith: { first, _ in first })
    return names.map { RunHistory($0, report, runs[$0] ?? [], results) }
  }

  /// The connection a call of the story was about: the third word of "POST /trigger acme-github".
  fileprivate static func installation(_ answer: ReplayReport.Answer) -> String? {
    let words = answer.call.split(separator: " ")
    if words.first == "connect", words.count > 1 { return String(words[1]) }
    if answer.call.hasPrefix("POST /trigger "), words.count > 2, answer.status < 300 {
      return String(words[2])
    }
    return nil
  }

  /// The history of one connection; without any runs where none are given.
  init(
    _ name: String, _ report: ReplayReport, _ mine: [ReplayReport.Run] = [],
    _ results: [Int: ReplayReport.Result] = [:]
  ) {
    let missed = report.byEntityType.filter { _, counts in
      counts.told(\.lost).map { $0 > 0 } ?? (counts.missing > counts.captureFiltered)
    }
    self.init(
      installation: name, provider: Self.provider(of: mine),
      now: SimTime(microseconds: report.endedAtMicroseconds), clock: .story,
      orchestrators: mine.filter { $0.function == FunctionKind.orchestrator.name }
        .map { Run($0, results[$0.number]) },
      workers: mine.filter { $0.function == FunctionKind.worker.name }.map {
        Run($0, results[$0.number])
      })
    replaces = (report.replaced ?? [:]).filter { $0.value == name }.keys.sorted()
    limits = RunLimits(report)
    run = "\(report.scenario), \(report.profile), seed \(report.seed)"
    isCutOff = report.isCutOff
    logs.triggerUnderWay = report.mayBeUnderWay(to: name)
    let parts = report.byRepository.filter { $0.connection == name }
    behind.storedAgain = parts.reduce(0) { $0 + $1.counts.duplicateStored }
    customer.seesDuplicates = behind.storedAgain > 0
    let lostItems = parts.reduce(0) { $0 + ($1.counts.told(\.lost) ?? $1.counts.missing) }
    func count(_ isWanted: (Fate) -> Bool) -> Int {
      Fate.allCases.filter(isWanted).reduce(0) { sum, fate in
        parts.reduce(sum) { $0 + ($1.fates[fate.rawValue] ?? 0) }
      }
    }
    behind.arriving = count(\.isOnTheWay)
    behind.missing = count { !$0.isMeant && !$0.isOnTheWay }
    behind.passedOver = count(\.isBeforeGateway)
    behind.notSynced = parts.reduce(0) { $0 + ($1.fates[Fate.notSynced.rawValue] ?? 0) }
    let isMissing = lostItems > behind.arriving
    let lost = parts.compactMap(\.lostByEntityType)
    customer.misses =
      !isMissing ? [] : lost.isEmpty ? missed.keys.sorted() : Set(lost.flatMap(\.keys)).sorted()
    let triggers = report.answers.filter { $0.call.hasPrefix("POST /trigger ") && $0.isAbout(name) }
    acceptedTriggers = triggers.count { Self.installation($0) == name }
    refusedTriggers = triggers.filter { Self.installation($0) == nil }
  }

  private static func provider(of runs: [ReplayReport.Run]) -> String {
    runs.contains { $0.unit.hasSuffix(" " + EntityType.deployment.name) } ? "vercel" : "github"
  }

  /// Adds what only the world and the story of a run know: what happened of it, and whose items are
  /// missing.
  mutating func add(_ moment: RunAtMoment) {
    let evidence = moment.replay.evidence
    let world = evidence.world
    guard let index = world.installations.firstIndex(where: { $0.name == installation }) else {
      return
    }
    provider = world.installations[index].provider.name
    if evidence.hasItems || !evidence.outcome.expected.isEmpty {
      customer.misses = EntityType.allCases.filter { type in
        evidence.fateCounts(of: index) { $1.entityType == type }.contains {
          !$0.fate.isMeant && $0.fate != .inConsole && (evidence.isOver || $0.fate != .inFlight)
        }
      }.map(\.name).sorted()
    }
    acceptedTriggers = evidence.told.requestsOf[index, default: []].count { $0.isManual }
    limits = RunLimits(levers: evidence.levers, origin: "")
    logs.triggerUnderWay = moment.isTriggerUnderWay(of: index)
    logs.cancelUnderWay = moment.isCancelUnderWay(to: index)
    behind = moment.behind(index)
    flushedAt = evidence.milestones(.storeFlushed).last?.time
    customer.seesDuplicates = behind.storedAgain > 0
    for place in workers.indices where workers[place].outcome == .running {
      workers[place].wakesAt = evidence.wakesAt(workers[place].id, after: now)
    }
    for (step, time) in zip(evidence.story.steps, evidence.outcome.storyTimes) {
      guard let time else { continue }
      switch step.action {
      case .delete(index), .disconnect(index):
        customer.deletedConnection = true
        customer.deletedAt = time
      case .link(let repository)
      where world.repositories[repository].installation == evidence.root(of: index):
        customer.addedRepository = world.repositories[repository].name
      default: break
      }
    }
  }
}

extension ReplayReport.Answer {
  /// Whether its call names a connection.
  fileprivate func isAbout(_ connection: String) -> Bool {
    let words = call.split(separator: " ")
    return words.count > 2 && words[2] == connection
  }
}

extension ReplayReport {
  /// Whether it was cut off before anybody could say how it ends, which is undecided.
  fileprivate var isCutOff: Bool {
    stop == "\(StopReason.eventLimit)" || stop == "\(StopReason.stopped)"
  }

  /// Whether a trigger of a connection was accepted so shortly before the end that its run may be
  /// made yet.
  fileprivate func mayBeUnderWay(to connection: String) -> Bool {
    stop != "\(StopReason.noMoreEvents)"
      && answers.contains {
        RunHistory.installation($0) == connection
          && endedAtMicroseconds - $0.atMicroseconds < SimDuration.minutes(1).microseconds
          && !runs.contains { $0.installation == connection }
      }
  }
}

extension Evidence {
  /// When a run that sleeps at a moment wakes; nil for one that does not sleep.
  fileprivate func wakesAt(_ id: String, after time: SimTime) -> SimTime? {
    guard let run = Int32(id.dropFirst()).flatMap(run) else { return nil }
    guard case .asleep(_, let until)? = milestones(of: run).last?.event, until > time else {
      return nil
    }
    return until
  }
}

extension RunHistory.Run {
  fileprivate init(_ run: ReplayReport.Run, _ result: ReplayReport.Result?) {
    let outcome = RunOutcome.allCases.first { $0.name == run.outcome } ?? .running
    let words = run.unit.split(separator: " ")
    self.init(
      id: "#\(run.number)", parent: run.parent > 0 ? "#\(run.parent)" : nil,
      resource: words.dropLast().joined(separator: " "),
      entityType: words.last.map(String.init) ?? "", outcome: outcome, error: run.failure,
      createdAt: SimTime(microseconds: run.createdAtMicroseconds),
      startedAt: run.startedAtMicroseconds.map { SimTime(microseconds: $0) },
      endedAt: outcome == .running ? nil : SimTime(microseconds: run.endedAtMicroseconds),
      pages: run.pages, step: run.failedStep,
      asleep: SimDuration(microseconds: run.asleepMicroseconds))
    output = result.map { result in
      RunHistory.Output(
        success: result.success, workUnits: result.workUnits,
        results: (result.results ?? []).map {
          RunHistory.UnitResult(
            resource: $0.unit.split(separator: " ").dropLast().joined(separator: " "),
            entityType: $0.entityType, success: $0.success, error: $0.error)
        })
    }
  }
}
