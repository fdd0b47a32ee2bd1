import SimKernel

/// The months whose executions count against the plan: 30 days each, the first begun some time
/// before the story (`engine.month-begun`).
public struct ExecutionMonths: Sendable {
  private let begun: SimDuration

  /// Months of which the first began so long before the story.
  public init(begun: SimDuration) { self.begun = begun }

  private static let length = SimDuration.days(30)

  /// Which month it is, from 0.
  @inline(__always)
  public func number(of time: SimTime) -> Int64 {
    (time.microseconds + begun.microseconds) / Self.length.microseconds
  }

  /// When the month of a moment is over.
  public func end(of time: SimTime) -> SimTime {
    .zero + Self.length * Int(number(of: time) + 1) - begun
  }
}
