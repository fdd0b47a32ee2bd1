/// A message to the backfill service that a client is busy with.
struct Notice: Sendable, BitwiseCopyable {
  let message: QueueMessage
  /// The story step whose answer waits for it, or -1.
  let awaitedBy: Int32
  /// The call under way to the queue.
  var publish = ClientCall<Bool>()

  /// The wire it goes by.
  var wire: Wire { message.topic == .trigger ? .notify : .cancelPublish }

  /// What it is about, for faults.
  var context: FaultContext { FaultContext(installation: message.subject) }
}
