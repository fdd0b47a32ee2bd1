import SimKernel

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
