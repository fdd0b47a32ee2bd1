/// Why a function's body stopped before its end.
///
/// Every wait, every finished step and every error leaves the body this way; the engine runs the
/// body again from the top, and the journal carries it past what is done.
public enum Halt: Error, Sendable, BitwiseCopyable {
  /// A call left; its reply will run the body again.
  case called(ServiceCall)
  /// The request ends with this response.
  case responded(EngineResponse<StepValue>)
  /// The body or a step's callback threw.
  case threw(Failure, retriable: Bool)
}
