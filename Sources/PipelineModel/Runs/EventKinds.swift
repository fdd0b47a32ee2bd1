extension PipelineEvent {
  /// What kind of event it is, for counting.
  public enum Kind: Int, CaseIterable, Sendable {
    case story, scan, engineTimer, engineEvent, requestArrives, callArrives, callReturns
    case requestEnds, deliver, ingressStep, store, connection, call
  }

  /// The kind of this event.
  public var kind: Kind {
    switch self {
    case .story, .activity: .story
    case .scan: .scan
    case .engineTimer: .engineTimer
    case .ingest, .engineEvent: .engineEvent
    case .requestArrives: .requestArrives
    case .callArrives, .batchArrives, .gatewayPost: .callArrives
    case .callReturns, .batchReturns, .checkpoint: .callReturns
    case .requestEnds: .requestEnds
    case .deliver, .relay: .deliver
    case .ingressStep: .ingressStep
    case .store: .store
    case .teardown, .notify, .notice, .publishCancel, .link, .liveStep, .callback, .insertResource:
      .connection
    case .callByHand, .answer, .operatorLooks, .triggerAgain: .call
    }
  }
}
