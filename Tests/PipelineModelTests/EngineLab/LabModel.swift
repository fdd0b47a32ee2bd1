import SimKernel

@testable import PipelineModel

/// The world of an experiment: the engine, the app that executes the functions, and a listener.
struct LabModel: SimulationModel, Sendable {
  typealias Engine = DurableEngine<LabPayload, Int32>
  typealias Bus = EngineEvent<LabPayload>

  enum Event: BitwiseCopyable, Sendable {
    case scan(UInt8)
    case timer(Int32)
    case requestArrives(Int32)
    case workEnds(Int32)
    case responseArrives(Int32)
    case ingest(Int32)
    case busEvent(Int32)
    case listenerSees(Int32)
  }

  /// One request as the app sees it.
  struct Request: Sendable {
    var reference: RequestReference
    var run: RunReference
    /// Number of the run among all runs.
    var number: Int32
    var function: Int
    var event: Bus
    var attempt: Int
    var target: Int32
    var startedAt = SimTime.zero
    var journal: ContiguousArray<JournalEntry<Int32>>
    var answer: Answer?
  }

  /// What tells the runs of an experiment apart.
  struct Origin: Hashable, Sendable {
    var function: UInt8
    var key: EventKey
    var tag: Int32
  }

  /// What the app answers, and what the row about it says.
  struct Answer: Sendable {
    var response: EngineResponse<Int32>
    var waits: [EngineWait] = []
    var invocations: [Bus] = []
    var steps: [Int32] = []
    var detail: String
    /// The step under way, for the row at its end.
    var step: String?
    /// Events it sends when it ends.
    var sends: [Bus] = []
  }

  /// What the engine told of itself, and how many rows there were before.
  struct Note: Sendable {
    var time: SimTime
    var news: EngineNews
    /// Number, function and key of the run it is about; the number is -1 where it is about none.
    var run: Int32
    var function: Int
    var key: EventKey
    var rowsBefore: Int
  }

  private final class Holder: @unchecked Sendable {
    var engine: Engine
    init(_ engine: consuming Engine) { self.engine = engine }
  }

  let settings: LabSettings
  let functions: [LabFunction]
  let origin: SimTime
  /// The engine cannot be copied: what an experiment leaves behind shows the one it ran on.
  private let holder: Holder
  var engine: Engine {
    _read { yield holder.engine }
    _modify { yield &holder.engine }
  }
  var bus: [Bus] = []
  var requests: [Request] = []
  var rows: [LabRow] = []
  var notes: [Note] = []
  /// Engine events on their way to the listener.
  var outbox: [LabRow] = []
  var responses = 0
  private var labels: [Int32: String] = [:]
  private var plainRuns = 0
  /// The latest run of each trigger, which a failure handler is called after.
  private var latest: [Origin: Int32] = [:]
  private var timers: [EventHandle] = []
  /// Notes of the engine, by kind, for laws about them.
  var ends: [Int32: [RunOutcome]] = [:]
  var created: Set<Int32> = []
  var drops = 0

  init(_ functions: [LabFunction], _ settings: LabSettings, origin: SimTime) {
    self.settings = settings
    self.origin = origin
    self.functions = functions + functions.compactMap(LabModel.handler)
    var registered = self.functions.map(\.settings)
    var handlers = functions.count
    for index in functions.indices {
      registered[index].triggers = [UInt8(index)]
      guard functions[index].onFailure != nil else { continue }
      registered[index].onFailure = handlers
      registered[handlers].triggers = [LabEvent.firstFailure + UInt8(index)]
      handlers += 1
    }
    let engine = Engine(
      options: settings.engine, functions: registered, awaited: [LabEvent.done], empty: 0,
      random: RandomKey(seed: settings.seed), valueOfEvent: { $0.payload.tag },
      failureEvent: { event, _ in
        Bus(name: LabEvent.firstFailure + event.name, key: event.key, payload: event.payload)
      })
    holder = Holder(engine)
  }

  private static func handler(of function: LabFunction) -> LabFunction? {
    guard let steps = function.onFailure else { return nil }
    return LabFunction("\(function.name)-failure", retries: function.onFailureRetries) {
      for step in steps { step }
    }
  }

  func index(of function: String) -> UInt8 {
    guard let index = functions.firstIndex(where: { $0.name == function }) else {
      preconditionFailure("No function is called \(function).")
    }
    return UInt8(index)
  }

  func isHandler(_ function: Int) -> Bool { functions[function].name.hasSuffix("-failure") }

  mutating func handle(_ event: Event, _ schedule: inout Schedule<Event>) {
    switch event {
    case .scan(let function): engine.scan(function: Int(function), at: schedule.now)
    case .timer(let timer): engine.timerFired(timer, at: schedule.now)
    case .ingest(let index):
      schedule.at(engine.ingested(at: schedule.now), .busEvent(index))
    case .busEvent(let index): engine.receive(bus[Int(index)], at: schedule.now)
    case .requestArrives(let index): begin(Int(index), &schedule)
    case .workEnds(let index): finish(Int(index), &schedule)
    case .responseArrives(let index): respond(Int(index), at: schedule.now)
    case .listenerSees(let index): see(outbox[Int(index)], at: schedule.now)
    }
    drain(&schedule)
  }

