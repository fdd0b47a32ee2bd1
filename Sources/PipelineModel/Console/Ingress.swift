import SimKernel

/// One run of the Console's ingress workflow.
struct IngressRun: Sendable, BitwiseCopyable {
  var item: Int32
  var unit: UnitOfWork
  /// What the draws about the item are keyed by.
  var key: UInt64
  /// The organisation its message names.
  var organisation: Int32
  var workspace: Int32 = -1
  var step: Int32 = 0
  var attempt: Int32 = 1
  /// Which delivery of the item it is, from 1.
  var times: Int32
  /// Whether it has begun a capture.
  var hasCaptured = false
  var place: PagePlace
  var delivery: DeliveryID
  /// The version of the item that was delivered.
  var version: Int32
  /// Whether a live webhook brought it.
  var isLive: Bool
  /// How many installations the one replaces that sent it.
  var generation: UInt8

  /// A delivery of a message begins one.
  init(_ message: QueueMessage, _ nth: Int32, key: UInt64, organisation: Int32) {
    (item, unit, self.key) = (message.subject, message.unit, key)
    (self.organisation, times, place) = (organisation, nth, message.place)
    delivery =
      message.isLive
      ? .live(item: message.subject, nth: message.detail)
      : .backfill(item: message.subject, generation: message.generation)
    (version, isLive, generation) = (message.version, message.isLive, message.generation)
  }

  /// What was delivered.
  var data: DeliveryData {
    DeliveryData(
      item: item, times: times, unit: unit, organisation: organisation, version: version,
      delivery: delivery.key, place: place, isLive: isLive, generation: generation)
  }

  /// The name of the step it is at.
  var stepID: StepID {
    StepID(step == 0 ? .resolveWorkspace : step == 1 ? .storePayload : .dispatchCapture)
  }
}

/// The ingress workflow, step by step.
extension IngressRun {
  /// A step is done; false where it was the last.
  @inline(__always)
  mutating func goOn() -> Bool {
    guard step < 2 else { return false }
    step += 1
    attempt = 1
    return true
  }

  /// A step failed: how long until it is tried again; nil when the run ends with it.
  mutating func triesAgain(after policy: Profile.Queue) -> SimDuration? {
    let pause = policy.workflowPause(after: attempt)
    if pause != nil { attempt += 1 }
    return pause
  }
}

extension Console {
  /// The first step; false when the organisation of a run has no workspace.
  @inline(__always)
  mutating func findWorkspace(of run: inout IngressRun) -> Bool {
    guard let workspace = workspace(of: run.organisation) else { return false }
    run.workspace = workspace
    return true
  }
}

extension Ownership {
  /// What a step of the ingress is about, for faults.
  func context(of run: IngressRun) -> FaultContext {
    var context = FaultContext(
      installation: installation(of: run.unit, generation: run.generation), unit: run.unit,
      attempt: run.attempt, subject: run.item, step: run.stepID)
    context.place = run.place
    return context
  }
}

extension Console {
  /// What is to be captured of a delivery; nil where nobody's workspace takes it.
  mutating func captureData(of data: DeliveryData, _ item: DeliveredItem) -> CaptureData? {
    workspace(of: data.organisation).map {
      captureData(of: data, item, in: $0, attempt: 1)
    }
  }

  /// What is to be captured of a delivery for a workspace.
  @inline(__always)
  mutating func captureData(
    of data: DeliveryData, _ item: DeliveredItem, in workspace: Int32, attempt: Int32
  ) -> CaptureData {
    CaptureData(
      source: sourceIDs.id(
        of: item.number, data.unit, workspace: workspace, key: item.key, action: item.action),
      item: data.item, workspace: workspace, place: data.place,
      edition: UInt32(truncatingIfNeeded: data.times) << 8
        | UInt32(truncatingIfNeeded: attempt) & 0xff,
      unit: data.unit,
      significance: Int16(
        clamping: sourceIDs.significance(of: item.key, data.unit.entityType, action: item.action)),
      generation: data.generation)
  }

  /// One function takes in what was delivered, and captures it; the engine tells deliveries apart
  /// by the organisation, as nobody has asked for its workspace yet.
  mutating func deliveryEvent(
    of data: DeliveryData, _ item: DeliveredItem
  ) -> PipelineEngineEvent {
    let tenant = -2 - data.organisation
    let source = sourceIDs.id(
      of: item.number, data.unit, workspace: tenant, key: item.key, action: item.action)
    return PipelineEngineEvent(source, of: tenant, .delivery(data))
  }
}

