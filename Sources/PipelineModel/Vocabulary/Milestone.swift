import SimKernel

/// One thing that happened, for timelines and verdicts.
public struct Milestone: Sendable, Equatable, BitwiseCopyable {
  /// When.
  public var time: SimTime
  /// What.
  public var event: Event
  /// Number of the run it belongs to, or 0.
  public var run: Int32
  /// Index of the installation, or -1.
  public var installation: Int32
  /// The unit of work, or none.
  public var unit: UnitOfWork

  /// Creates a milestone.
  public init(
    time: SimTime, event: Event, run: Int32 = 0, installation: Int32 = -1,
    unit: UnitOfWork = .none
  ) {
    self.time = time
    self.event = event
    self.run = run
    self.installation = installation
    self.unit = unit
  }

  /// What kind of thing happened.
  public var kind: Kind { event.kind }

  /// What can happen. An `item` is its number in the world; a `step` of the story counts from 0.
  public enum Event: Sendable, Equatable, BitwiseCopyable {
    /// A story step happened.
    case story(step: Int32)
    /// A story call was answered with an HTTP status; 0 when the connection broke.
    case answered(step: Int32, status: Int16)
    /// An installation was created or reactivated.
    case connected(reactivated: Bool)
    /// The notification could not be published and was logged.
    case notifyFailed
    /// A repository became a resource.
    case linked(repository: Int32)
    /// A teardown step ran, counted from 1.
    case teardown(step: Int32)
    /// A message was published: an item's, or the nth of its installation on the topic.
    case published(message: Int32, topic: QueueTopic)
    /// A message was delivered and answered with an HTTP status; 0 without an answer.
    case delivered(message: Int32, topic: QueueTopic, status: Int16)
    /// A delivery failed and will be repeated; `attempt` is the one that failed.
    case redelivery(message: Int32, topic: QueueTopic, attempt: Int32)
    /// A message was given up.
    case deadLetter(message: Int32, topic: QueueTopic)
    /// A run was created, the nth of its installation or unit.
    case runCreated(round: Int32)
    /// A start was dropped.
    case runDropped(reason: DropReason, function: FunctionKind)
    /// A run's first request started.
    case runStarted
    /// A run ended.
    case runEnded(outcome: RunOutcome, failure: Failure)
    /// A request waits for a limit, by its place in `Outcome.limits`.
    case blocked(limit: Int32)
    /// A step finished.
    case stepDone(step: StepID)
    /// An attempt of a step failed, counted from 1.
    case attemptFailed(step: StepID, attempt: Int32, failure: Failure)
    /// A step failed for good after so many attempts.
    case stepExhausted(step: StepID, attempts: Int32, failure: Failure)
    /// A step's result was too much for the engine and failed the run.
    case stepRefused(step: StepID, failure: Failure)
    /// A run went to sleep.
    case asleep(step: StepID, until: SimTime)
    /// So many waits were registered.
    case waiting(count: Int32)
    /// A wait got its completion.
    case waitResolved(success: Bool)
    /// A wait timed out.
    case waitTimedOut
    /// A completion found no wait.
    case completionMissed(success: Bool)
    /// A page arrived, with so many items in the window of those listed; the items are numbered
    /// from `first`, or lie from there in `Outcome.scattered`.
    case pageFetched(page: Int32, items: Int32, listed: Int32, first: Int32, isScattered: Bool)
    /// The provider refused a page for its rate limit.
    case rateLimited(page: Int32)
    /// A token was issued.
    case tokenIssued
    /// A cancel event was acted on.
    case cancelActed(runs: Int32)
    /// An orchestrator returned.
    case returned(success: Bool, units: Int32)
    /// The month's executions are used up.
    case quotaReached(executions: Int64)
    /// Redis lost every key.
    case storeFlushed(keys: Int64)
    /// Items appeared at the provider.
    case itemsCreated(count: Int32)
    /// Items were updated at the provider.
    case itemsUpdated(count: Int32)
    /// A rule of the faults struck a call: of this attempt, step, page and item (-1 without one).
    case faultStruck(rule: Int32, attempt: Int32, step: StepID, page: Int32, item: Int32)
    /// An item appeared at the provider.
    case itemMade(item: Int32)
    /// An item was updated at the provider.
    case itemTouched(item: Int32)
    /// The live webhook of an item ended before the queue.
    case webhookLost(item: Int32, reason: WebhookLoss)
    /// An item was answered "accepted".
    case itemAccepted(item: Int32, page: Int32)
    /// An item was answered "duplicate".
    case itemDuplicate(item: Int32, page: Int32)
    /// A post failed; `isMarked` says that the item's dedup mark is set all the same.
    case itemFailed(item: Int32, page: Int32, failure: Failure, isMarked: Bool)
    /// A message with an item was given up: by the queue, or by the gateway before it.
    case itemDeadLettered(item: Int32, byGateway: Bool = false)
    /// An item reached the Console, for the nth time.
    case itemDelivered(item: Int32, times: Int32)
    /// An item was stored, for the nth time.
    case itemStored(item: Int32, times: Int32)
    /// An item was dropped in the Console.
    case itemDropped(item: Int32, reason: ItemDrop)
  }

