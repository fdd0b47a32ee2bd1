import PipelineModel
import SimKernel

/// One thing that can go wrong once, at one place of a run.
struct HuntSite: Sendable, Equatable {
  /// How often a fault strikes the same call.
  enum Span: String, Codable, Sendable, CaseIterable {
    case first = "first attempt"
    case allButLast = "all but the last attempt"
    case every = "every attempt"
  }

  /// What goes wrong.
  enum Change: Sendable, Equatable {
    case fault(Fault, Span)
    /// All calls of a wire fail for a time.
    case outage(Fault)
    /// Somebody does something.
    case act(StoryAction, at: SimDuration)
    /// A fault, and when all is over everything is triggered once more.
    case again(Fault, Span)
  }

  var change: Change
  /// The call it strikes, by its place in the run without it; nil for outages and acts.
  var call: Int?

  /// The fault, if it is one.
  var fault: Fault? {
    switch change {
    case .fault(let fault, _), .outage(let fault), .again(let fault, _): fault
    case .act: nil
    }
  }

  var span: Span? {
    switch change {
    case .fault(_, let span), .again(_, let span): span
    case .outage, .act: nil
    }
  }

  /// What kind of thing it is, for counting.
  var family: Family {
    switch change {
    case .fault: .fault
    case .outage: .outage
    case .act: .act
    case .again: .again
    }
  }

  enum Family: String, Codable, Sendable, CaseIterable {
    case fault = "single faults"
    case outage = "outages"
    case act = "acts"
    case again = "second triggers"
    case pair = "pairs"
  }

  /// Whether the items are meant to stop.
  var isOwnAct: Bool {
    switch change {
    case .act(.delete, _), .act(.cancel, _), .act(.disconnect, _): true
    default: false
    }
  }
}

extension Wire {
  /// Every effect that is tried on its calls.
  var effects: [Fault.Effect] {
    var effects: [Fault.Effect] = [
      .status(500), .statusAfterWork(500), .lostRequest, .lostReply, .hang, .slow(.minutes(1)),
      .crashBefore, .crashAfter,
    ]
    switch self {
    case .fetch, .token, .connection: effects += [.status(401), .status(404), .status(429)]
    default: break
    }
    if self == .fetch { effects += Fault.HeaderTrouble.allCases.map { .headers($0) } }
    if mayDeliverTwice { effects.append(.deliveredTwice) }
    return effects
  }
}
