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
