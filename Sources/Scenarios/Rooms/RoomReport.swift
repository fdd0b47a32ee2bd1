import PipelineModel
import SimKernel

/// What every room of a run holds at one moment, with names.
///
/// JSON keys are stable and documented in `docs/output.md`.
public struct RoomReport: Encodable, Sendable {
  public var scenario: String
  public var profile: String
  public var seed: UInt64
  public var atMicroseconds: Int64
  /// Whether nothing is to come any more.
  public var isOver: Bool
  public var runs: [Run]
  public var limits: [Limit]
  public var windows: [Window]
  /// How many are under way, by topic.
  public var messages: [String: Int]
  public var messagesUnderWay: [Message]
  public var ingressRuns: Int
  public var marks: [Marks]
  public var executions: Int
  public var executionsLeft: Int?
  public var undelivered: Int
  public var delivered: Int
  public var stored: Int

  /// A run that has not ended.
  public struct Run: Encodable, Sendable {
    public var number: Int
    public var function: String
    public var connection: String
    /// Repository and entity type; the item of a capture.
    public var of: String
    public var createdAtMicroseconds: Int64
    public var startedAtMicroseconds: Int64?
    public var steps: Int
    /// What it does, in words.
    public var does: String
    public var requests: [Request]
    /// Limits that its requests or its start wait for.
    public var waitsFor: [String]
    /// Completions that it waits for.
    public var completions: Int
    public var asleepUntilMicroseconds: Int64?
    /// When its next request is due, a retry or what follows a sleep; nil when none is planned.
    public var nextRequestAtMicroseconds: Int64?

    /// A request that the app works on.
    public struct Request: Encodable, Sendable {
      /// Empty while it is on its way.
      public var step: String
      public var attempt: Int
    }
  }

  /// Use of a limit.
  public struct Limit: Encodable, Sendable {
    public var name: String
    public var cap: Int
    public var inUse: Int
    public var waiting: Int
    public var keys: [Key]
    public var nextAtMicroseconds: Int64?

    /// What counts against one cap, with the numbers of the runs.
    public struct Key: Encodable, Sendable {
      public var inUse: Int
      public var holders: [Int]
      public var waiters: [Int]
    }
  }

  /// A window of the provider's rate limit.
  public struct Window: Encodable, Sendable {
    public var connection: String
    public var used: Int
    public var cap: Int
    public var resetAtMicroseconds: Int64
  }

  /// A message that is neither acknowledged nor given up.
  public struct Message: Encodable, Sendable {
    public var topic: String
    /// The item, or the connection.
    public var of: String
    public var deliveries: Int
    public var publishedAtMicroseconds: Int64
  }

  /// The dedup marks of a unit.
  public struct Marks: Encodable, Sendable {
    public var unit: String
    public var marks: Int
    public var firstExpiresAtMicroseconds: Int64
    public var lastExpiresAtMicroseconds: Int64
  }
}

extension RoomReport {
  /// The state at a moment of the plan's run.
  public init(_ plan: ReplayPlan, at time: SimTime) {
    let (replay, state) = plan.roomState(at: time)
    let evidence = replay.evidence
    func name(ofInstallation index: Int32) -> String {
      index < 0 ? "" : evidence.name(ofInstallation: Int(index))
    }
    scenario = plan.scenario.name
    profile = plan.profile.label
    seed = plan.seed
    atMicroseconds = state.at.microseconds
    isOver = state.stop == .noMoreEvents
    runs = state.runs.map { Run($0, limits: state.limits.map(\.name), evidence) }
    limits = state.limits.map(Limit.init)
    windows = state.windows.map {
      Window(
        connection: name(ofInstallation: $0.installation), used: $0.used, cap: $0.cap,
        resetAtMicroseconds: $0.resetAt.microseconds)
    }
    messages = Dictionary(
      uniqueKeysWithValues: QueueTopic.allCases.map { topic in
        ("\(topic)", state.messages.count { $0.topic == topic })
      })
    messagesUnderWay = state.messages.map { message in
      Message(
        topic: "\(message.topic)",
        of: message.topic == .ingress
          ? evidence.name(ofItem: message.subject, in: message.unit)
          : name(ofInstallation: message.subject),
        deliveries: message.attempt, publishedAtMicroseconds: message.publishedAt.microseconds)
    }
    ingressRuns = state.ingressRuns
    marks = Marks.all(state.marks, evidence)
    executions = state.backlog.executions
    executionsLeft = state.executionsLeft
    undelivered = state.backlog.undelivered
    delivered = state.backlog.delivered
    stored = state.backlog.stored
  }
}

