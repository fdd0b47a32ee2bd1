import SimKernel

/// One thing seen by the app or by a function that listens to the engine's own events.
struct LabRow: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    case fnEnter = "fn_enter"
    case fnEnd = "fn_end"
    case fnThrow = "fn_throw"
    case caught
    case stepStart = "step_start"
    case stepEnd = "step_end"
    case response = "resp"
    case waitResult = "wait_result"
    case invokeOK = "inv_ok"
    case engineEvent = "engine_event"
    case onFailureEnter = "onfail_enter"
    case onFailureStep = "onfail_step"
    case onFailureThrow = "onfail_throw"
  }

  /// Seconds since the experiment's beginning.
  var time: Double
  var kind: Kind
  /// Label of the run by order of appearance; a failure handler is labelled after the failed run.
  var run: String
  var step = ""
  var attempt = 0
  /// What a response or an engine event says.
  var detail = ""
  /// Steps that the request found memoized, where known.
  var memoized: Int?

  /// Everything but the time.
  var signature: String {
    [kind.rawValue, step, kind == .engineEvent ? "" : "attempt \(attempt)", detail]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}
