import SimKernel

/// What people and the outside world do, and when.
public struct Story: Sendable, Equatable {
  /// The steps, in the order they are written.
  public var steps: [StoryStep]

  /// Creates a story.
  public init(steps: [StoryStep] = []) {
    self.steps = steps
  }
}

/// One action of the story.
public struct StoryStep: Sendable, Equatable {
  /// A name other steps can refer to; unique in the story, or empty.
  public var label: String
  /// When it happens.
  public var when: StoryTime
  /// What happens.
  public var action: StoryAction

  /// Creates a step.
  public init(label: String = "", when: StoryTime, action: StoryAction) {
    self.label = label
    self.when = when
    self.action = action
  }
}

/// An instant of the story: an offset from its start or from a moment of an earlier step.
public struct StoryTime: Sendable, Equatable {
  /// What the offset is measured from.
  public enum Anchor: Sendable, Hashable {
    /// The start of the story, virtual time zero.
    case start
    /// The moment an earlier step (by index) happened.
    case step(Int)
    /// The start of the first orchestrator run that followed an earlier step (by index).
    case runStarted(Int)
    /// The end of the first orchestrator run that followed an earlier step (by index).
    case runEnded(Int)
  }

  /// What the offset is measured from.
  public var anchor: Anchor
  /// Not negative.
  public var offset: SimDuration

  /// Creates an instant.
  public init(anchor: Anchor = .start, offset: SimDuration = .zero) {
    self.anchor = anchor
    self.offset = offset
  }
}

/// What a step of the story does.
public enum StoryAction: Sendable, Equatable {
  /// The customer connects an installation (OAuth callback).
  case connect(installation: Int)
  /// `POST /connections/:id/resources`: the repository becomes an active resource.
  case link(repository: Int)
  /// `DELETE /connections/:provider/:id`: the teardown workflow runs.
  case delete(installation: Int)
  /// "Disconnect" in the user interface.
  case disconnect(installation: Int)
  /// `POST /trigger` to the backfill service, by hand.
  case trigger(TriggerRequest)
  /// `POST /trigger/cancel` to the backfill service, by hand.
  case cancel(CancelRequest)
  /// New items appear at the provider, and their webhooks are sent; unfinished ones are drafts of
  /// releases, or deployments that are being built.
  case createItems(
    repository: Int, entityType: EntityType, count: Int, isUnfinished: Bool = false)
  /// A change happens to existing items: `first` is a position as below. Those whose state does not
  /// allow it stay as they are. What is transferred goes into another repository.
  case changeItems(
    ItemChange, repository: Int, entityType: EntityType, first: Int, count: Int, into: Int? = nil)
  /// Existing items are updated: `first` is a position in the group, youngest first, from 0.
  case updateItems(repository: Int, entityType: EntityType, first: Int, count: Int)
  /// Redis loses every key.
  case flushStore
  /// Somebody publishes again what the queue gave up.
  case replayDeadLetters
  /// The app is deployed, and calls something otherwise from then on.
  case deploy(Deploy)
  /// Something happens to a repository at its provider.
  case alter(RepositoryAct, repository: Int)
  /// Another workspace of its organisation syncs a repository, counted from 1.
  case move(repository: Int, workspace: Int)
  /// An organisation gets one more workspace in the Console, under the next number.
  case addWorkspace(organisation: Int)
  /// A workspace of an organisation, counted from 1, is removed from the Console.
  case removeWorkspace(organisation: Int, workspace: Int)
  /// Something happens to an installation at its provider.
  case turn(InstallationAct, installation: Int)
}

/// What a deploy calls otherwise: runs and messages under way know the old name.
public struct Deploy: Sendable, Equatable {
  /// Steps with new names.
  public var steps: [StepName] = []
  /// Functions with new names.
  public var functions: [FunctionKind] = []
  /// Whether the key that callers of the backfill service send is a new one.
  public var rotatesKey = false

  /// Creates a deploy that changes nothing.
  public init() {}

  /// Steps that it may rename: those that one request runs from begin to end.
  public static let steps: [StepName] = StepName.allCases.filter {
    $0.rawValue >= StepName.getConnection.rawValue && $0.rawValue <= StepName.completeJob.rawValue
      && $0 != .waitForUnit && $0 != .extract
  }
  /// Functions that it may rename, each with its failure handler.
  public static let functions: [FunctionKind] = [.orchestrator, .worker, .capture]
}

/// What can happen to a repository; the word is its key in scenario files.
public enum RepositoryAct: String, CaseIterable, Sendable {
  /// It gets another name: its old address redirects.
  case rename
  /// The customer takes it out of what the installation's tokens are good for.
  case withdraw
  /// The customer puts it in again.
  case grant
  /// Its workspace in the Console begins to sync it.
  case sync
  /// Its workspace in the Console syncs it no more.
  case unsync
}

/// What can happen to an installation; the word is its key in scenario files.
public enum InstallationAct: String, CaseIterable, Sendable {
  /// The provider accepts none of its tokens any more, and makes no new ones.
  case revoke
}

/// A request to a route of the backfill service.
enum RouteRequest: Sendable {
  /// `POST /trigger`.
  case trigger(TriggerRequest)
  /// `POST /trigger/cancel`.
  case cancel(CancelRequest)
}

extension StoryAction {
  /// The call by hand that it is; nil where it is something else.
  var request: RouteRequest? {
    switch self {
    case .trigger(let body): .trigger(body)
    case .cancel(let body): .cancel(body)
    default: nil
    }
  }
}

/// The key a caller sends in `X-API-Key`.
public enum APIKey: Sendable, Equatable {
  /// The right one.
  case valid
  /// Another one.
  case wrong
  /// None.
  case missing
}

/// A JSON value as a caller wrote it into a request body.
public enum RawValue: Sendable, Hashable {
  /// The key is not there.
  case absent
  /// `null`.
  case null
  /// A string.
  case string(String)
  /// A number.
  case number(Double)
  /// `true` or `false`.
  case bool(Bool)
}

/// `POST /trigger`, as it is sent (runbook scenario 7).
public struct TriggerRequest: Sendable, Equatable {
  /// The `X-API-Key` header.
  public var key: APIKey
  /// `true`: the body is not JSON at all, and nothing below matters.
  public var malformed: Bool
  /// `installationId`: the name of an installation, or anything else.
  public var installationID: RawValue
  /// `provider`.
  public var provider: RawValue
  /// `orgId`: the name of an organisation, or anything else.
  public var organisationID: RawValue
  /// `depth` in days.
  public var depth: RawValue
  /// `entityTypes`; `nil` when the key is absent.
  public var entityTypes: [String]?

  /// Creates a request.
  public init(
    key: APIKey = .valid, malformed: Bool = false, installationID: RawValue = .absent,
    provider: RawValue = .absent, organisationID: RawValue = .absent, depth: RawValue = .absent,
    entityTypes: [String]? = nil
  ) {
    self.key = key
    self.malformed = malformed
    self.installationID = installationID
    self.provider = provider
    self.organisationID = organisationID
    self.depth = depth
    self.entityTypes = entityTypes
  }
}

/// `POST /trigger/cancel`, as it is sent.
public struct CancelRequest: Sendable, Equatable {
  /// The `X-API-Key` header.
  public var key: APIKey
  /// `installationId`: the name of an installation, or anything else.
  public var installationID: RawValue

  /// Creates a request.
  public init(key: APIKey = .valid, installationID: RawValue) {
    self.key = key
    self.installationID = installationID
  }
}