  /// The kinds of events, in the order of their rooms; those about one item come last.
  public enum Kind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case story, answered, connected, notifyFailed, linked, teardown
    case published, delivered, redelivery, deadLetter
    case runCreated, runDropped, runStarted, runEnded, blocked
    case stepDone, attemptFailed, stepExhausted, stepRefused, asleep
    case waiting, waitResolved, waitTimedOut, completionMissed
    case pageFetched, rateLimited, tokenIssued, cancelActed, returned, quotaReached, storeFlushed
    case itemsCreated, itemsUpdated, faultStruck
    case itemMade, itemTouched, webhookLost, itemAccepted, itemDuplicate, itemFailed
    case itemDeadLettered, itemDelivered, itemStored, itemDropped

    /// Whether it happens once per item.
    public var isAboutItem: Bool { rawValue >= Kind.itemMade.rawValue }
  }
}

/// Why a run was not created.
public enum DropReason: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// The function's idempotency key was seen within its window.
  case idempotency
  /// A singleton run was open.
  case singleton
  /// The month's executions are used up.
  case quota
}

/// Why a live webhook did not reach the queue.
public enum WebhookLoss: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// The connection does not exist or is not active.
  case notConnected
  /// The repository is no resource of the connection.
  case notLinked
  /// The dedup mark was there.
  case duplicate
  /// Redis did not answer.
  case markFailed
  /// The queue refuses the message's deduplication id; nobody tries again.
  case refusedID
  /// The message could not be published.
  case publishFailed
  /// The gateway did not get it, and the provider does not try again.
  case notSent
}

/// Why the Console did not store an item.
public enum ItemDrop: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// The organisation has no workspace.
  case noWorkspace
  /// The delivery id is in the database.
  case deliveryID
  /// The capture's idempotency key was seen within 24 h.
  case idempotency
  /// An observation with the source id exists.
  case sourceID
  /// The repository belongs to another workspace than the one the item was sent to.
  case foreignWorkspace
  /// Not significant enough.
  case insignificant
  /// The capture's start timeout.
  case startTimeout
  /// The capture's finish timeout.
  case finishTimeout
  /// A step of the capture failed for good.
  case captureFailed
  /// A step of the ingress failed for good.
  case ingressFailed
  /// The month's executions are used up.
  case quota
  /// The repository's own workspace does not sync it.
  case notSynced
}

extension ItemDrop {
  /// Whether the Console means an item to be left out. That another workspace got it is nobody's
  /// purpose.
  public var isOnPurpose: Bool { self == .insignificant || self == .notSynced }

  /// Whether it was refused because something like it was there already: where its own delivery
  /// was, what befell that one tells more.
  public var isRefusal: Bool {
    switch self {
    case .deliveryID, .idempotency, .sourceID: true
    case .noWorkspace, .foreignWorkspace, .insignificant, .startTimeout, .finishTimeout,
      .captureFailed, .ingressFailed, .quota, .notSynced:
      false
    }
  }
}
