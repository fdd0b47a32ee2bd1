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
extension Console {
  /// The first step; false when the organisation of a run has no workspace.
  mutating func findWorkspace(_ slot: Int32) -> Bool {
    guard let workspace = workspace(of: ingressRuns[slot].organisation) else { return false }
    ingressRuns[slot].workspace = workspace
    return true
  }

  /// The last step begins a capture; whether the run has begun one before.
  mutating func captures(_ slot: Int32) -> Bool {
    let hasCaptured = ingressRuns[slot].hasCaptured
    ingressRuns[slot].hasCaptured = true
    return hasCaptured
  }

  /// A step is done: the run at its next one; nil where it was the last.
  @inline(__always)
  mutating func goOn(_ slot: Int32) -> IngressRun? {
    guard ingressRuns[slot].step < 2 else {
      ingressRuns.free(slot)
      return nil
    }
    ingressRuns[slot].step += 1
    ingressRuns[slot].attempt = 1
    return ingressRuns[slot]
  }

  /// A step failed: how long until it is tried again; nil when the run ends with it.
  mutating func tryAgain(_ slot: Int32, _ policy: Profile.Queue) -> SimDuration? {
    guard let pause = policy.workflowPause(after: ingressRuns[slot].attempt) else {
      ingressRuns.free(slot)
      return nil
    }
    ingressRuns[slot].attempt += 1
    return pause
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
