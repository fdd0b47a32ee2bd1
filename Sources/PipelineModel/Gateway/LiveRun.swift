import SimKernel

/// A live webhook on its way through the gateway's workflow.
struct LiveRun: Sendable, BitwiseCopyable {
  var item: Int32
  var unit: UnitOfWork
  /// Which webhook of the item it is, from 1.
  var nth: Int32
  var version: Int32
  /// The installation that the provider sends it of.
  var installation: Int32
  /// Whether its dedup mark is set, by a memoized step.
  var isMarked = false
  /// Whether its connection is found, by a memoized step.
  var isRouted = false
  /// Attempt of the step it is at, from 1.
  var attempt: Int32 = 1
  /// The step's call under way to Redis.
  var ask = ClientCall<KeyValueStore.Reply>()
  /// The step's call under way to the queue.
  var publish = ClientCall<Bool>()

  /// How far it has come.
  enum Progress: Sendable {
    /// Its client waits so long.
    case waits(SimDuration)
    /// It is over, and why it got no further than it did.
    case ends(WebhookLoss?)
  }

  /// What its step is about, for faults.
  var context: FaultContext {
    FaultContext(installation: installation, unit: unit, attempt: attempt, subject: item)
  }

  /// Its step begins once more.
  fileprivate mutating func tryAgain() {
    attempt += 1
    (ask, publish) = (ClientCall(), ClientCall())
  }
}

extension Gateway {
  /// Whether a repository's connection is known without asking for it: with a cache its status is
  /// not looked at.
  mutating func knowsRoute(of repository: Int32) -> Bool {
    policy.routingCache && routingCache[Int(repository)]
  }

  /// When a step of a live webhook's workflow that ended so is tried again, if it is.
  mutating func pause(
    of run: inout LiveRun, after loss: WebhookLoss, _ queue: Profile.Queue
  ) -> SimDuration? {
    guard policy.liveWorkflow, loss == .markFailed || loss == .publishFailed,
      let pause = queue.workflowPause(after: run.attempt)
    else { return nil }
    run.tryAgain()
    return pause
  }

  /// What the publish of a live webhook's message comes to: the workflow takes the queue's 400 for
  /// that of a cancelled run, and swallows it (§9).
  mutating func loss(after reply: ClientReply<Bool>) -> WebhookLoss? {
    switch reply {
    case .reply(true): nil
    case .failed(.status(400)) where policy.liveWorkflow: .swallowed
    case .reply(false), .failed, .died: .publishFailed
    }
  }

  /// The first step: dedup by the delivery's id.
  mutating func mark(of run: LiveRun) -> KeyValueStore.Command {
    .setIfAbsent(
      .word(DeliveryID.live(item: run.item, nth: run.nth).key), lifetime: policy.dedupWindow)
  }

  /// The message with a live webhook's item; nil where the queue refuses its id (2.4, §9).
  mutating func message(of run: LiveRun, _ generation: UInt8) -> QueueMessage? {
    guard policy.liveDedupID == .plain else { return nil }
    var message = QueueMessage(
      topic: .ingress, subject: run.item, unit: run.unit, detail: run.nth)
    message.isLive = true
    message.version = run.version
    message.generation = generation
    message.edition = 1 << 63 | UInt64(run.nth) << 8
    return message
  }
}
