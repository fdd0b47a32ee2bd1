import SimKernel

/// How a person behaves who looks after a connection's backfill and triggers it again.
public struct TriggerAgain: Sendable, Equatable {
  /// How long after a backfill's end, or after one did not start, the person looks.
  public var after: SimDuration
  /// How often the person triggers again at the most.
  public var atMost: Int

  /// Creates a behaviour.
  public init(after: SimDuration, atMost: Int) {
    self.after = after
    self.atMost = atMost
  }
}
