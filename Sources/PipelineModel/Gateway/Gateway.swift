import SimKernel

/// The gateway's ingestion of one item, as decisions: what to do first, and what after each answer.
///
/// As built the dedup mark is set before the message is published and never released, so an item
/// whose publish fails is answered "duplicate" from then on (pipeline-facts §8.5–8.7). The other
/// orders are repairs that could be built.
struct Gateway: ~Copyable, Sendable {
  /// What the gateway does next.
  enum Action: Sendable, Equatable, BitwiseCopyable {
    /// `SET NX EX` the delivery id.
    case mark(lifetime: SimDuration)
    /// `GET` the delivery id.
    case look
    /// Set a pending mark unless there is a whole or a pending one.
    case lease(lifetime: SimDuration)
    /// Make the pending mark whole.
    case confirm(lifetime: SimDuration)
    /// `DEL` the delivery id after this failure.
    case release(Failure)
    /// Write the mark and the message in one transaction.
    case record(lifetime: SimDuration)
    /// Write the message as a row, unless there is one with its delivery id.
    case storeRow
    /// Say of the row that its message is published.
    case settleRow
    /// Publish the item to the queue.
    case publish
    /// Answer the caller.
    case answer(Answer)
  }

  /// What the caller gets.
  enum Answer: Sendable, Equatable, BitwiseCopyable {
    /// 200 `{status:"accepted"}`.
    case accepted
    /// 200 `{status:"duplicate"}`; the item went no further.
    case duplicate
    /// The same, though the item had been published before its mark was looked at.
    case repeated
    /// 500, or 504 when the host ended the gateway's request, or 409 while a mark is pending.
    case failed(Failure)
    /// The gateway died: the connection breaks.
    case none

    /// Why it is no answer for the item, where it is none.
    var failure: Failure? {
      switch self {
      case .accepted, .duplicate, .repeated: nil
      case .failed(let failure): failure
      case .none: .connection
      }
    }

    /// As the caller sees it.
    var reply: ServiceReply {
      switch self {
      case .accepted: .accepted
      case .duplicate, .repeated: .duplicate
      case .failed(let failure): .refused(failure)
      case .none: .broken
      }
    }
  }

  /// What happened to the last action.
  enum Event: Sendable, Equatable, BitwiseCopyable {
    /// The item is valid.
    case received
    /// What looking at the key came to: `ok` when it is not there.
    case looked(ClientReply<KeyValueStore.Reply>)
    /// What setting the key, for good or pending, or writing the outbox or the row came to.
    case marked(ClientReply<KeyValueStore.Reply>)
    /// What making the mark whole came to.
    case confirmed(ClientReply<KeyValueStore.Reply>)
    /// What settling the row came to.
    case settled(ClientReply<KeyValueStore.Reply>)
    /// What taking the key away came to, after this failure.
    case released(ClientReply<KeyValueStore.Reply>, Failure)
    /// What publishing the message came to.
    case published(ClientReply<Bool>)
  }

  private(set) var policy: Profile.Gateway
  /// The table of stored messages (`gateway.order=store-then-publish`).
  var rows: KeyValueStore
  /// Messages that are written and not yet published.
  var outbox: SlotPool<OutboxRow>
  /// Rows that it holds until a backfill asks for them, by installation.
  var held: [Int32: [OutboxRow]]
  /// Live webhooks whose workflow waits for its next attempt, or for its client's next try.
  var liveRuns: SlotPool<LiveRun>
  /// Items whose client waits.
  var posts: SlotPool<GatewayPost>
  /// Messages to the backfill service whose client waits.
  var notices: SlotPool<Notice>
  /// Repositories whose connection the routing cache knows.
  var routingCache: [Bool]

  init(_ policy: Profile.Gateway, linked: [Bool] = []) {
    self.policy = policy
    rows = KeyValueStore()
    outbox = SlotPool()
    held = [:]
    liveRuns = SlotPool()
    posts = SlotPool()
    notices = SlotPool()
    routingCache = linked
  }

  private init(forking other: borrowing Gateway) {
    policy = other.policy
    rows = other.rows
    outbox = other.outbox.fork()
    held = other.held
    liveRuns = other.liveRuns.fork()
    posts = other.posts.fork()
    notices = other.notices.fork()
    routingCache = other.routingCache
  }

  /// The same gateway once more, O(messages that wait in it).
  func fork() -> Gateway { Gateway(forking: self) }

  /// Items that it is busy with: their client waits, their workflow, or a row that was written for
  /// them; ascending, O(what waits in it).
  var itemsUnderWay: [Int32] {
    let rows = outbox.elements + held.values.joined()
    let items = rows.map(\.message.subject) + posts.elements.map(\.item)
    return Set(items + liveRuns.elements.map(\.item)).sorted()
  }

  /// From now on these levers count.
  mutating func adopt(_ policy: Profile.Gateway) { self.policy = policy }

