import SimKernel

/// Who calls a route of the backfill service: what its draws are keyed by.
enum RouteCaller {
  /// A step of the story.
  case hand(Int32)
  /// The queue, with a message to an installation.
  case message(QueueMessage)
  /// The person who looks after an installation, for the nth time.
  case person(Int32, nth: Int32)

  var words: (UInt64, UInt64) {
    switch self {
    case .hand(let step): (word(1, step), 0)
    case .message(let message):
      (
        word(2 + Int32(message.topic.rawValue), message.subject),
        message.edition << 8 | UInt64(message.attempt)
      )
    case .person(let installation, let nth): (word(0, installation), UInt64(nth))
    }
  }

  /// So often an SDK sends an event from a route (pipeline-facts 3.6).
  static let attempts: Int32 = 5

  /// How long it waits after an attempt that failed: 100 ms·2^k.
  static func pause(after attempt: Int32) -> SimDuration { .milliseconds(100 << (attempt - 1)) }
}
