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
}

/// What a route's attempts to send an event come to (`inngest.send`, pipeline-facts 3.6).
///
/// All carry one event id, so the engine takes the event once (engine-facts 8.1, 8.3), whatever the
/// caller is answered.
struct RouteSend: Sendable {
  /// So often an SDK sends an event from a route.
  private static let attempts: Int32 = 5

  /// The HTTP status of the route's answer, 0 without one; nil while it tries.
  private(set) var status: Int16?
  /// Whether the engine has taken the event.
  private(set) var isTaken = false
  var delay = SimDuration.zero
  /// Which attempt is the next, from 1.
  private(set) var attempt: Int32 = 1

  /// What the next attempt is about, for faults.
  func context(of installation: Int32) -> FaultContext {
    FaultContext(installation: installation, attempt: attempt, caller: .route)
  }

  /// Whether the engine takes the event by an attempt that is struck so.
  mutating func takes(_ effect: Fault.Effect?) -> Bool {
    guard !isTaken, effect?.doesWork ?? true else { return false }
    isTaken = true
    return true
  }

  /// An attempt that is struck so is over; the next comes 100 ms·2^k later.
  mutating func end(_ effect: Fault.Effect?, longest: SimDuration) {
    delay += effect?.slowness(longest) ?? .zero
    guard effect?.endsCaller != true, effect?.isError == true else {
      status = effect?.endsCaller == true ? 0 : 200
      return
    }
    if attempt == Self.attempts {
      status = 500
    } else {
      delay += .milliseconds(100 << (attempt - 1))
    }
    attempt += 1
  }
}
