import PipelineModel

/// A fault of a scenario with the place where it is written.
public struct FaultRule: Sendable, Equatable {
  /// What goes wrong; its `rule` is its place in the scenario's list.
  public var fault: Fault
  /// Where it is written; nil for a fault that was made by the program.
  public var place: Expectation.Place?

  /// Creates a rule.
  public init(_ fault: Fault, at place: Expectation.Place? = nil) {
    self.fault = fault
    self.place = place
  }

  /// Its name in sentences, with the last part of its file's path: `faults[0] (app.jsonc:7)`.
  public var name: String {
    let written =
      place.map { place in
        " (\(place.path.split(separator: "/").last ?? ""):\(place.line))"
      } ?? ""
    return "faults[\(fault.rule ?? 0)]\(written)"
  }
}
