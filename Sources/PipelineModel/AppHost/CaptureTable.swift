import SimKernel

/// The requests of a capture that nothing disturbs, one row each: recorded from the body itself.
///
/// `ObservationCapture.body` is played once with the answers that are usual. A request of a run
/// whose answers were the same then costs a place in the table instead of a replay of the body. Of
/// what the body reads only the significance may change its way, so each has a table of its own.
struct CaptureTable: Sendable {
  /// A call of a request.
  struct Call: Sendable, BitwiseCopyable {
    /// From its leaving to its arrival, and from there back.
    var outward: SimDuration
    var back: SimDuration
    var question: Question
    /// The answer with which the body was recorded.
    var usual: Bool
    /// Whether the request ends when it is answered.
    var isLast: Bool
  }

  /// What a call asks besides taking its time.
  enum Question: UInt8, Sendable, BitwiseCopyable {
    case none, find, allowed, store
  }

  /// A request: its calls, and what it ends with.
  struct Row: Sendable, BitwiseCopyable {
    var end: End
    /// Place of its first call, or -1.
    var call: Int16
    /// The first row of its table.
    var first: Int16 = 0
    /// Its place among parallel requests, or -1.
    var sibling: Int8 = -1
    /// The row behind its siblings.
    var behindSiblings: Int16 = -1
  }

  /// What a request ends with.
  enum End: Sendable, BitwiseCopyable {
    /// A step that returns a flag, or nothing.
    case step(Int32, flag: Bool?)
    /// So many parallel steps are planned.
    case plan(first: Int32, count: Int32)
    /// The body returned.
    case returned(ObservationCapture.Output)
  }

  /// The most parallel steps it can have.
  private static let mostSiblings = 8
  private static let mostRows = 100

  private(set) var rows: ContiguousArray<Row> = []
  private(set) var calls: ContiguousArray<Call> = []

  /// Records a capture; nil when the body does what no table can, or a request takes too long.
  init?(_ input: ObservationCapture.Input, _ latencies: Latencies, longest: SimDuration) {
    var step = Step()
    while rows.count < Self.mostRows {
      guard let row = record(&step, input, latencies, longest) else { return nil }
      rows.append(row)
      switch row.end {
      case .step: continue
      case .returned: return
      case .plan(let first, let count):
        guard count <= Self.mostSiblings else { return nil }
        let behind = Int16(rows.count) + Int16(count)
        for sibling in 0..<count {
          guard
            var row = record(&step, input, latencies, longest, target: first + sibling),
            case .step(first + sibling, _) = row.end
          else { return nil }
          (row.sibling, row.behindSiblings) = (Int8(sibling), behind)
          rows.append(row)
        }
      }
    }
    return nil
  }

  /// Plays one request to its end.
  private mutating func record(
    _ step: inout Step, _ input: ObservationCapture.Input, _ latencies: Latencies,
    _ longest: SimDuration, target: Int32 = -1
  ) -> Row? {
    let first = calls.count
    step.begin(from: nil, target: target, at: .zero)
    while calls.count < first + Self.mostRows {
      do throws(Halt) {
        let output = try ObservationCapture.body(input, &step)
        return calls.count == first ? Row(end: .returned(output), call: -1) : nil
      } catch {
        switch error {
        case .threw, .threwLater: return nil
        case .responded: return row(&step, since: first, longest)
        case .called:
          guard let call = Call(step.tape.call, latencies) else { return nil }
          calls.append(call)
          step.resume(with: call.reply, at: .zero)
        }
      }
    }
    return nil
  }

  private mutating func row(_ step: inout Step, since first: Int, _ longest: SimDuration) -> Row? {
    switch step.response {
    case .step(let number, let value, 0):
      let length = calls[first...].reduce(SimDuration.zero) { $0 + $1.outward + $1.back }
      guard calls.count > first, length <= longest else { return nil }
      calls[calls.count - 1].isLast = true
      step.journal.append(JournalEntry(value: value, step: number, state: .done))
      switch value {
      case .none: return Row(end: .step(number, flag: nil), call: Int16(first))
      case .flag(let flag): return Row(end: .step(number, flag: flag), call: Int16(first))
      default: return nil
      }
    case .plan(let number, let count):
      return calls.count == first ? Row(end: .plan(first: number, count: count), call: -1) : nil
    default: return nil
    }
  }
}

extension CaptureTable.Call {
  /// The call of a body; nil for one whose latency is drawn.
  init?(_ call: ServiceCall, _ latencies: Latencies) {
    switch call {
    case .work, .pause: question = .none
    case .findObservation: question = .find
    case .isAllowed: question = .allowed
    case .storeObservation: question = .store
    case .connection, .token, .fetch, .post, .sendEvents, .history, .complete, .replayHeld,
      .resolveWorkspace, .storePayload:
      return nil
    }
    let (_, latency) = latencies.draw(call, RequestIdentity(), step: .none, place: 0, item: 0)
    outward = latency / 2
    back = latency - latency / 2
    usual = question != .find
    isLast = false
  }

