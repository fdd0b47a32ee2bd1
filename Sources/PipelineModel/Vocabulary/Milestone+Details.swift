extension Milestone {
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

extension Milestone.Event {
  /// The arrival of a page.
  static func pageFetched(_ page: Page) -> Milestone.Event {
    .pageFetched(
      page: page.number, items: page.count, listed: page.rawCount, first: page.first,
      isScattered: page.isScattered)
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
  /// The queue answered the publish 400; nobody tries again.
  case swallowed
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
