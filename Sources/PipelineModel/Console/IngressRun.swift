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
