import SimKernel

/// What a run cannot outgrow; one that does ends there and decides nothing.
public enum ModelBound: Sendable, Equatable, CaseIterable {
  /// Virtual time: in 1,000 years no instant and no duration of a run overflows.
  case time
  /// Events pending at once.
  case pending
  /// Events scheduled, and runs created.
  case scheduled
}

extension ModelBound {
  /// The last instant that is played.
  public static let latest = SimTime.zero + .days(365_000)
  /// The most items of a world, of its fleet and of its story together.
  public static let items = Int(Int32.max)
  /// The most items of one type in one repository, and of all that a story makes or updates.
  public static let group = 10_000_000
  /// The most repositories of a world and of its fleet together.
  public static let repositories = 1_000_000
  /// The most events pending at once.
  static var pendingEvents: Int { FutureEventSet<Int>.maximumPending }
  /// So many events are scheduled and runs created at the most, less what a look at them misses.
  static let scheduledEvents = FutureEventSet<Int>.maximumScheduled - 1 << 32
  static let createdRuns = Int(Int32.max) - 1 << 28

  /// What happened and what would be right, in one sentence.
  public var sentence: String {
    switch self {
    case .time:
      "the run outgrew its time: nothing is played after \(Self.latest);"
        + " shorten the waits, or set limits.horizon"
    case .pending:
      "the run outgrew its events: more than \(Self.pendingEvents) were pending at once;"
        + " let fewer items or runs be under way at once, or set limits.maxEvents"
    case .scheduled:
      "the run outgrew its events: more than \(Self.scheduledEvents) were scheduled"
        + " or \(Self.createdRuns) runs created; set limits.maxEvents"
    }
  }
}
