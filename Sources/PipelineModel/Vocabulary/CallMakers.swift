/// Which calls can be at all: who makes those on a wire, and on which wires a step makes its own.
///
/// Law: every call of a run is among them (`CallMakerTests`).
extension Wire {
  /// Who may make calls on it, where a run or a route does.
  public var callers: [Fault.Caller] {
    switch self {
    case .notify, .trigger, .cancelPublish, .cancelDelivery, .ingress, .teardown, .webhook: []
    case .sendEvent: [.route, .orchestrator, .worker, .failureHandler]
    case .engineRequest: [.orchestrator, .worker, .failureHandler, .capture]
    case .connection: [.orchestrator]
    case .token, .fetch, .post, .mark, .publish: [.worker]
    case .ingressStep, .capture: [.capture]
    }
  }
}

extension Wire {
  /// Whether its calls are about a repository, or may be.
  public var isAboutRepositories: Bool {
    switch self {
    case .notify, .trigger, .cancelPublish, .cancelDelivery, .connection, .teardown: false
    case .sendEvent, .engineRequest, .token, .fetch, .post, .mark, .publish, .ingress,
      .ingressStep, .capture, .webhook:
      true
    }
  }
}

extension Wire {
  /// Whether its calls belong to a page.
  public var isOfPages: Bool {
    switch self {
    case .fetch, .post, .mark, .publish, .ingress, .ingressStep, .capture: true
    case .notify, .trigger, .cancelPublish, .cancelDelivery, .sendEvent, .engineRequest,
      .connection, .token, .teardown, .webhook:
      false
    }
  }

  /// Whether a message may come twice on it: what the queue delivers, and the provider.
  public var mayDeliverTwice: Bool {
    switch self {
    case .trigger, .cancelDelivery, .ingress, .teardown, .webhook: true
    case .notify, .cancelPublish, .sendEvent, .engineRequest, .connection, .token, .fetch, .post,
      .mark, .publish, .ingressStep, .capture:
      false
    }
  }
}

extension StepName {
  /// The wires on which its work makes calls.
  public var wires: [Wire] {
    switch self {
    case .none, .request, .waitForUnit, .rateLimit: []
    case .getConnection, .getHistory, .recordHistory, .replayHeld: [.connection]
    case .fanOut, .notifyCompletion, .notifyFailure: [.sendEvent]
    case .getToken: [.token]
    case .fetch: [.fetch, .token]
    case .dispatch: [.post, .mark, .publish]
    case .replaySafeIDs, .resolveOrganisation, .createJob, .startJob, .checkDuplicate,
      .checkAllowed, .evaluateSignificance, .fetchContext, .classify, .extract, .assignCluster,
      .upsertVectors, .storeObservation, .detectRelationships, .emitEvents, .completeJob:
      [.capture]
    case .resolveWorkspace, .storePayload, .dispatchCapture: [.ingressStep]
    case .cancelBackfill, .revokeToken, .deregisterWebhook, .cleanUpCache, .softDelete:
      [.teardown]
    }
  }

  /// Whose step it is, where a run of a function makes its calls.
  public var caller: Fault.Caller? {
    switch self {
    case .none, .request, .resolveWorkspace, .storePayload, .dispatchCapture, .cancelBackfill,
      .revokeToken, .deregisterWebhook, .cleanUpCache, .softDelete:
      nil
    case .getConnection, .fanOut, .waitForUnit, .getHistory, .recordHistory, .replayHeld:
      .orchestrator
    case .getToken, .fetch, .dispatch, .rateLimit, .notifyCompletion: .worker
    case .notifyFailure: .failureHandler
    case .replaySafeIDs, .resolveOrganisation, .createJob, .startJob, .checkDuplicate,
      .checkAllowed, .evaluateSignificance, .fetchContext, .classify, .extract, .assignCluster,
      .upsertVectors, .storeObservation, .detectRelationships, .emitEvents, .completeJob:
      .capture
    }
  }
}
