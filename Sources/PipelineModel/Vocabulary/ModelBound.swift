/// What a run cannot outgrow; one that does ends there and decides nothing.
public enum ModelBound: Sendable, Equatable, CaseIterable {
  /// Virtual time: in 1,000 years no instant and no duration of a run overflows.
  case time
  /// Events pending at once.
  case pending
  /// Events scheduled, and runs created.
  case scheduled
}