  /// The usual reply.
  var reply: ServiceReply { question == .none ? .ok : .answer(usual) }
}

/// The tables of captures, one behind the other, each made when the first capture of its
/// significance comes.
struct CaptureTables: ~Copyable, Sendable {
  private static let significances = 256

  private var policy: Profile.Console
  private var longest: SimDuration
  private(set) var rows: ReusedList<CaptureTable.Row>
  private(set) var calls: ReusedList<CaptureTable.Call>
  /// First row by significance; -1 where there can be none, -2 before anybody asked.
  private var firsts: ReusedList<Int16>

  init(_ policy: Profile.Console, longest: SimDuration) {
    self.policy = policy
    self.longest = longest
    rows = ReusedList()
    calls = ReusedList()
    firsts = ReusedList()
  }

  private init(forking other: borrowing CaptureTables) {
    policy = other.policy
    longest = other.longest
    rows = other.rows.fork()
    calls = other.calls.fork()
    firsts = other.firsts.fork()
  }

  /// The same tables once more, O(rows).
  func fork() -> CaptureTables { CaptureTables(forking: self) }

  /// New captures go by other levers; the rows of those under way stay.
  mutating func learnAnew(_ policy: Profile.Console, longest: SimDuration) {
    (self.policy, self.longest) = (policy, longest)
    firsts = ReusedList()
  }

  /// The first row for a capture, or -1.
  mutating func firstRow(for data: CaptureData, _ latencies: Latencies) -> Int16 {
    let significance = Int(data.significance)
    guard significance >= 0, significance < Self.significances else { return -1 }
    if firsts.isEmpty { firsts = ReusedList(repeating: -2, count: Self.significances) }
    if firsts[significance] == -2 { firsts[significance] = record(data, latencies) }
    return firsts[significance]
  }

  private mutating func record(_ data: CaptureData, _ latencies: Latencies) -> Int16 {
    let input = ObservationCapture.Input(data: data, policy: policy)
    guard let table = CaptureTable(input, latencies, longest: longest) else { return -1 }
    let (row, call) = (Int16(rows.count), Int16(calls.count))
    for var next in table.rows {
      next.first = row
      if next.call >= 0 { next.call += call }
      if next.sibling >= 0 { next.behindSiblings += row }
      rows.append(next)
    }
    for next in table.calls { calls.append(next) }
    return row
  }

  /// Whether a step of a run that stands at a row is done.
  mutating func isDone(_ step: Int32, before row: Int16, siblings: UInt8) -> Bool {
    (Int(rows[Int(row)].first)..<Int(row)).contains { place in
      guard case .step(step, _) = rows[place].end else { return false }
      return isDone(place, before: row, siblings)
    }
  }

  /// Whether what a row stands for is done; of parallel ones the bits say so.
  private mutating func isDone(_ place: Int, before row: Int16, _ siblings: UInt8) -> Bool {
    let passed = rows[place]
    return passed.sibling < 0 || passed.behindSiblings != row
      || siblings & 1 << UInt8(passed.sibling) != 0
  }

  /// The entries of a run that stands at a row and whose siblings before it are done as the bits
  /// say.
  mutating func entries(before row: Int16, siblings: UInt8) -> [JournalEntry<StepValue>] {
    (Int(rows[Int(row)].first)..<Int(row)).compactMap { place in
      guard isDone(place, before: row, siblings),
        case .step(let number, let flag) = rows[place].end
      else { return nil }
      let value = flag.map { StepValue.flag($0) } ?? StepValue.none
      return JournalEntry(value: value, step: number, state: .done)
    }
  }

  /// The row of a parallel request of a run that stands at a row.
  @inline(__always)
  func row(of target: Int32, at row: Int16) -> Int16 {
    var place = row - 1
    while place >= 0, rows[Int(place)].sibling >= 0 {
      if case .step(target, _) = rows[Int(place)].end { return place }
      place -= 1
    }
    preconditionFailure("No parallel step has this number.")
  }
}

/// Where the capture in an engine slot stands.
struct CaptureProgress: Sendable, BitwiseCopyable {
  /// Whether it has written its observation, or was dropped.
  var isSettled = false
  /// The parallel steps before its row that are done, one bit each.
  var siblings: UInt8 = 0
  /// The row of its next request that is not one of the parallel ones; -1 when it goes without a
  /// table, -2 before its first request.
  var row: Int16 = -2
}

/// A request of a capture that goes by its table; it lies where the engine's request does.
struct TabledRequest: Sendable, BitwiseCopyable {
  /// The engine's serial number of it; 0 when there is none.
  var serial: UInt32 = 0
  /// The row its run stood at when it began, and its own.
  var runRow: Int16
  var row: Int16
  /// The call under way.
  var call: Int16
  var target: Int32
  /// Number of its run.
  var number: Int32
  var run: RunReference
  /// What the call under way was answered.
  var answer = true
  var begunAt: SimTime
  var data: CaptureData
}
