import SimKernel

/// The names of the steps of the pipeline's functions.
public enum StepName: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// No step.
  case none
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

  /// The name of the step as the app's code spells it.
  public func label(_ unit: UnitOfWork, page: Int) -> String {
    switch self {
    case .none: ""
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
    }
  }
}

/// A step of a run: its name and the page or index that makes it unique.
struct StepID: Sendable, BitwiseCopyable {
  /// The number the engine keeps: name in the upper 11 bits, index in the lower 20.
  let number: Int32

  init(_ name: StepName, _ index: Int) {
    precondition(index >= 0 && index < 1 << 20, "A step's index must fit 20 bits.")
    number = Int32(name.rawValue) << 20 | Int32(index)
  }

  init(number: Int32) { self.number = number }

  var name: StepName { number < 0 ? .none : StepName(rawValue: UInt8(number >> 20)) ?? .none }
  var index: Int { number < 0 ? 0 : Int(number & 0xf_ffff) }
}
