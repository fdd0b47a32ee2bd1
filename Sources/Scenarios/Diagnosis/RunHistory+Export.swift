import PipelineModel
import SimKernel

extension RunHistory {
  /// Reads an export of run records; `docs/diagnose.md` describes the format.
  ///
  /// Throws `DiagnosticList` with every mistake and its place.
  public static func read(_ source: SourceText) throws(DiagnosticList) -> RunHistory {
    let root = try Fields.tree(of: source)
    let export = EngineExport.normal(root)
    let history = try Fields.read(export, from: [source]) { read($0) }
    return try Fields.read(export, from: [source]) { fields in
      _ = read(fields)
      for found in history.contradictions {
        fields.refuse(found.key, found.message, help: found.help)
      }
      return history
    }
  }

  private static func read(_ fields: Fields) -> RunHistory {
    let runs: [Run] = fields.value("orchestrators", .array(of: .orchestrator), default: [])
    let workers: [Run] = fields.value("workers", .array(of: .worker), default: [])
    return RunHistory(
      installation: fields.required("installation", .string(length: 1...200)),
      provider: fields.value("provider", .string(length: 1...50), default: "github"),
      now: fields.required("now", .instant), clock: .utc, orchestrators: sorted(runs),
      workers: sorted(workers),
      customer: fields.value("customer", .customer, default: Customer()),
      logs: fields.value("logs", .logs, default: Logs()),
      rateLimit: fields.optional("rateLimit", .rateLimit))
  }

  private static func sorted(_ runs: [Run]) -> [Run] {
    runs.enumerated().sorted {
      ($0.element.createdAt, $0.offset) < ($1.element.createdAt, $1.offset)
    }
    .map(\.element)
  }
}

extension Shape where Value == SimTime {
  /// An instant, `"2026-02-25T20:54:54Z"`.
  static var instant: Shape {
    text("an instant", example: "2026-02-25T20:54:54Z", standIn: .zero) {
      text throws(ValueProblem) in
      SimTime(microseconds: try InstantText.parse(text))
    }
  }
}

extension Shape where Value == RunHistory.Run {
  fileprivate static var orchestrator: Shape {
    .object { fields in
      var run = common(fields, orchestratorLimits)
      run.output = fields.optional("output", .output)
      if run.outcome == .completed, run.output == nil {
        fields.refuse(
          "status", "a completed orchestrator run has an output",
          help: "add output: {success: true, workUnits: 3, results: []}")
      }
      return run
    }
  }

  fileprivate static var worker: Shape {
    .object { fields in
      var run = common(fields, workerLimits)
      run.parent = fields.optional("parent", .string(length: 1...200))
      run.resource = fields.value("resource", .string(length: 0...200), default: "")
      run.entityType = fields.required("entityType", .string(length: 1...50))
      run.step = fields.value("step", .string(length: 0...200), default: "")
      run.pages = fields.optional("pages", .integer(in: 0...1000)) ?? run.fetchedPages
      run.asleep = fields.value("slept", Shape<SimDuration>.time, default: run.sleeps)
      if run.step.isEmpty, run.outcome == .failed {
        run.step = run.spans.last { $0.isFailed }?.name ?? ""
      }
      return run
    }
  }

  private static var orchestratorLimits: (start: SimDuration, finish: SimDuration) {
    let levers = Profile(.asBuilt).orchestrator
    return (levers.startTimeout, levers.finishTimeout)
  }

  private static var workerLimits: (start: SimDuration, finish: SimDuration) {
    let levers = Profile(.asBuilt).worker
    return (levers.startTimeout, levers.finishTimeout)
  }

  /// The keys that both kinds of run have.
  private static func common(
    _ fields: Fields, _ limits: (start: SimDuration, finish: SimDuration)
  ) -> RunHistory.Run {
    let status = fields.required("status", .status)
    var run = RunHistory.Run(
      id: fields.required("id", .string(length: 1...200)), outcome: .running,
      error: ErrorText.redacted(fields.value("error", .string(length: 0...10_000), default: "")),
      createdAt: fields.required("createdAt", Shape<SimTime>.instant),
      startedAt: fields.optional("startedAt", Shape<SimTime>.instant),
      endedAt: fields.optional("endedAt", Shape<SimTime>.instant))
    if let ended = run.endedAt, ended < run.startedAt ?? run.createdAt {
      fields.refuse("endedAt", "the run ends before it starts", help: "check the two instants")
    }
    if let started = run.startedAt, started < run.createdAt {
      fields.refuse("startedAt", "the run starts before it exists", help: "check the two instants")
    }
    run.outcome = status.outcome(of: run, limits)
    run.spans = fields.value(
      "spans", .spans(from: run.createdAt, until: run.endedAt), default: [])
    run.startedAt = run.startedAt ?? run.spans.first?.startedAt
    return run
  }
}

