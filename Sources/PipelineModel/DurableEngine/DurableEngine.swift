import SimKernel

/// A durable-workflow engine: functions, runs, steps, limits, waits, retries, timeouts,
/// cancellation.
///
/// It decides and never schedules: every call appends to `effects` what must happen when.
/// Requests, events and timers are O(log queue) each; a cancel event is O(open runs).
/// Source: engine-facts.md; the sections are named at the parts.
public struct DurableEngine<
  Payload: BitwiseCopyable & Sendable, Value: BitwiseCopyable & Sendable
>: ~Copyable, Sendable {
  typealias Run = EngineRun<Payload>

  /// What must happen next; the caller drains it after every call.
  public var effects: ReusedList<EngineEffect>
  /// Executions metered: one per started run, one per step (engine-facts 6.5).
  public private(set) var executions: Int
  /// Executions by function.
  public internal(set) var executionsByFunction: ReusedList<Int>
  /// When the month's executions were used up.
  public private(set) var quotaReachedAt: SimTime?

  let options: Profile.Engine
  let functions: [FunctionSettings]
  /// Result of a step that returns nothing (sleeps, ended waits).
  let emptyValue: Value
  let random: RandomKey
  /// What a step that waited for an event returns.
  let valueOfEvent: @Sendable (EngineEvent<Payload>) -> Value
  /// The event the engine sends when a run fails.
  let makeFailureEvent: @Sendable (EngineEvent<Payload>, Failure) -> EngineEvent<Payload>

  var runs: ReusedList<Run>
  /// Results of finished steps, by run.
  var journals: ReusedList<ReusedList<JournalEntry<Value>>>
  var freeRuns: ReusedList<Int32>
  /// Runs that ended in the current call.
  var endedRuns: ReusedList<Int32>
  /// Open runs, by function.
  var openRuns: ReusedList<TimeWeighted>
  /// How long requests hold their slots, by function.
  var requestStays: ReusedList<SojournTally>
  /// How long runs hold limits that count runs, by function.
  var runStays: ReusedList<SojournTally>
  var nextNumber: Int32
  var requests: ReusedList<EngineRequest>
  var freeRequests: ReusedList<Int32>
  var items: SlotPool<QueueItem>
  var partitions: ReusedList<Partition>
  var limits: LimitTable
  let subscriptions: Subscriptions
  /// Limits of each function.
  var limitRules: ReusedList<(first: LimitRule, second: LimitRule)>
  var accountEntry: Int32
  var throttles: ThrottleTable
  var timers: TimerTable<Payload>
  var pauses: PauseTable
  var idempotency: ExpiringKeys
  var eventIDs: ExpiringKeys
  var eventLog: EventLog<Payload>
  /// When the bus has taken every event that reached it.
  var ingestionEnds: SimTime
  private var monthExecutions: Int
  private var month: Int64
  /// Executions of this month from before the run.
  private var carriedExecutions: Int
  /// The most executions of a month that is over.
  private var mostInPastMonth: Int
  /// The last month whose executions were used up during the run.
  private var usedUpMonth: Int64
  /// When a function got another name, by function; zero where it never did.
  var renamedAt: [SimTime]

  /// Creates an engine with its functions.
  ///
  /// `awaited` are the event names that functions wait for, `empty` is the result of a step that
  /// returns nothing, `valueOfEvent` what a wait returns; `failureEvent` makes the event that
  /// triggers a failure handler from the failed run's event and failure.
  public init(
    options: Profile.Engine, functions: [FunctionSettings], awaited: [UInt8], empty: Value,
    random: RandomKey,
    valueOfEvent: @escaping @Sendable (EngineEvent<Payload>) -> Value,
    failureEvent: @escaping @Sendable (EngineEvent<Payload>, Failure) -> EngineEvent<Payload>
  ) {
    effects = ReusedList()
    executions = 0
    quotaReachedAt = nil
    runs = ReusedList()
    journals = ReusedList()
    freeRuns = ReusedList()
    endedRuns = ReusedList()
    nextNumber = 1
    requests = ReusedList()
    freeRequests = ReusedList()
    items = SlotPool()
    partitions = ReusedList()
    limits = LimitTable()
    limitRules = ReusedList()
    accountEntry = -1
    throttles = ThrottleTable()
    timers = TimerTable()
    pauses = PauseTable()
    idempotency = ExpiringKeys()
    eventIDs = ExpiringKeys()
    ingestionEnds = SimTime.zero
    monthExecutions = options.executionsBefore
    month = ExecutionMonths(begun: options.monthBegun).number(of: .zero)
    carriedExecutions = options.executionsBefore
    mostInPastMonth = 0
    usedUpMonth = -1
    renamedAt = functions.map { _ in SimTime.zero }
    self.options = options
    self.functions = functions
    subscriptions = Subscriptions(functions)
    self.emptyValue = empty
    self.random = random
    self.valueOfEvent = valueOfEvent
    makeFailureEvent = failureEvent
    executionsByFunction = ReusedList(repeating: 0, count: functions.count)
    openRuns = ReusedList(repeating: TimeWeighted(), count: functions.count)
    requestStays = ReusedList(repeating: SojournTally(), count: functions.count)
    runStays = ReusedList(repeating: SojournTally(), count: functions.count)
    throttles.waiting = functions.map { _ in TimeWeighted() }
    for _ in functions { partitions.append(Partition()) }
    eventLog = EventLog(names: options.waitLookback == .run ? awaited : [])
    pauses.awaited = awaited
    accountEntry = limits.entry(for: limits.defineAccount(options.accountSteps), key: EventKey())
    for (index, function) in functions.enumerated() {
      precondition(function.limits.count <= 2, "A function has at most two concurrency limits.")
      let rules = function.limits.map {
        LimitRule(definition: limits.define($0, of: index, options.concurrencyCounts), key: $0.key)
      }
      limitRules.append((rules.first ?? LimitRule(), rules.dropFirst().first ?? LimitRule()))
    }
  }

  private init(forking other: borrowing DurableEngine) {
    effects = other.effects.fork()
    executions = other.executions
    executionsByFunction = other.executionsByFunction.fork()
    quotaReachedAt = other.quotaReachedAt
    options = other.options
    functions = other.functions
    emptyValue = other.emptyValue
    random = other.random
    valueOfEvent = other.valueOfEvent
    makeFailureEvent = other.makeFailureEvent
    runs = other.runs.fork()
    journals = other.journals.fork { $0.fork() }
    freeRuns = other.freeRuns.fork()
    endedRuns = other.endedRuns.fork()
    openRuns = other.openRuns.fork()
    requestStays = other.requestStays.fork()
    runStays = other.runStays.fork()
    nextNumber = other.nextNumber
    requests = other.requests.fork()
    freeRequests = other.freeRequests.fork()
    items = other.items.fork()
    partitions = other.partitions.fork { $0.fork() }
    limits = other.limits.fork()
    subscriptions = other.subscriptions
    limitRules = other.limitRules.fork()
    accountEntry = other.accountEntry
    throttles = other.throttles.fork()
    timers = other.timers.fork()
    pauses = other.pauses
    idempotency = other.idempotency
    eventIDs = other.eventIDs
    eventLog = other.eventLog
    ingestionEnds = other.ingestionEnds
    monthExecutions = other.monthExecutions
    month = other.month
    carriedExecutions = other.carriedExecutions
    mostInPastMonth = other.mostInPastMonth
    usedUpMonth = other.usedUpMonth
    renamedAt = other.renamedAt
  }

  /// The same engine once more, O(its memory).
  public func fork() -> DurableEngine { DurableEngine(forking: self) }

  /// Counts executions of a function against the month.
  @inline(__always)
  mutating func meter(_ count: Int, function: UInt8, at now: SimTime) {
    executions += count
    executionsByFunction[Int(function)] += count
    let thisMonth = monthNumber(at: now)
    if thisMonth != month {
      mostInPastMonth = mostInMonth
      (month, monthExecutions, carriedExecutions) = (thisMonth, 0, 0)
    }
    monthExecutions += count
    guard options.monthlyExecutions > 0, monthExecutions >= options.monthlyExecutions,
      usedUpMonth != month
    else { return }
    usedUpMonth = month
    quotaReachedAt = quotaReachedAt ?? now
    note(.quotaReached(executions: monthExecutions), run: -1)
  }

  /// The most executions of the run in one month.
  var mostInMonth: Int { max(mostInPastMonth, monthExecutions - carriedExecutions) }

  @inline(__always)
  private func monthNumber(at now: SimTime) -> Int64 {
    ExecutionMonths(begun: options.monthBegun).number(of: now)
  }

  /// Whether the month's executions forbid a new run.
  @inline(__always)
  func isOverQuota(at now: SimTime) -> Bool {
    options.atQuota == .refuse && options.monthlyExecutions > 0
      && monthExecutions >= options.monthlyExecutions
      && monthNumber(at: now) == month
  }

  /// Executions left of the month's; nil where there is no limit.
  func executionsLeft(at now: SimTime) -> Int? {
    guard options.monthlyExecutions > 0 else { return nil }
    let isThisMonth = monthNumber(at: now) == month
    return max(0, options.monthlyExecutions - (isThisMonth ? monthExecutions : 0))
  }

  @inline(__always)
  mutating func note(_ news: EngineNews, run: Int32) {
    effects.append(.note(EngineNote(news: news, run: run)))
  }

  @inline(__always)
  func isCurrent(_ run: Int32, _ generation: UInt32) -> Bool {
    runs[Int(run)].isOpen && runs[Int(run)].generation == generation
  }

  /// Use of every limit from the start to `end`, account first.
  public func limitRecords(at end: SimTime) -> [LimitRecord] {
    limits.definitions.elements.map {
      LimitRecord(
        name: $0.name, maximum: $0.maximum, maximumAt: $0.maximumAt,
        cap: $0.cap == .max ? 0 : $0.cap, taken: $0.taken,
        inUse: $0.use.unitTime(at: end), waited: $0.waiting.unitTime(at: end))
    } + throttles.records(functions, at: end)
  }
}
