import SimKernel

/// One line of a timeline: something that happened, or many alike folded into one.
public struct TimelineEntry: Sendable, Equatable {
  /// When it happened, or when the first of the folded ones did.
  public let time: SimTime
  /// Who did it: "story", "queue", "worker #3 web issue".
  public let actor: String
  /// What happened, in one phrase.
  public let text: String
  /// What many alike are called together; nil for a line that stays by itself.
  var alike: Alike?

  /// Lines that follow each other and say the same of different runs or units become one.
  struct Alike: Sendable, Equatable {
    /// Who they are: "workers".
    let actors: String
    /// The number of the run.
    let run: Int32
    /// What they all do.
    let text: String

    func isLike(_ other: Alike) -> Bool { actors == other.actors && text == other.text }
  }
}
