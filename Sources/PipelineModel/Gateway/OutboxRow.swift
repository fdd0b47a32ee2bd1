import SimKernel

/// A message that was written with its mark and is to be published (`gateway.order`).
struct OutboxRow: Sendable, BitwiseCopyable {
  var message: QueueMessage
  /// What its publish is about, for faults.
  var context: FaultContext
  var writtenAt: SimTime
  /// Attempts so far, of the relay or of the gateway before it.
  var attempt: Int32 = 0
}
