import PipelineModel

extension Milestone.Kind {
  /// The details of this kind that are numbers, by the names expressions use; a flag is 0 or 1.
  var details: [String] {
    switch self {
    case .answered: ["status"]
    case .connected: ["reactivated"]
    case .teardown: ["step"]
    case .published, .deadLetter: ["message"]
    case .delivered: ["message", "status"]
    case .redelivery: ["message", "attempt"]
    case .runCreated: ["round"]
    case .stepDone, .stepRefused, .asleep, .rateLimited: ["page"]
    case .attemptFailed: ["page", "attempt", "status"]
    case .stepExhausted: ["page", "attempts", "status"]
    case .waiting, .itemsCreated, .itemsUpdated: ["count"]
    case .waitResolved, .completionMissed: ["success"]
    case .pageFetched: ["page", "items", "listed"]
    case .cancelActed: ["runs"]
    case .returned: ["success", "units"]
    case .quotaReached: ["executions"]
    case .storeFlushed: ["keys"]
    case .faultStruck: ["rule", "page", "attempt", "number"]
    case .itemAccepted, .itemDuplicate: ["page", "number"]
    case .itemFailed: ["page", "number", "status", "marked"]
    case .itemDelivered, .itemStored: ["times", "number"]
    case .itemMade, .itemTouched, .webhookLost, .itemDeadLettered, .itemDropped: ["number"]
    case .story, .notifyFailed, .linked, .runDropped, .runStarted, .runEnded, .blocked,
      .waitTimedOut, .tokenIssued:
      []
    }
  }

  /// The functions whose runs it tells of; none for what happens outside of runs.
  var functions: [FunctionKind] {
    switch self {
    case .runCreated, .runDropped, .runStarted, .runEnded, .blocked, .stepDone, .attemptFailed,
      .stepExhausted, .stepRefused, .asleep, .faultStruck:
      FunctionKind.allCases
    case .waiting, .waitResolved, .waitTimedOut, .returned: [.orchestrator]
    case .pageFetched, .rateLimited, .tokenIssued, .itemAccepted, .itemDuplicate, .itemFailed:
      [.worker]
    case .story, .answered, .connected, .notifyFailed, .linked, .teardown, .published, .delivered,
      .redelivery, .deadLetter, .completionMissed, .cancelActed, .quotaReached, .storeFlushed,
      .itemsCreated, .itemsUpdated, .itemMade, .itemTouched, .webhookLost, .itemDeadLettered,
      .itemDelivered, .itemStored, .itemDropped:
      []
    }
  }

  /// Whether it is about a run that there was.
  var hasRuns: Bool { !functions.isEmpty && self != .runDropped }

  /// The details of this kind that are words, each with its words in the order of their values.
  var wordDetails: [(key: String, words: [String])] {
    switch self {
    case .published, .delivered, .redelivery, .deadLetter:
      [("topic", QueueTopic.allCases.map { "\($0)" })]
    case .runDropped: [("reason", DropReason.allCases.map { "\($0)" })]
    case .runEnded: [("outcome", RunOutcome.allCases.map(\.name))]
    case .itemDropped: [("reason", ItemDrop.allCases.map { "\($0)" })]
    case .webhookLost: [("reason", WebhookLoss.allCases.map { "\($0)" })]
    default: []
    }
  }
}

extension Milestone {
  /// The value of a detail; nil where this milestone has none. Words are counted from 0, and `number`
  /// is the item's, which takes the register to know.
  func detail(_ name: String, _ items: ItemRegister) -> Int64? {
    switch (event, name) {
    case (_, "page"): page.map(Int64.init)
    case (_, "number"): item.map { Int64(items.number(of: $0, in: unit)) }
    case (_, "times"): times.map(Int64.init)
    case (.itemFailed, "status"), (.attemptFailed, "status"), (.stepExhausted, "status"):
      if case .status(let status) = failure { Int64(status) } else { nil }
    case (.itemFailed(_, _, _, let flag), "marked"): flag ? 1 : 0
    case (.answered(_, let status), "status"), (.delivered(_, _, let status), "status"):
      Int64(status)
    case (.connected(let flag), "reactivated"), (.waitResolved(let flag), "success"),
      (.completionMissed(let flag), "success"), (.returned(let flag, _), "success"):
      flag ? 1 : 0
    case (.teardown(let number), "step"), (.runCreated(let number), "round"),
      (.waiting(let number), "count"), (.itemsCreated(let number), "count"),
      (.itemsUpdated(let number), "count"), (.cancelActed(let number), "runs"),
      (.returned(_, let number), "units"), (.pageFetched(_, let number, _, _, _), "items"),
      (.pageFetched(_, _, let number, _, _), "listed"), (.redelivery(_, _, let number), "attempt"),
      (.attemptFailed(_, let number, _), "attempt"),
      (.stepExhausted(_, let number, _), "attempts"),
      (.faultStruck(let number, _, _, _, _), "rule"),
      (.faultStruck(_, let number, _, _, _), "attempt"),
      (.published(let number, _), "message"), (.delivered(let number, _, _), "message"),
      (.redelivery(let number, _, _), "message"), (.deadLetter(let number, _), "message"):
      Int64(number)
    case (.quotaReached(let number), "executions"), (.storeFlushed(let number), "keys"): number
    case (.published(_, let topic), "topic"), (.delivered(_, let topic, _), "topic"),
      (.redelivery(_, let topic, _), "topic"), (.deadLetter(_, let topic), "topic"):
      Int64(topic.rawValue)
    case (.runDropped(let reason, _), "reason"): Int64(reason.rawValue)
    case (.itemDropped(_, let reason), "reason"): Int64(reason.rawValue)
    case (.webhookLost(_, let reason), "reason"): Int64(reason.rawValue)
    case (.runEnded(let outcome, _), "outcome"): Int64(outcome.rawValue)
    default: nil
    }
  }
}
