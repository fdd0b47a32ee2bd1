import SimKernel

/// Why a function's body stopped before its end.
///
/// Every wait, every finished step and every error leaves the body this way; the engine runs the
/// body again from the top, and the journal carries it past what is done.
public enum Halt: Error, Sendable, Equatable, BitwiseCopyable {
  /// The call on the tape left; its reply will run the body again.
  case called
  /// The request ends with the step's response.
  case responded
  /// The body or a step's callback threw.
  case threw(Failure, retriable: Bool)
  /// A step's callback threw, and said how long to wait before the next attempt.
  case threwLater(Failure, retryAfter: SimDuration)
}
