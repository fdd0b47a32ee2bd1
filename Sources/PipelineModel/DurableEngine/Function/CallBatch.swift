import SimKernel

/// Calls of a step that left together, and what has come back of them.
///
/// Law: `awaited` is the number of calls without a reply. Every operation is O(1).
struct CallBatch: Sendable {
  /// One of them.
  struct Member: Sendable {
    let call: ServiceCall
    /// What strikes it.
    var effect: Fault.Effect?
    /// Rest of its latency after its arrival.
    var returnDelay = SimDuration.zero
    var reply: ServiceReply?
  }

  private(set) var calls: [Member] = []
  /// How many are not yet answered.
  private(set) var awaited = 0
  /// When the last of those that have left reaches its service: a process that dies has sent them
  /// all the same.
  var lastArrival = SimTime.zero

  var isEmpty: Bool { calls.isEmpty }

  mutating func add(_ call: ServiceCall) {
    calls.append(Member(call: call))
    awaited += 1
  }

  /// A call leaves, with what strikes it.
  mutating func depart(_ index: Int, _ effect: Fault.Effect?, returnDelay: SimDuration) {
    (calls[index].effect, calls[index].returnDelay) = (effect, returnDelay)
  }

  /// The reply to a call, once it is on its way or has come.
  func reply(to index: Int) -> ServiceReply {
    guard let reply = calls[index].reply else {
      preconditionFailure("A batch goes on when all its calls are answered.")
    }
    return reply
  }

  /// A service answers a call.
  mutating func answer(_ index: Int, _ reply: ServiceReply) { calls[index].reply = reply }

  /// A reply has come; whether it was the last.
  mutating func takeReply() -> Bool {
    awaited -= 1
    return awaited == 0
  }
}
