import SimKernel

/// One thing that happened, for timelines and verdicts.
public struct Milestone: Sendable, Equatable, BitwiseCopyable {
  /// When.
  public var time: SimTime
  /// What.
  public var kind: Kind
  /// Number of the run it belongs to, or 0.
  public var run: Int32
  /// Index of the installation, or -1.
  public var installation: Int32
  /// The unit of work, or none.
  public var unit: UnitOfWork
  /// First detail; its meaning is the kind's.
  public var a: Int64
  /// Second detail; its meaning is the kind's.
  public var b: Int64
  /// Why, where something failed.
  public var failure: Failure
  /// The step it is about, where there is one.
  public var step: StepName = .none

  /// What can happen; the comment gives the meaning of `a` and `b`.
  public enum Kind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// A story step happened: a = step.
    case story
    /// A story call was answered: a = step, b = HTTP status.
    case answered
    /// An installation was created or reactivated: a = 1 when reactivated.
    case connected
    /// The notification could not be published and was logged.
    case notifyFailed
    /// A repository became a resource: a = repository.
    case linked
    /// A teardown step ran: a = step from 1.
    case teardown
    /// A message was published: a = message, b = `QueueTopic.rawValue`.
    case published
    /// A message was delivered: a = message, b = HTTP status.
    case delivered
    /// A delivery failed and will be repeated: a = message, b = attempt.
    case redelivery
    /// A message was given up: a = message, b = `QueueTopic.rawValue`.
    case deadLetter
    /// A run was created: a = round.
    case runCreated
    /// A start was dropped: a = `DropReason.rawValue`.
    case runDropped
    /// A run's first request started.
    case runStarted
    /// A run ended: a = `RunOutcome.rawValue`.
    case runEnded
    /// A request waits for a limit: a = limit index in `Outcome.limits`.
    case blocked
    /// A step finished: a = ordinal from 0, b = page.
    case stepDone
    /// An attempt of a step failed: a = ordinal, b = attempt from 1.
    case attemptFailed
    /// A step failed for good: a = ordinal, b = attempts.
    case stepExhausted
    /// A run went to sleep: a = wake-up time in µs, b = page.
    case asleep
    /// Waits were registered: a = how many.
    case waiting
    /// A wait got its completion: a = 1 for success.
    case waitResolved
    /// A wait timed out.
    case waitTimedOut
    /// A completion found no wait: a = 1 for success.
    case completionMissed
    /// A page arrived: a = page, b = items in the window.
    case pageFetched
    /// The provider refused for its rate limit: a = page.
    case rateLimited
    /// A token was issued.
    case tokenIssued
    /// A cancel event was acted on: a = runs cancelled.
    case cancelActed
    /// An orchestrator returned: a = 1 for success, b = work units.
    case returned
    /// The month's executions are used up: a = executions.
    case quotaReached
    /// Redis lost every key: a = keys.
    case storeFlushed
    /// Items appeared at the provider: a = how many.
    case itemsCreated
    /// Items were updated at the provider: a = how many.
    case itemsUpdated
    /// An item was answered "accepted": a = item, b = page.
    case itemAccepted
    /// An item was answered "duplicate": a = item, b = page.
    case itemDuplicate
    /// A post failed: a = item, b = page.
    case itemFailed
    /// An item was dead-lettered: a = item.
    case itemDeadLettered
    /// An item reached the Console: a = item, b = how often so far.
    case itemDelivered
    /// An item was stored: a = item, b = how often so far.
    case itemStored
    /// An item was dropped in the Console: a = item, b = `ItemDrop.rawValue`.
    case itemDropped
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
  /// The workspace does not sync this.
  case notAllowed
  /// Not significant enough.
  case insignificant
  /// The capture's start timeout.
  case startTimeout
  /// The capture's finish timeout.
  case finishTimeout
  /// The capture or the ingress failed for good.
  case failed
  /// The month's executions are used up.
  case quota
}
