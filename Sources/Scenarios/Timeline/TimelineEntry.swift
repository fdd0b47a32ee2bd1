import SimKernel

/// One line of a timeline: something that happened, or many alike folded into one.
public struct TimelineEntry: Sendable, Equatable {
  /// When it happened, or when the first of the folded ones did.
  public let time: SimTime
  /// Who did it: "story", "queue", "worker #3 web issue".
  public let actor: String
  /// What happened, in one phrase.
  public let text: String
}
