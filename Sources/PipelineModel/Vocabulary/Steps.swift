import SimKernel

/// The names of the steps of the pipeline's functions.
public enum StepName: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// No step.
  case none
  /// A request of a run that ended before it came to a step; the index counts the run's requests.
  case request
  /// Orchestrator: reads the connection.
  case getConnection
  /// Orchestrator: sends one event per unit of work.
  case fanOut
  /// Orchestrator: waits for one unit's completion.
  case waitForUnit
  /// Worker: gets a token.
  case getToken
  /// Worker: fetches a page.
  case fetch
  /// Worker: posts a page's items to the gateway.
  case dispatch
  /// Worker: sleeps until the provider's window resets.
  case rateLimit
  /// Worker: sends its completion.
  case notifyCompletion
  /// Failure handler: sends the failure completion.
  case notifyFailure
  /// observation.capture: ids that survive replays.
  case replaySafeIDs
  /// observation.capture: the organisation.
  case resolveOrganisation
  /// observation.capture: the job row.
  case createJob
  /// observation.capture: the job runs.
  case startJob
  /// observation.capture: is there an observation of this source id?
  case checkDuplicate
  /// observation.capture: does the workspace sync this?
  case checkAllowed
  /// observation.capture: is it significant?
  case evaluateSignificance
  /// observation.capture: what is around it.
  case fetchContext
  /// observation.capture: classification by a language model.
  case classify
  /// observation.capture: embeddings, entities and actor, in parallel.
  case extract
  /// observation.capture: the cluster.
  case assignCluster
  /// observation.capture: the vectors.
  case upsertVectors
  /// observation.capture: the observation row.
  case storeObservation
  /// observation.capture: relationships.
  case detectRelationships
  /// observation.capture: downstream events.
  case emitEvents
  /// observation.capture: the job is done.
  case completeJob
  /// Console ingress: finds the organisation's workspace.
  case resolveWorkspace
  /// Console ingress: writes the raw payload.
  case storePayload
  /// Console ingress: sends the capture's event.
  case dispatchCapture
  /// Orchestrator: reads what earlier runs completed.
  case getHistory
  /// Orchestrator: writes down what this run completed.
  case recordHistory
  /// Teardown: publishes the cancel message.
  case cancelBackfill
  /// Teardown: revokes the token at the provider.
  case revokeToken
  /// Teardown: takes the webhook away from the provider.
  case deregisterWebhook
  /// Teardown: deletes the routing cache.
  case cleanUpCache
  /// Teardown: marks installation and resources as gone.
  case softDelete
  /// Orchestrator: has the gateway publish what it holds.
  case replayHeld

  /// The name of the step as the app's code spells it.
  public func label(_ unit: UnitOfWork, page: Int) -> String {
    switch self {
    case .none: ""
    case .request: "request \(page)"
    case .getConnection: "get-connection"
    case .fanOut: "fan-out-entity-workers"
    case .waitForUnit: "wait-\(page)"
    case .getToken: "get-token"
    case .fetch: "fetch-\(unit.entityType.name)-p\(page)"
    case .dispatch: "dispatch-\(unit.entityType.name)-p\(page)"
    case .rateLimit: "rate-limit-\(unit.entityType.name)-p\(page)"
    case .notifyCompletion: "notify-completion"
    case .notifyFailure: "notify-failure"
    case .replaySafeIDs: "generate-replay-safe-ids"
    case .resolveOrganisation: "resolve-clerk-org-id"
    case .createJob: "create-job"
    case .startJob: "update-job-running"
    case .checkDuplicate: "check-duplicate"
    case .checkAllowed: "check-event-allowed"
    case .evaluateSignificance: "evaluate-significance"
    case .fetchContext: "fetch-context"
    case .classify: "classify"
    case .extract: "extract-\(page)"
    case .assignCluster: "assign-cluster"
    case .upsertVectors: "upsert-multi-view-vectors"
    case .storeObservation: "store-observation"
    case .detectRelationships: "detect-relationships"
    case .emitEvents: "emit-events"
    case .completeJob: "complete-job"
    case .resolveWorkspace: "resolve-workspace"
    case .storePayload: "store-payload"
    case .dispatchCapture: "dispatch-to-inngest"
    case .getHistory: "get-history"
    case .recordHistory: "record-history"
    case .cancelBackfill: "cancel-backfill"
    case .revokeToken: "revoke-token"
    case .deregisterWebhook: "deregister-webhook"
    case .cleanUpCache: "cleanup-cache"
    case .softDelete: "soft-delete"
    case .replayHeld: "replay-held"
    }
  }
}

/// A step of a run: its name and the page or index that makes it unique.
public struct StepID: Sendable, Equatable, BitwiseCopyable {
  /// The number the engine keeps: name in the upper 6 bits, then whether a deploy has renamed it
  /// since, then the index in the lower 24; -1 is none.
  let number: Int32

  /// No step.
  public static let none = StepID(number: -1)

  /// Names a step; the index is 0 where the step is the only one of its name.
  public init(_ name: StepName, _ index: Int = 0) {
    precondition(index >= 0 && index < 1 << 24, "A step's index must fit 24 bits.")
    number = Int32(name.rawValue) << 25 | Int32(index)
  }

  init(number: Int32) { self.number = number }

  /// Its name.
  public var name: StepName {
    number < 0 ? .none : StepName(rawValue: UInt8(number >> 25)) ?? .none
  }

  /// Its page, from 1, or its index among the steps of its name, from 0.
  public var index: Int { number < 0 ? 0 : Int(number & 0xff_ffff) }

  /// The same step under a name that the code has no more.
  var renamed: StepID { StepID(number: number | 1 << 24) }

  /// The name of the step as the app's code spells it.
  public func label(_ unit: UnitOfWork) -> String { name.label(unit, page: index) }
}

extension StepName {
  /// The name as the app's code spells it, without what tells the steps of one name apart.
  public var spelling: String {
    switch self {
    case .waitForUnit: "wait"
    case .fetch: "fetch"
    case .dispatch: "dispatch"
    case .rateLimit: "rate-limit"
    case .extract: "extract"
    default: label(.none, page: 1)
    }
  }

  /// Whether its work is made of calls that can fail; sleeps and waits make none.
  public var makesCalls: Bool {
    switch self {
    case .none, .request, .waitForUnit, .rateLimit: false
    default: true
    }
  }

  /// Whether each page of a worker has a step of this name.
  public var isOfPage: Bool { self == .fetch || self == .dispatch || self == .rateLimit }
}
