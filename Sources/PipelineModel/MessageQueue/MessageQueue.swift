import SimKernel

/// QStash as the pipeline uses it: publish, deliver, retry, give up; at least once.
///
/// Law: a message is delivered 1 + retries times at the most unless it is acknowledged before, and
/// then ends acknowledged or dead. Every operation is O(1); slots are reused.
/// Source: pipeline-facts §2.
struct MessageQueue: ~Copyable, Sendable {
  /// What follows a delivery.
  enum Verdict: Sendable, Equatable, BitwiseCopyable {
    /// Deliver again after this delay.
    case retry(after: SimDuration)
    /// Given up.
    case dead
    /// Acknowledged.
    case done
    /// Deliver again after this delay, although it was acknowledged.
    case again(after: SimDuration)
  }

  private var policy: Profile.Queue
  private(set) var messages: ReusedList<QueueMessage>
  private var free: ReusedList<Int32>
  /// Deduplication ids seen within their window.
  private var ids: ExpiringKeys
  /// Messages taken since the last whole second and day.
  private var second: (begin: Int64, count: Int) = (0, 0)
  private var day: (begin: Int64, count: Int) = (0, 0)
  /// Messages published and neither acknowledged nor dead, by topic.
  private(set) var inFlight: [Int]
  /// Messages the queue gave up and nobody has published again.
  private var deadLetters: [QueueMessage]

  init(_ policy: Profile.Queue) {
    self.policy = policy
    messages = ReusedList()
    free = ReusedList()
    ids = ExpiringKeys()
    inFlight = [Int](repeating: 0, count: QueueTopic.allCases.count)
    deadLetters = []
  }

  private init(forking other: borrowing MessageQueue) {
    policy = other.policy
    messages = other.messages.fork()
    free = other.free.fork()
    ids = other.ids
    second = other.second
    day = other.day
    inFlight = other.inFlight
    deadLetters = other.deadLetters
  }

  /// The same queue once more, O(slots).
  func fork() -> MessageQueue { MessageQueue(forking: self) }

  /// From now on these levers count.
  mutating func adopt(_ policy: Profile.Queue) { self.policy = policy }

  /// Messages that are neither acknowledged nor dead, in the order of their slots; O(slots).
  var underWay: [QueueMessage] {
    let unused = Set(free.elements)
    return messages.indices.filter { !unused.contains(Int32($0)) }.map { messages[$0] }
  }

  /// Whether a message with this deduplication id is answered and dropped (2.4); otherwise the id
  /// is kept for its window.
  mutating func drops(_ id: UInt64, at now: SimTime) -> Bool {
    !ids.insert(id, until: now + policy.dedupWindow, at: now)
  }

  /// Whether the limits of the plan have room for one more message, which they then count (2.7).
  mutating func hasRoom(at now: SimTime) -> Bool {
    guard policy.messagesPerSecond > 0 || policy.messagesPerDay > 0 else { return true }
    let time = (now - SimTime.zero).microseconds
    if time / 1_000_000 != second.begin { second = (time / 1_000_000, 0) }
    if time / 86_400_000_000 != day.begin { day = (time / 86_400_000_000, 0) }
    guard policy.messagesPerSecond == 0 || second.count < policy.messagesPerSecond,
      policy.messagesPerDay == 0 || day.count < policy.messagesPerDay
    else { return false }
    second.count += 1
    day.count += 1
    return true
  }

  /// Takes a message; returns its slot.
  mutating func publish(_ message: QueueMessage) -> Int32 {
    inFlight[Int(message.topic.rawValue)] += 1
    guard let slot = free.popLast() else {
      messages.append(message)
      return Int32(messages.count - 1)
    }
    messages[Int(slot)] = message
    return slot
  }

  /// Counts a delivery of a message and returns it.
  mutating func deliver(_ slot: Int32) -> QueueMessage {
    messages[Int(slot)].attempt += 1
    let message = messages[Int(slot)]
    messages[Int(slot)].isDelayed = false
    return message
  }

  /// The delivery just counted comes later.
  mutating func delay(_ slot: Int32) {
    messages[Int(slot)].attempt -= 1
    messages[Int(slot)].isDelayed = true
  }

  /// The endpoint answered with this HTTP status, or 0; with `again` the queue forgets a good one.
  @inline(__always)
  mutating func answered(_ slot: Int32, _ status: Int16, again: Bool) -> Verdict {
    guard (200..<300).contains(status) else { return reject(slot) }
    acknowledge(slot, again: again)
    return again ? .again(after: policy.redeliveryDelay) : .done
  }

  /// The endpoint answered 2xx; with `again` the queue forgets that and keeps the message.
  private mutating func acknowledge(_ slot: Int32, again: Bool) {
    guard !again else {
      messages[Int(slot)].isRepeat = true
      return
    }
    end(slot)
  }

  /// The endpoint answered something else, or nothing.
  private mutating func reject(_ slot: Int32) -> Verdict {
    let message = messages[Int(slot)]
    guard message.attempt <= retries(message.topic) else {
      end(slot)
      deadLetters.append(message)
      return .dead
    }
    let delays = policy.retryDelays
    return .retry(after: delays[min(Int(message.attempt), delays.count) - 1])
  }

  /// The messages given up so far, as far as the plan has room for them, to be published again.
  ///
  /// Each is another publication of the same, and another with each replay: its draws are its own.
  mutating func replayDeadLetters(at now: SimTime) -> [QueueMessage] {
    let letters = deadLetters
    deadLetters.removeAll()
    var replayed: [QueueMessage] = []
    for var message in letters {
      guard hasRoom(at: now) else {
        deadLetters.append(message)
        continue
      }
      (message.attempt, message.isRepeat, message.isDelayed) = (0, false, false)
      message.edition =
        message.edition & 1 << 62 == 0
        ? message.edition | 1 << 62 : message.edition &+ 1 << 48
      replayed.append(message)
    }
    return replayed
  }

  private mutating func end(_ slot: Int32) {
    inFlight[Int(messages[Int(slot)].topic.rawValue)] -= 1
    free.append(slot)
  }

  private func retries(_ topic: QueueTopic) -> Int32 {
    switch topic {
    case .trigger: Int32(policy.triggerRetries)
    case .cancel: Int32(policy.cancelRetries)
    case .ingress: Int32(policy.ingressRetries)
    }
  }
}
