import SimKernel

/// The replies received inside the step under way.
///
/// A crash, a timeout or a retry forgets the tape, so those calls happen again: at-least-once is
/// structural. Law: `cursor <= replies.count`. Every operation is O(1) amortised.
public struct CallTape: ~Copyable, Sendable {
  /// Replies since the start of the callback, or of the current round of its loop.
  private var replies: ReusedList<ServiceReply>
  private var cursor: Int
  /// Rounds of the callback's loop that are complete, and how many it has.
  private var rounds: Int
  private var loop: Int
  /// Whether the round under way began with the next item of the one before.
  private var isUniform: Bool

  /// The call under way.
  private(set) var call: ServiceCall
  /// Events it sends.
  private(set) var outgoing: [PipelineEngineEvent]
  /// The calls that left together, where some did.
  var batch: CallBatch

  init() {
    replies = ReusedList<ServiceReply>()
    cursor = 0
    rounds = 0
    loop = 0
    isUniform = false
    call = ServiceCall.sendEvents
    outgoing = []
    batch = CallBatch()
  }

  private init(forking other: borrowing CallTape) {
    replies = other.replies.fork()
    cursor = other.cursor
    rounds = other.rounds
    loop = other.loop
    isUniform = other.isUniform
    call = other.call
    outgoing = other.outgoing
    batch = other.batch
  }

  /// The same tape once more, O(replies).
  func fork() -> CallTape { CallTape(forking: self) }

  /// Calls answered since the start of the callback, or of the current round of its loop.
  var answered: Int { replies.count }

  /// Adds the reply the body waits for.
  mutating func append(_ reply: ServiceReply) { replies.append(reply) }

  /// Goes back to the start, for the body to run again.
  mutating func rewind() { cursor = 0 }

  /// Forgets everything.
  mutating func forget() {
    forgetReplies()
    (rounds, loop, isUniform) = (0, 0, false)
    if !batch.isEmpty { batch = CallBatch() }
  }

  private mutating func forgetReplies() {
    replies.removeAll()
    cursor = 0
  }

  /// Makes a call, or returns the reply it got before.
  @inline(__always)
  public mutating func call(_ call: ServiceCall) throws(Halt) -> ServiceReply {
    guard cursor < replies.count else {
      isUniform = rounds > 0 && replies.isEmpty && call.follows(self.call)
      self.call = call
      throw .called
    }
    defer { cursor += 1 }
    return replies[cursor]
  }

  /// Whether the next round of a loop needs no pass of the body: its rounds post one item after the
  /// other, and this reply is no error. The call under way is then the next round's.
  ///
  /// What follows the last round is left to the body.
  @inline(__always)
  mutating func beginsRound(after reply: ServiceReply) -> Bool {
    guard isUniform, rounds + 1 < loop, replies.isEmpty, case .post(let item) = call else {
      return false
    }
    switch reply {
    case .accepted, .duplicate: break
    default: return false
    }
    rounds += 1
    call = .post(item.next)
    return true
  }

  /// Sends events to the engine, or returns the reply that got.
  public mutating func send(_ events: [PipelineEngineEvent]) throws(Halt) -> ServiceReply {
    outgoing = events
    return try call(.sendEvents)
  }

  /// Runs a callback for each of `count` things, one after the other; returns how many it did.
  ///
  /// At most one loop in a step, and no call before it.
  public mutating func forEach(
    _ count: Int, _ body: (Int, inout CallTape) throws(Halt) -> Void
  ) throws(Halt) -> Int {
    loop = count
    while rounds < count {
      try body(rounds, &self)
      rounds += 1
      forgetReplies()
    }
    return count
  }

  /// The same for several things at once, each of which makes one call: when all calls of a batch
  /// are answered, the next batch leaves.
  ///
  /// The first error, in the order of the things, is the step's; what left with it is done.
  public mutating func forEach(
    _ count: Int, atOnce: Int, _ body: (Int, inout CallTape) throws(Halt) -> Void
  ) throws(Halt) -> Int {
    guard atOnce > 1 || !batch.isEmpty else { return try forEach(count, body) }
    loop = count
    while rounds < count {
      if !replies.isEmpty {
        // What had left alone before a deploy.
        try body(rounds, &self)
        rounds += 1
        forgetReplies()
      } else if batch.isEmpty {
        try leave(rounds..<min(count, rounds + atOnce), body)
      } else {
        try takeReplies(body)
      }
    }
    return count
  }

  private mutating func leave(
    _ things: Range<Int>, _ body: (Int, inout CallTape) throws(Halt) -> Void
  ) throws(Halt) {
    for index in things {
      do {
        try body(index, &self)
      } catch {
        guard error == .called else { throw error }
        batch.add(call)
      }
    }
    throw .called
  }

  private mutating func takeReplies(
    _ body: (Int, inout CallTape) throws(Halt) -> Void
  ) throws(Halt) {
    for index in batch.calls.indices {
      forgetReplies()
      replies.append(batch.reply(to: index))
      try body(rounds + index, &self)
    }
    rounds += batch.calls.count
    batch = CallBatch()
    forgetReplies()
  }

  /// Puts the call of a batch where the call under way is.
  mutating func turn(to index: Int) { call = batch.calls[index].call }
}