  /// Does what the engine asks for.
  mutating func drain(_ schedule: inout Schedule<Event>) {
    var index = 0
    while index < engine.effects.count {
      switch engine.effects[index] {
      case .scan(let function, let time): schedule.at(time, .scan(function))
      case .request(let reference):
        open(reference)
        schedule.after(
          settings.engine.requestOverhead, .requestArrives(Int32(requests.count - 1)))
      case .arm(let timer, let time):
        while timers.count <= Int(timer) { timers.append(.none) }
        timers[Int(timer)] = schedule.timer(at: time, .timer(timer))
      case .disarm(let timer): schedule.cancel(timers[Int(timer)])
      case .note(let note): take(note, &schedule)
      }
      index += 1
    }
    engine.effects.removeAll()
  }

  private mutating func open(_ reference: RequestReference) {
    guard let request = engine.openRequest(reference) else {
      preconditionFailure("The engine sent a request of a run that has ended.")
    }
    let (function, event, number) = engine.run(request.run.slot)
    var journal = ReusedList<JournalEntry<Int32>>()
    engine.copyJournal(of: request.run.slot, from: 0, into: &journal)
    requests.append(
      Request(
        reference: reference, run: request.run, number: number, function: function, event: event,
        attempt: Int(request.attempt), target: request.target,
        journal: ContiguousArray(journal.elements)))
  }

  private mutating func take(_ note: EngineNote, _ schedule: inout Schedule<Event>) {
    keep(note, at: schedule.now)
    if case .runDropped = note.news { drops += 1 }
    if case .runCreated = note.news { noteCreated(note.run) }
    guard case .runEnded(let outcome, _) = note.news else { return }
    let (function, _, number) = engine.run(note.run)
    ends[number, default: []].append(outcome)
    guard !isHandler(function) else { return }
    let status = outcome.status
    for name in outcome.eventNames {
      outbox.append(
        LabRow(
          time: 0, kind: .engineEvent, run: "\(number)", detail: "\(name) \(status)"))
      schedule.after(settings.listenerLatency, .listenerSees(Int32(outbox.count - 1)))
    }
  }

  private mutating func keep(_ note: EngineNote, at now: SimTime) {
    var kept = Note(
      time: now, news: note.news, run: -1, function: -1, key: EventKey(), rowsBefore: rows.count)
    if note.run >= 0 {
      let (function, event, number) = engine.run(note.run)
      (kept.run, kept.function, kept.key) = (number, function, event.key)
    }
    notes.append(kept)
  }

  private mutating func noteCreated(_ run: Int32) {
    let (function, event, number) = engine.run(run)
    created.insert(number)
    if isHandler(function) {
      let failed = event.name - LabEvent.firstFailure
      let origin = Origin(function: failed, key: event.key, tag: event.payload.tag)
      labels[number] = "onFailure of \(label(latest[origin] ?? -1))"
    } else {
      latest[Origin(function: UInt8(function), key: event.key, tag: event.payload.tag)] = number
    }
  }

  private mutating func see(_ row: LabRow, at now: SimTime) {
    var row = row
    row.time = (now - origin).inSeconds
    row.run = label(Int32(row.run) ?? -1)
    rows.append(row)
  }

  /// The label of a run that has appeared.
  func name(of number: Int32) -> String? { labels[number] }

  /// The run's name in rows, by order of first appearance.
  mutating func label(_ number: Int32) -> String {
    if let label = labels[number] { return label }
    let label = "run\(plainRuns)"
    plainRuns += 1
    labels[number] = label
    return label
  }

  mutating func add(
    _ kind: LabRow.Kind, _ index: Int, step: String = "", detail: String = "", at now: SimTime
  ) {
    let request = requests[index]
    rows.append(
      LabRow(
        time: (now - origin).inSeconds, kind: kind, run: label(request.number), step: step,
        attempt: request.attempt, detail: detail, memoized: request.journal.count))
  }
}

extension RunOutcome {
  /// The engine's own events about this end (engine-facts 3.3, 9.1).
  fileprivate var eventNames: [String] {
    switch self {
    case .running: []
    case .completed: ["function.finished"]
    case .failed: ["function.finished", "function.failed"]
    case .cancelled, .startTimeout, .finishTimeout: ["function.finished", "function.cancelled"]
    }
  }

  fileprivate var status: String {
    switch self {
    case .running: "Running"
    case .completed: "Completed"
    case .failed: "Failed"
    case .cancelled, .startTimeout, .finishTimeout: "Cancelled"
    }
  }
}
