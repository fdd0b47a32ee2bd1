import PipelineModel
import SimKernel

/// What one run says about its scenario.
public struct ScenarioVerdict: Sendable, Equatable {
  /// The four ways a run can end for its scenario.
  public enum Status: String, Sendable, CaseIterable {
    /// Every expectation holds and what it is about happened.
    case pass
    /// An expectation or an invariant of the model is broken.
    case fail
    /// Nothing is broken, but the run was cut off or what it is about never happened.
    case undecided
    /// Nothing is expected of it under this profile, so that there is nothing to judge.
    case unjudged
  }

  /// Every expectation of the profile, in the order of the file.
  public let expectations: [Judgement]
  /// Every *sometimes* of the profile, in the order of the file.
  public let sometimes: [Judgement]
  /// Broken invariants of the model.
  public let violations: [Violation]
  /// Whether the run was cut off.
  public let isCutOff: Bool

  /// How it ended.
  public var status: Status {
    if !broken.isEmpty || !violations.isEmpty { return .fail }
    if isCutOff || !neverHappened.isEmpty { return .undecided }
    return expectations.isEmpty && sometimes.isEmpty ? .unjudged : .pass
  }

  /// The expectations that do not hold.
  public var broken: [Judgement] { expectations.filter { !$0.holds } }

  /// What the scenario is about and what did not happen.
  public var neverHappened: [Judgement] { sometimes.filter { !$0.holds } }
}

extension StopReason {
  /// Whether the run hit its limit of events or outgrew a bound of the model, so that what it would have
  /// come to is not known.
  var isCutOff: Bool { self == .eventLimit || self == .stopped }
}
