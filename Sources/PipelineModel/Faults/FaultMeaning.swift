import SimKernel

extension Fault.Effect {
  /// Whether the service does its work all the same.
  var doesWork: Bool {
    switch self {
    case .statusAfterWork, .lostReply, .crashAfter, .slow, .deliveredTwice, .headers: true
    case .status, .lostRequest, .hang, .crashBefore: false
    }
  }

  /// Whether the caller sees an error.
  var isError: Bool {
    switch self {
    case .slow, .deliveredTwice, .headers: false
    default: true
    }
  }

  /// How much later its reply comes.
  var slowness: SimDuration {
    if case .slow(let extra) = self { extra } else { .zero }
  }

  /// How much later it is over for a process that its host ends after so long.
  func slowness(_ longest: SimDuration) -> SimDuration { self == .hang ? longest : slowness }

  /// Whether the calling process does not survive it, so that nothing in it can try again.
  var endsCaller: Bool {
    switch self {
    case .hang, .crashBefore, .crashAfter: true
    default: false
    }
  }

  /// What the caller takes it for.
  var failure: Failure {
    switch self {
    case .status(let status), .statusAfterWork(let status): .status(Int16(status))
    case .hang: .hostTimeout
    default: .connection
    }
  }

  /// The HTTP status the caller sees where the service answered with one, 0 without an answer.
  func seen(_ answered: Int16) -> Int16 {
    switch self {
    case .status(let status), .statusAfterWork(let status): Int16(status)
    default: isError ? 0 : answered
    }
  }

  /// How often the service does its work.
  var works: Int { self == .deliveredTwice ? 2 : doesWork ? 1 : 0 }
}

extension Page {
  /// The headers that tell of the limit are of no use.
  mutating func lose(_ headers: Fault.HeaderTrouble) {
    remaining = 0
    limit = headers == .missing ? 0 : -1
  }
}

/// What a service's client comes to, its retries included.
enum ClientReply<Reply: Sendable & Equatable & BitwiseCopyable>: Sendable, Equatable,
  BitwiseCopyable
{
  /// The answer.
  case reply(Reply)
  /// No attempt was answered, or an answer was an error.
  case failed(Failure)
  /// The process died that called.
  case died

  /// What a client's attempt comes to after an error: nil when its connection broke and it tries
  /// again after a pause.
  static func end(
    after effect: Fault.Effect?, _ attempt: inout Int, _ pauses: [SimDuration],
    _ delay: inout SimDuration
  ) -> ClientReply? {
    switch effect {
    case .crashBefore, .crashAfter: return .died
    case .hang, .status, .statusAfterWork: return .failed(effect?.failure ?? .connection)
    case nil, .lostRequest, .lostReply, .slow, .deliveredTwice, .headers: break
    }
    guard attempt < pauses.count else { return .failed(.connection) }
    delay += pauses[attempt]
    attempt += 1
    return nil
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
    case .engineRequest: return doesWork || failure == other.failure
    // The queue sees a status, or none.
    case .trigger, .cancelDelivery, .ingress: return failure == other.failure
    default: return false
    }
  }
}
