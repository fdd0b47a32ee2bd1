import SimKernel

/// How what the rooms hold changed over a run, read from them after every event.
public struct RoomHistory: Sendable, Equatable {
  /// A number that goes up and down.
  public struct Level: Sendable, Equatable {
    /// Its value from a time on; the first is at zero.
    public var changes: [(at: SimTime, value: Int)] = [(.zero, 0)]

    /// Whether all changes are the same.
    public static func == (left: Level, right: Level) -> Bool {
      left.changes.elementsEqual(right.changes) { $0 == $1 }
    }

    /// The value at a time, after everything that happened then; O(log changes).
    public func value(at time: SimTime) -> Int {
      var (low, high) = (0, changes.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if changes[middle].at <= time { low = middle } else { high = middle }
      }
      return changes[low].value
    }

    mutating func set(_ value: Int, at now: SimTime) {
      guard let last = changes.last, last.value != value else { return }
      if last.at == now { changes.removeLast() }
      if changes.last?.value != value { changes.append((now, value)) }
    }
  }

  /// A stretch of time in which something was so.
  public struct Stretch: Sendable, Equatable {
    /// The run that waits, the item that has a mark, or the installation of a window.
    public var subject: Int32
    /// Place of the limit in `limits`; 0 for others than waits.
    public var limit = 0
    /// When it began.
    public var from: SimTime
    /// When it was over; the end of the run while it goes on, the expiry of a mark.
    public var until: SimTime
    /// When a flush or a rollback took a mark away before that.
    public var takenAt: SimTime?

    /// Whether it was so at a time.
    public func includes(_ time: SimTime) -> Bool {
      from <= time && time < min(until, takenAt ?? until)
    }
  }

  /// An open run as it is from a time on.
  public struct RunChange: Sendable, Equatable {
    /// Since when.
    public var at: SimTime
    /// The run, until its next change or its end.
    public var run: RoomState.OpenRun
  }

  /// Names and caps of the limits and throttles, in the order of `RoomState.limits`.
  public var limits: [(name: String, cap: Int)] = []
  /// Slots in use of each limit, of all keys.
  public var inUse: [Level] = []
  /// Requests or starts that wait for each.
  public var waiting: [Level] = []
  /// Open runs, by `FunctionKind.rawValue`.
  public var openRuns = [Level](repeating: Level(), count: FunctionKind.allCases.count)
  /// Messages under way, by `QueueTopic.rawValue`.
  public var messages = [Level](repeating: Level(), count: QueueTopic.allCases.count)
  /// Executions metered so far.
  public var executions = Level()
  /// Executions left of the month's; nil where there is no limit.
  public var executionsLeft: Level?
  /// Items asked for that have not reached the Console.
  public var undelivered = Level()
  /// Items that have reached the Console.
  public var delivered = Level()
  /// Items that have an observation.
  public var stored = Level()
  /// Requests in the provider's window, by installation; they count up to its end.
  public var windowUse: [Level] = []
  /// The provider's windows, by installation and in order.
  public var windows: [Stretch] = []
  /// Who waited for what and when; captures are left out.
  public var waits: [Stretch] = []
  /// When runs had requests under way; captures are left out.
  public var requests: [Stretch] = []
  /// How open runs changed, in order; captures are left out.
  public var runs: [RunChange] = []
  /// The gateway's dedup marks, in the order in which they were set.
  public var marks: [Stretch] = []

  /// Whether all of it is the same.
  public static func == (left: RoomHistory, right: RoomHistory) -> Bool {
    left.inUse == right.inUse && left.waiting == right.waiting && left.openRuns == right.openRuns
      && left.messages == right.messages && left.executions == right.executions
      && left.waits == right.waits && left.requests == right.requests && left.marks == right.marks
      && left.undelivered == right.undelivered && left.delivered == right.delivered
      && left.stored == right.stored && left.windows == right.windows
      && left.windowUse == right.windowUse && left.executionsLeft == right.executionsLeft
      && left.runs == right.runs
  }
}
