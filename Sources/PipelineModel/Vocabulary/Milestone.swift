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

extension Milestone.Event {
  /// The kind of the event.
  @inline(__always)
  public var kind: Milestone.Kind {
    switch self {
    case .story: .story
    case .answered: .answered
    case .connected: .connected
    case .notifyFailed: .notifyFailed
    case .linked: .linked
    case .teardown: .teardown
    case .published: .published
    case .delivered: .delivered
    case .redelivery: .redelivery
    case .deadLetter: .deadLetter
    case .runCreated: .runCreated
    case .runDropped: .runDropped
    case .runStarted: .runStarted
    case .runEnded: .runEnded
    case .blocked: .blocked
    case .stepDone: .stepDone
    case .attemptFailed: .attemptFailed
    case .stepExhausted: .stepExhausted
    case .stepRefused: .stepRefused
    case .asleep: .asleep
    case .waiting: .waiting
    case .waitResolved: .waitResolved
    case .waitTimedOut: .waitTimedOut
    case .completionMissed: .completionMissed
    case .pageFetched: .pageFetched
    case .rateLimited: .rateLimited
    case .tokenIssued: .tokenIssued
    case .cancelActed: .cancelActed
    case .returned: .returned
    case .quotaReached: .quotaReached
    case .storeFlushed: .storeFlushed
    case .itemsCreated: .itemsCreated
    case .itemsUpdated: .itemsUpdated
    case .faultStruck: .faultStruck
    case .itemMade: .itemMade
    case .itemTouched: .itemTouched
    case .webhookLost: .webhookLost
    case .itemAccepted: .itemAccepted
    case .itemDuplicate: .itemDuplicate
    case .itemFailed: .itemFailed
    case .itemDeadLettered: .itemDeadLettered
    case .itemDelivered: .itemDelivered
    case .itemStored: .itemStored
    case .itemDropped: .itemDropped
    }
  }

  /// Everything the event carries, in two words, for the fingerprint.
  @inline(__always)
  var words: (UInt64, UInt64) {
    switch self {
    case .notifyFailed, .runStarted, .waitTimedOut, .tokenIssued: (0, 0)
    case .story(let step), .teardown(let step): (word(0, step), 0)
    case .answered(let step, let status): (word(0, step), word(0, Int32(status)))
    case .connected(let flag), .waitResolved(let flag), .completionMissed(let flag):
      (flag ? 1 : 0, 0)
    case .linked(let repository): (word(0, repository), 0)
    case .published(let message, let topic), .deadLetter(let message, let topic):
      (word(0, message), UInt64(topic.rawValue))
    case .delivered(let message, let topic, let status):
      (word(0, message), word(Int32(topic.rawValue), Int32(status)))
    case .redelivery(let message, let topic, let attempt):
      (word(0, message), word(Int32(topic.rawValue), attempt))
    case .runCreated(let round): (word(0, round), 0)
    case .runDropped(let reason, let function):
      (UInt64(reason.rawValue), UInt64(function.rawValue))
    case .runEnded(let outcome, let failure): (UInt64(outcome.rawValue), word(0, failure.code))
    case .blocked(let number), .waiting(let number), .cancelActed(let number),
      .itemsCreated(let number), .itemsUpdated(let number), .rateLimited(let number),
      .itemMade(let number), .itemTouched(let number):
      (word(0, number), 0)
    case .itemDeadLettered(let item, let byGateway): (word(0, item), byGateway ? 1 : 0)
    case .stepDone(let step): (word(0, step.number), 0)
    case .attemptFailed(let step, let attempt, let failure),
      .stepExhausted(let step, let attempt, let failure):
      (word(step.number, attempt), word(0, failure.code))
    case .stepRefused(let step, let failure): (word(0, step.number), word(0, failure.code))
    case .asleep(let step, let until):
      (word(0, step.number), UInt64(bitPattern: until.microseconds))
    case .pageFetched(let page, let items, let listed, let first, let isScattered):
      (word(page, items), word(listed, first) ^ (isScattered ? 1 << 63 : 0))
    case .returned(let success, let units): (success ? 1 : 0, word(0, units))
    case .quotaReached(let count), .storeFlushed(let count): (UInt64(bitPattern: count), 0)
    case .faultStruck(let rule, let attempt, let step, let page, let item):
      (word(rule, item), word(step.number, page) ^ word(attempt, 0) << 20)
    case .webhookLost(let item, let reason): (word(0, item), UInt64(reason.rawValue))
    case .itemAccepted(let item, let page), .itemDuplicate(let item, let page):
      (word(0, item), word(0, page))
    case .itemFailed(let item, let page, let failure, let isMarked):
      (word(isMarked ? 1 : 0, item), word(page, failure.code))
    case .itemDelivered(let item, let times), .itemStored(let item, let times):
      (word(0, item), word(0, times))
    case .itemDropped(let item, let reason): (word(0, item), UInt64(reason.rawValue))
    }
  }
}

extension Milestone {
  /// The item it is about, by its number in the world; nil for what is about no single item.
  public var item: Int32? {
    switch event {
    case .itemMade(let item), .itemTouched(let item), .webhookLost(let item, _),
      .itemAccepted(let item, _), .itemDuplicate(let item, _), .itemFailed(let item, _, _, _),
      .itemDeadLettered(let item, _), .itemDelivered(let item, _), .itemStored(let item, _),
      .itemDropped(let item, _):
      item
    case .faultStruck(_, _, _, _, let item): item >= 0 ? item : nil
    default: nil
    }
  }
}

extension Failure {
  /// A number for it, for digests.
  var code: Int32 {
    switch self {
    case .none: 0
    case .status(let status): Int32(status) << 8 | 1
    case .connection: 2
    case .hostTimeout: 3
    case .stepOutput: 4
    case .stateOverflow: 5
    case .stepOverflow: 6
    case .noConnector: 7
    case .inactive: 8
    case .unsupportedEntityType: 9
    case .invalidValue: 10
    case .startTimeout: 11
    case .finishTimeout: 12
    case .waitTimeout: 13
    case .waitTooLong: 14
    }
  }
}
