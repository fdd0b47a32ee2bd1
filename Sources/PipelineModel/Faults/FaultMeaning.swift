import SimKernel

/// What an effect does to a call, whoever makes it.
struct FaultMeaning: Sendable, BitwiseCopyable {
  /// What becomes of the process that calls.
  enum Caller: Sendable, BitwiseCopyable {
    /// It goes on.
    case goesOn
    /// It dies before its call leaves, or once the service has done its work.
    case diesBefore, diesAfter
    /// Its host ends it at the longest time a request may take.
    case isEnded
  }

  /// How often the service does its work.
  var works = 1
  /// What the caller takes the call for instead of what was answered.
  var failure: Failure?
  /// How much later the reply comes.
  var slowness: SimDuration?
  /// What becomes of the caller.
  var caller = Caller.goesOn
  /// What is wrong with the headers that tell of a limit.
  var headers: Fault.HeaderTrouble?

  /// The HTTP status of the error that the caller sees, if it is one.
  var status: Int16? {
    guard case .status(let status)? = failure else { return nil }
    return status
  }

  /// The HTTP status of a service that does nothing.
  var refusal: Int16? { works == 0 ? status : nil }
}

extension Fault.Effect {
  /// What it means.
  var meaning: FaultMeaning {
    switch self {
    case .status(let status): FaultMeaning(works: 0, failure: .status(Int16(status)))
    case .statusAfterWork(let status): FaultMeaning(failure: .status(Int16(status)))
    case .lostRequest: FaultMeaning(works: 0, failure: .connection)
    case .lostReply: FaultMeaning(failure: .connection)
    case .hang: FaultMeaning(works: 0, failure: .hostTimeout, caller: .isEnded)
    case .slow(let extra): FaultMeaning(slowness: extra)
    case .crashBefore: FaultMeaning(works: 0, failure: .connection, caller: .diesBefore)
    case .crashAfter: FaultMeaning(failure: .connection, caller: .diesAfter)
    case .deliveredTwice: FaultMeaning(works: 2)
    case .headers(let trouble): FaultMeaning(headers: trouble)
    }
  }

  /// Whether the service does its work all the same.
  var doesWork: Bool { meaning.works > 0 }

  /// Whether the caller sees an error.
  var isError: Bool { meaning.failure != nil }

  /// How much later it is over for a process that its host ends after so long.
  func slowness(_ longest: SimDuration) -> SimDuration {
    meaning.caller == .isEnded ? longest : meaning.slowness ?? .zero
  }

  /// Whether the calling process does not survive it, so that nothing in it can try again.
  var endsCaller: Bool { meaning.caller != .goesOn }

  /// The HTTP status the caller sees where the service answered with one, 0 without an answer.
  func seen(_ answered: Int16) -> Int16 { isError ? meaning.status ?? 0 : answered }
}

extension Page {
  /// The headers that tell of the limit are of no use.
  mutating func lose(_ headers: Fault.HeaderTrouble) {
    remaining = 0
    limit = headers == .missing ? 0 : -1
  }
}

extension Fault.Effect {
  /// Whether a call on a wire cannot tell one effect from another, so that runs with either are
  /// equal.
  public func isAlike(_ other: Fault.Effect, on wire: Wire) -> Bool {
    if self == other { return true }
    guard isError, other.isError, doesWork == other.doesWork else { return false }
    switch wire {
    // A step of the ingress fails, before its work or after it.
    case .ingressStep: return true
    // The engine gets no response, and before the work is told why.
    case .engineRequest: return doesWork || meaning.failure == other.meaning.failure
    // The queue sees a status, or none.
    case .trigger, .cancelDelivery, .ingress: return meaning.failure == other.meaning.failure
    default: return false
    }
  }
}
