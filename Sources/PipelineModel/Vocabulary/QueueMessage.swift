import SimKernel

/// A message on its way through the queue.
struct QueueMessage: Sendable, BitwiseCopyable {
  var topic: QueueTopic
  /// What it is about: an installation or an item.
  var subject: Int32
  var unit: UnitOfWork
  /// Further detail, such as the request it stands for or the workflow step it is at.
  var detail: Int32
  /// Where an item was found.
  var place = PagePlace()
  /// Deliveries so far.
  var attempt: Int32 = 0
  /// When it was published.
  var publishedAt = SimTime.zero
  /// Which publication of its subject it is: what its draws are keyed by.
  var edition: UInt64 = 0
  /// Whether it is a live webhook rather than the backfill's.
  var isLive = false
  /// Whether a slow delivery has already been slow.
  var isDelayed = false
  /// Whether a second delivery after the acknowledgement has been made.
  var isRepeat = false
  /// How many installations the one replaces whose backfill sent it.
  var generation: UInt8 = 0
  /// The version of the item it carries, from 1.
  var version: Int32 = 1
}

extension QueueMessage {
  /// What milestones call it: an item's message by its item, others by their edition.
  var name: Int32 {
    topic == .ingress ? subject : Int32(truncatingIfNeeded: edition)
  }
}