extension RoomReport.Run {
  /// A run among limits of these names.
  init(_ run: RoomState.OpenRun, limits: [String], _ evidence: Evidence) {
    number = Int(run.number)
    function = run.function.name
    connection =
      run.installation < 0 ? "" : evidence.name(ofInstallation: Int(run.installation))
    of =
      run.item >= 0
      ? evidence.name(ofItem: run.item, in: run.unit)
      : run.unit == .none ? "" : evidence.name(of: run.unit)
    createdAtMicroseconds = run.createdAt.microseconds
    startedAtMicroseconds = run.startedAt?.microseconds
    steps = run.steps
    requests = run.requests.map { Request(step: $0.step.label(run.unit), attempt: $0.attempt) }
    waitsFor = run.waitsFor.map { limits[$0] }
    completions = run.requests.isEmpty && run.asleepUntil == nil ? run.outstanding : 0
    asleepUntilMicroseconds = run.asleepUntil?.microseconds
    nextRequestAtMicroseconds = run.next?.at.microseconds
    does = ""
    does = words(run.next?.attempt ?? 1)
  }

  /// What it does; `attempt` is that of its next request.
  private func words(_ attempt: Int) -> String {
    if let asleepUntilMicroseconds {
      return "sleeps until \(SimTime(microseconds: asleepUntilMicroseconds).clock)"
    }
    let under = requests.map { request in
      let step = request.step.isEmpty ? "a request on its way" : request.step
      return request.attempt > 1 ? "\(step), attempt \(request.attempt)" : step
    }
    let waits = waitsFor.isEmpty ? [] : ["waits for the limit \(waitsFor.joined(separator: ", "))"]
    let parts = under + waits
    if !parts.isEmpty { return parts.joined(separator: "; ") }
    if completions > 0 { return "waits for \(counted(completions, "completion"))" }
    if let nextRequestAtMicroseconds {
      let at = SimTime(microseconds: nextRequestAtMicroseconds).clock
      return attempt > 1 ? "tries again at \(at), attempt \(attempt)" : "goes on at \(at)"
    }
    return startedAtMicroseconds == nil ? "in the queue" : "between two requests"
  }
}

extension RoomReport.Limit {
  fileprivate init(_ use: RoomState.LimitUse) {
    self.init(
      name: use.name, cap: use.cap, inUse: use.inUse, waiting: use.waiting,
      keys: use.keys.map {
        Key(
          inUse: $0.inUse, holders: $0.holders.map(Int.init), waiters: $0.waiters.map(Int.init))
      }, nextAtMicroseconds: use.nextAt?.microseconds)
  }
}

extension RoomReport.Marks {
  /// The marks by unit, in the order of the world.
  fileprivate static func all(_ marks: [RoomState.DedupMark], _ evidence: Evidence) -> [Self] {
    var order: [UnitOfWork] = []
    var untils: [UnitOfWork: [SimTime]] = [:]
    for mark in marks {
      let unit = evidence.outcome.items.unit(of: mark.item)
      if untils[unit] == nil { order.append(unit) }
      untils[unit, default: []].append(mark.until)
    }
    return order.map { unit in
      let times = untils[unit] ?? []
      return Self(
        unit: evidence.name(of: unit), marks: times.count,
        firstExpiresAtMicroseconds: times.min()?.microseconds ?? 0,
        lastExpiresAtMicroseconds: times.max()?.microseconds ?? 0)
    }
  }
}