/// The states of a run in the engine's dashboard; timeouts are "cancelled" there.
private enum RunStatus: String, CaseIterable {
  case queued
  case scheduled
  case running
  case completed
  case failed
  case cancelled
  case startTimeout = "start-timeout"
  case finishTimeout = "finish-timeout"

  /// A cancelled run that ended at one of its limits was ended by a timeout.
  func outcome(
    of run: RunHistory.Run, _ limits: (start: SimDuration, finish: SimDuration)
  ) -> RunOutcome {
    switch self {
    case .queued, .scheduled, .running: return .running
    case .completed: return .completed
    case .failed: return .failed
    case .startTimeout: return .startTimeout
    case .finishTimeout: return .finishTimeout
    case .cancelled:
      guard let ended = run.endedAt else { return .cancelled }
      guard let started = run.startedAt else {
        return ended - run.createdAt >= limits.start ? .startTimeout : .cancelled
      }
      return ended - started >= limits.finish ? .finishTimeout : .cancelled
    }
  }
}

extension Shape where Value == RunStatus {
  /// A state in small letters or with capitals, as the engine's answers have it.
  fileprivate static var status: Shape {
    let names = RunStatus.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    return text("one of \(names)", example: "completed", standIn: .running) {
      text throws(ValueProblem) in
      let name = text.lowercased().replacing("_", with: "-")
      guard let status = RunStatus(rawValue: name) else {
        let known = RunStatus.allCases.map(\.rawValue)
        throw ValueProblem(
          "expected one of \(names), found \(VisibleText.quoted(text))",
          help: Suggestion.closest(to: name, in: known).map { "did you mean \"\($0)\"?" } ?? "")
      }
      return status
    }
  }
}

extension Shape where Value == RunHistory.Output {
  fileprivate static var output: Shape {
    .object { fields in
      RunHistory.Output(
        success: fields.required("success", .bool),
        workUnits: fields.required("workUnits", .integer(in: 0...1_000_000)),
        results: fields.value("results", .array(of: .unitResult), default: []))
    }
  }
}

extension Shape where Value == RunHistory.UnitResult {
  fileprivate static var unitResult: Shape {
    .object { fields in
      RunHistory.UnitResult(
        resource: fields.value("resource", .string(length: 0...200), default: ""),
        entityType: fields.required("entityType", .string(length: 1...50)),
        success: fields.required("success", .bool),
        error: ErrorText.redacted(
          fields.value("error", .string(length: 0...10_000), default: "")))
    }
  }
}

extension Shape where Value == RunHistory.Customer {
  fileprivate static var customer: Shape {
    .object { fields in
      RunHistory.Customer(
        misses: fields.value("misses", .array(of: .string(length: 1...50)), default: []),
        wantsDays: fields.optional("wantsDays", .integer(in: 1...3650)),
        addedRepository: fields.optional("addedRepository", .string(length: 1...200)),
        seesDuplicates: fields.value("seesDuplicates", .bool, default: false),
        deletedConnection: fields.value("deletedConnection", .bool, default: false))
    }
  }
}

extension RunHistory.Run {
  /// Pages whose fetch its spans show; nil without spans.
  fileprivate var fetchedPages: Int? {
    let fetched = spans.filter { $0.name.hasPrefix("fetch-") && !$0.isFailed && $0.endedAt != nil }
    return spans.isEmpty ? nil : Set(fetched.map(\.name)).count
  }

  /// Time its spans slept.
  fileprivate var sleeps: SimDuration {
    spans.filter(\.isSleep).reduce(.zero) { sum, span in
      guard let start = span.startedAt, let end = span.endedAt else { return sum }
      return sum + (end - start)
    }
  }
}

extension Shape where Value == RunHistory.RateLimit {
  /// The numbers of GitHub's headers; `reset` counts seconds since 1970.
  fileprivate static var rateLimit: Shape {
    .object { fields in
      RunHistory.RateLimit(
        limit: fields.optional("limit", .integer(in: 0...1_000_000_000)),
        remaining: fields.optional("remaining", .integer(in: 0...1_000_000_000)),
        resetsAt: fields.optional("reset", .integer(in: 0...10_000_000_000)).map {
          .zero + .seconds($0)
        })
    }
  }
}

extension Shape where Value == RunHistory.Logs {
  fileprivate static var logs: Shape {
    .object { fields in
      RunHistory.Logs(
        notifyFailed: fields.value("notifyFailed", .bool, default: false),
        triggerUndelivered: fields.value("triggerUndelivered", .bool, default: false),
        triggerUnderWay: fields.value("triggerUnderWay", .bool, default: false))
    }
  }
}
