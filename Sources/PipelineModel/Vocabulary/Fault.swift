import SimKernel

/// A fault as data: which calls it strikes, when, and what it does to them.
public struct Fault: Sendable, Equatable {
  /// The kind of call it strikes.
  public var wire: Wire
  /// Which of those calls.
  public var target: Target
  /// When it strikes.
  public var trigger: Trigger
  /// What it does.
  public var effect: Effect
  /// How often it strikes at most.
  public var most = Int.max
  /// Whether a run says something although this never strikes.
  public var mayMiss: Bool
  /// Its place in the list of its scenario, which it keeps when others are taken out; nil is that
  /// in the experiment's list.
  public var rule: Int?

  /// Creates a fault.
  public init(
    wire: Wire, target: Target = Target(), trigger: Trigger = .always, effect: Effect,
    mayMiss: Bool = false, rule: Int? = nil
  ) {
    self.wire = wire
    self.target = target
    self.trigger = trigger
    self.effect = effect
    self.mayMiss = mayMiss
    self.rule = rule
  }

  /// Restricts a fault to some calls; what is `nil` matches everything.
  public struct Target: Sendable, Equatable {
    /// Index of the installation.
    public var installation: Int?
    /// Index of the repository.
    public var repository: Int?
    /// Entity type of the unit.
    public var entityType: EntityType?
    /// Page of the unit, from 1.
    public var pages: ClosedRange<Int>?
    /// Item within the page, from 1, in the order it is dispatched.
    public var items: ClosedRange<Int>?
    /// Attempt of the step (or of the delivery), from 1.
    public var attempts: ClosedRange<Int>?
    /// Which run of this unit (or of this installation), from 1.
    public var rounds: ClosedRange<Int>?
    /// Who makes the call, where a run or a route of the backfill service does.
    public var caller: Caller?
    /// The step that makes the call, where one does.
    public var step: StepName?

    /// Creates a target that matches everything.
    public init() {}
  }

  /// The wires whose calls may belong to a step.
  public static let wiresOfSteps: [Wire] = [
    .sendEvent, .connection, .token, .fetch, .post, .mark, .publish, .ingressStep, .capture,
    .teardown,
  ]

  /// Who makes a call.
  public enum Caller: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// A route of the backfill service.
    case route
    /// A run of the orchestrator.
    case orchestrator
    /// A run of a worker; also what the gateway does for its posts.
    case worker
    /// A run of the worker's failure handler.
    case failureHandler
    /// A run of observation.capture.
    case capture

    /// The name in scenario files.
    public var name: String {
      switch self {
      case .route: "route"
      case .orchestrator: "orchestrator"
      case .worker: "worker"
      case .failureHandler: "failure-handler"
      case .capture: "capture"
      }
    }

    /// The caller that runs of a function are.
    public init(_ function: FunctionKind) {
      self =
        switch function {
        case .orchestrator: .orchestrator
        case .worker: .worker
        case .workerFailure: .failureHandler
        case .capture: .capture
        }
    }
  }

  /// When a fault strikes among the calls its target matches.
  public enum Trigger: Sendable, Equatable {
    /// Every time.
    case always
    /// From the first to the last of these matching calls, counted from 1.
    case nth(ClosedRange<Int>)
    /// Calls that arrive in `from..<to`.
    case window(from: SimTime, to: SimTime)
    /// Each call with this probability, drawn with a keyed stream; parts per million.
    case probability(perMillion: Int)
  }

  /// What a fault does to a call.
  public enum Effect: Sendable, Equatable {
    /// The service answers this HTTP status and does nothing.
    case status(Int)
    /// The service does its work and then answers this HTTP status.
    case statusAfterWork(Int)
    /// The call never reaches the service; the caller sees a broken connection.
    case lostRequest
    /// The service does its work; the caller sees a broken connection.
    case lostReply
    /// The call never reaches the service and the caller waits until its host ends the request.
    case hang
    /// The reply takes this much longer.
    case slow(SimDuration)
    /// The calling process dies before the call leaves.
    case crashBefore
    /// The calling process dies after the service did its work.
    case crashAfter
    /// The message is delivered once more after it was acknowledged (queue wires only).
    case deliveredTwice
    /// The provider's page comes with rate limit headers that are of no use (fetches only).
    case headers(HeaderTrouble)
  }

  /// What is wrong with the headers that tell of a provider's limit.
  public enum HeaderTrouble: String, CaseIterable, Sendable, BitwiseCopyable {
    /// They are not there.
    case missing
    /// They are no numbers.
    case notNumbers = "not-numbers"
  }
}

/// The kinds of calls between the parts of the pipeline.
public enum Wire: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Connections publishes the trigger message (`notifyBackfillService`).
  case notify
  /// The queue delivers `POST /trigger`.
  case trigger
  /// Teardown publishes the cancel message (`cancelBackfillService`).
  case cancelPublish
  /// The queue delivers `POST /trigger/cancel`.
  case cancelDelivery
  /// The backfill app sends events to the engine.
  case sendEvent
  /// Engine to app: one request of a function run.
  case engineRequest
  /// Orchestrator: `GET /connections/:id`.
  case connection
  /// Worker: `GET /connections/:id/token`.
  case token
  /// Worker: one page from the provider.
  case fetch
  /// Worker: `POST /webhooks/:provider` for one item.
  case post
  /// Gateway: `SET NX EX` in Redis.
  case mark
  /// Gateway: publishes an item to the queue.
  case publish
  /// The queue delivers an item to the Console's ingress.
  case ingress
  /// A step of the Console's ingress workflow.
  case ingressStep
  /// A step of observation.capture.
  case capture
  /// A step of the teardown workflow.
  case teardown
  /// The provider sends a live webhook to the gateway.
  case webhook

  /// The name in scenario files and timelines.
  public var name: String {
    switch self {
    case .notify: "notify"
    case .trigger: "trigger"
    case .cancelPublish: "cancel-publish"
    case .cancelDelivery: "cancel"
    case .sendEvent: "send-event"
    case .engineRequest: "request"
    case .connection: "connection"
    case .token: "token"
    case .fetch: "fetch"
    case .post: "post"
    case .mark: "mark"
    case .publish: "publish"
    case .ingress: "ingress"
    case .ingressStep: "ingress-step"
    case .capture: "capture"
    case .teardown: "teardown"
    case .webhook: "webhook"
    }
  }
}
