import SimKernel

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

  /// The page it is about, from 1.
  public var page: Int? {
    switch event {
    case .itemAccepted(_, let page), .itemDuplicate(_, let page), .itemFailed(_, let page, _, _),
      .pageFetched(let page, _, _, _, _), .rateLimited(let page):
      Int(page)
    case .faultStruck(_, _, _, let page, _): page > 0 ? Int(page) : nil
    case .stepDone(let step), .attemptFailed(let step, _, _), .stepExhausted(let step, _, _),
      .stepRefused(let step, _), .asleep(let step, _):
      step.name.isOfPage ? step.index : nil
    default: nil
    }
  }

  /// The step it is about.
  public var step: StepID {
    switch event {
    case .stepDone(let step), .attemptFailed(let step, _, _), .stepExhausted(let step, _, _),
      .stepRefused(let step, _), .asleep(let step, _), .faultStruck(_, _, let step, _, _):
      step
    default: .none
    }
  }

  /// Why, where something failed.
  public var failure: Failure {
    switch event {
    case .runEnded(_, let failure), .attemptFailed(_, _, let failure),
      .stepExhausted(_, _, let failure), .stepRefused(_, let failure),
      .itemFailed(_, _, let failure, _):
      failure
    default: .none
    }
  }

  /// Why the Console dropped an item.
  public var drop: ItemDrop? {
    if case .itemDropped(_, let reason) = event { reason } else { nil }
  }

  /// How often an item has been delivered or stored so far.
  public var times: Int? {
    switch event {
    case .itemDelivered(_, let times), .itemStored(_, let times): Int(times)
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
    }
  }
}

extension Milestone.Event {
  /// The arrival of a page.
  static func pageFetched(_ page: Page) -> Milestone.Event {
    .pageFetched(
      page: page.number, items: page.count, listed: page.rawCount, first: page.first,
      isScattered: page.isScattered)
  }
}