extension EngineEvent where Payload == EventPayload {
  /// What observation.capture begins with.
  @inline(__always)
  static func capture(_ data: CaptureData) -> PipelineEngineEvent {
    PipelineEngineEvent(data.source, of: data.workspace, .capture(data))
  }

  @inline(__always)
  fileprivate init(_ source: UInt64, of tenant: Int32, _ payload: EventPayload) {
    self.init(
      name: EventName.capture.rawValue,
      key: EventKey(
        tenant, Int32(truncatingIfNeeded: source >> 32), Int32(truncatingIfNeeded: source)),
      payload: payload)
  }
}

/// What the Console makes of an item: its source id and its points of significance.
///
/// As built the repository's name is lost on the way, so items of equal number and action in two
/// repositories of a workspace have one source id. Source: pipeline-facts §8.4, §10, §11, §14.
struct SourceIDs: Sendable {
  let keepsRepositoryName: Bool
  let states: ItemStates
  let textSignal: Int
  /// Points of an action that has none of its own.
  let otherActions: Int
  /// Repositories whose releases have the same tags have one of these in common, by repository.
  let tags: [Int32]
  let random: RandomKey

  /// The source id, as a number, of an item of this number in a workspace; `key` is the item's.
  ///
  /// Without an action it is the one of the state the item was drawn in. A release's id carries its
  /// tag and a deployment's its own id, whatever the action.
  func id(
    of number: Int, _ unit: UnitOfWork, workspace: Int32, key: UInt64, action: ItemChange? = nil
  ) -> UInt64 {
    let type = UInt64(unit.entityType.rawValue)
    switch unit.entityType.source {
    case .ownID:
      return ExpiringKeys.key(word(workspace, unit.repository), UInt64(number), type << 1)
    case .tag:
      let place = keepsRepositoryName ? unit.repository : -2 - tags[Int(unit.repository)]
      return ExpiringKeys.key(word(workspace, place), UInt64(number), type << 1)
    case .state:
      let place = word(workspace, keepsRepositoryName ? unit.repository : -1)
      let kind = type << 1 | (isClosed(key, action) ? 1 : 0)
      return ExpiringKeys.key(place, UInt64(number), kind | (action?.ownBits ?? 0))
    }
  }

  private func isClosed(_ key: UInt64, _ action: ItemChange?) -> Bool {
    action.map { $0 == .closed } ?? states.isClosed(key)
  }

  /// Points: the base of type and action, and what the text adds (pipeline-facts §11).
  func significance(of key: UInt64, _ type: EntityType, action: ItemChange? = nil) -> Int32 {
    let base = base(of: key, type, action ?? states.state(of: key, type).listedAs)
    guard textSignal > 0 else { return base }
    let draw = random.bits(.itemText, key)
      .multipliedFullWidth(by: UInt64(2 * textSignal + 1)).high
    return base + Int32(draw) - Int32(textSignal)
  }

  private func base(of key: UInt64, _ type: EntityType, _ action: ItemChange) -> Int32 {
    switch (type, action) {
    case (.unknown, _): 0
    case (.pullRequest, .opened): 50
    case (.pullRequest, .closed): 45
    case (.pullRequest, .merged): 60
    case (.issue, .opened): 45
    case (.issue, .closed): 40
    case (.release, .published), (.release, .opened): 75
    case (.deployment, .opened): 30
    case (.deployment, .succeeded): 40
    case (.deployment, .failed): 70
    case (.deployment, .cancelled): 65
    default: Int32(otherActions)
    }
  }
}

extension ItemChange {
  /// What tells an action's source ids from those of opened and closed items.
  fileprivate var ownBits: UInt64 {
    switch self {
    case .opened, .closed: 0
    case .edited: 1 << 8
    case .merged: 2 << 8
    case .reopened: 3 << 8
    case .deleted: 4 << 8
    case .transferred: 5 << 8
    case .published, .succeeded, .failed, .cancelled: 6 << 8
    }
  }
}

extension SourceIDs {
  init(_ profile: Profile, _ states: ItemStates, _ world: World, _ random: RandomKey) {
    self.init(
      keepsRepositoryName: profile.gateway.keepsRepositoryName, states: states,
      textSignal: profile.console.textSignal, otherActions: profile.console.otherActions,
      tags: world.tagSchemes, random: random)
  }
}