  /// The id by which the queue knows a message again, where it is published with one.
  @inline(__always)
  mutating func deduplicationID(of message: QueueMessage) -> DeliveryID? {
    message.isLive || policy.publishDedupID ? message.deduplicationID : nil
  }

  /// What to do after an event.
  mutating func next(after event: Event) -> Action {
    switch event {
    case .received: first
    case .looked(.reply(.ok)): .publish
    case .looked(.reply): .answer(.duplicate)
    case .marked(.reply(let reply)): next(afterMark: reply)
    case .published(.reply): next
    case .published(.failed(let failure)) where releasesMark: .release(failure)
    case .published(.failed) where policy.order == .storeThenPublish: .answer(.accepted)
    case .settled(.died): .answer(.none)
    case .settled: .answer(.accepted)
    case .confirmed(.reply): .answer(.accepted)
    case .released(.died, _): .answer(.none)
    case .released(_, let failure): .answer(.failed(Self.told(failure)))
    case .looked(.died), .marked(.died), .confirmed(.died), .published(.died): .answer(.none)
    case .looked(.failed(let failure)), .marked(.failed(let failure)),
      .confirmed(.failed(let failure)), .published(.failed(let failure)):
      .answer(.failed(Self.told(failure)))
    }
  }

  private var first: Action {
    mutating get {
      switch policy.order {
      case .markThenPublish: .mark(lifetime: policy.dedupWindow)
      case .publishThenMark: .publish
      case .lookPublishMark: .look
      case .pendingMark: .lease(lifetime: policy.markLease)
      case .outbox: .record(lifetime: policy.dedupWindow)
      case .storeThenPublish, .holdThenReplay: .storeRow
      }
    }
  }

  private mutating func next(afterMark reply: KeyValueStore.Reply) -> Action {
    switch (policy.order, reply) {
    case (.markThenPublish, .ok), (.pendingMark, .ok), (.storeThenPublish, .ok): .publish
    case (.publishThenMark, .ok), (.lookPublishMark, .ok), (.outbox, .ok),
      (.holdThenReplay, .ok):
      .answer(.accepted)
    case (.publishThenMark, _), (.lookPublishMark, _): .answer(.repeated)
    case (_, .pending): .answer(.failed(.status(409)))
    case (_, .null): .answer(.duplicate)
    }
  }

  /// What follows a publish.
  private var next: Action {
    mutating get {
      switch policy.order {
      case .markThenPublish, .outbox, .holdThenReplay: .answer(.accepted)
      case .publishThenMark, .lookPublishMark: .mark(lifetime: policy.dedupWindow)
      case .pendingMark: .confirm(lifetime: policy.dedupWindow)
      case .storeThenPublish: .settleRow
      }
    }
  }

  private var releasesMark: Bool {
    mutating get {
      policy.releasesMark && (policy.order == .markThenPublish || policy.order == .pendingMark)
    }
  }

  private static func told(_ failure: Failure) -> Failure {
    failure == .hostTimeout ? .status(504) : .status(500)
  }
}

/// What the gateway asks of Redis.
extension Gateway.Action {
  func command(on key: KeyValueStore.Key) -> KeyValueStore.Command {
    switch self {
    case .mark(let lifetime), .confirm(let lifetime): .setIfAbsent(key, lifetime: lifetime)
    case .look: .get(key)
    case .lease(let lifetime): .lease(key, lifetime: lifetime)
    case .release: .delete(key)
    case .record, .storeRow, .settleRow, .publish, .answer:
      preconditionFailure("These write a message, or nothing.")
    }
  }

  func event(after reply: ClientReply<KeyValueStore.Reply>) -> Gateway.Event {
    switch self {
    case .look: .looked(reply)
    case .confirm: .confirmed(reply)
    case .release(let failure): .released(reply, failure)
    case .settleRow: .settled(reply)
    case .mark, .lease, .record, .storeRow, .publish, .answer: .marked(reply)
    }
  }
}

extension KeyValueStore.Key {
  /// The mark of a backfill's item: dense for the ids of an installation that replaces none.
  @inline(__always)
  static func mark(of item: Int32, generation: UInt8) -> KeyValueStore.Key {
    generation == 0
      ? .item(item) : .word(DeliveryID.backfill(item: item, generation: generation).key)
  }
}

extension QueueMessage {
  /// The dedup mark of its item.
  @inline(__always)
  var mark: KeyValueStore.Key { .mark(of: subject, generation: generation) }

  /// That its row is published.
  var settledMark: KeyValueStore.Key {
    .word(DeliveryID.settled(item: subject, generation: generation).key)
  }

  /// The id by which the queue knows it again: each webhook has one of its own (pipeline-facts 2.4,
  /// §9), the backfill's items have theirs where they are published with any (2.5).
  var deduplicationID: DeliveryID? {
    guard topic == .ingress else { return nil }
    return isLive
      ? .live(item: subject, nth: detail) : .backfill(item: subject, generation: generation)
  }
}
