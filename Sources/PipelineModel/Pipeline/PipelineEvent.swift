import SimKernel

/// What can happen next in the whole pipeline; a plain value of at most 16 bytes.
public enum PipelineEvent: Sendable, BitwiseCopyable {
  /// A step of the story is due.
  case story(Int32)
  /// The engine looks at a function's queue.
  case scan(UInt8)
  /// A timer of the engine fires.
  case engineTimer(Int32)
  /// The event in this slot reaches the engine's bus, which takes one after the other.
  case ingest(Int32)
  /// The engine acts on the event in this slot.
  case engineEvent(Int32)
  /// A request reaches the app.
  case requestArrives(RequestReference)
  /// A request's call reaches its service.
  case callArrives(RequestReference)
  /// A call's reply reaches the app.
  case callReturns(RequestReference)
  /// A call that left with others reaches its service; its place among them.
  case batchArrives(RequestReference, Int32)
  /// The reply to such a call reaches the app.
  case batchReturns(RequestReference)
  /// A step's result, saved while its request goes on, reaches the engine.
  case checkpoint(RequestReference)
  /// The host ends a request.
  case requestEnds(RequestReference)
  /// The queue delivers a message.
  case deliver(Int32)
  /// The relay publishes what was written in this slot of the outbox.
  case relay(Int32)
  /// A step of the Console's ingress workflow; the slot of its run.
  case ingressStep(Int32)
  /// The Console stores an item at once: item, unit index and version.
  case store(Int32, Int32, Int32)
  /// A repository's activity makes its next change: repository and place in its list.
  case activity(Int32, Int32)
  /// A step of a teardown: installation and step.
  case teardown(Int32, Int32)
  /// A live webhook's workflow tries its step again; the slot of its run.
  case liveStep(Int32)
  /// The gateway's client goes on with the item in this slot.
  case gatewayPost(Int32)
  /// A client goes on with the message to the backfill service in this slot.
  case notice(Int32)
  /// An OAuth callback writes its row: installation, story step, whether it saw one before.
  case callback(Int32, Int32, Bool)
  /// The notification of a new connection reaches the queue.
  case notify(Int32)
  /// The cancel message of a teardown reaches the queue.
  case publishCancel(Int32)
  /// The row of a resource is written.
  case insertResource(Int32)
  /// A repository is linked after its connection.
  case link(Int32)
  /// A call of the story reaches the backfill service.
  case callByHand(Int32)
  /// A call of the story is answered: step and HTTP status.
  case answer(Int32, Int16)
  /// The person behind an installation looks how its backfill went.
  case operatorLooks(Int32)
  /// The request of the person behind an installation reaches the backfill service.
  case triggerAgain(Int32)
}
