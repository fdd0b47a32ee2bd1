import SimKernel

/// What every room holds at one moment of a run, as the rooms themselves have it.
public struct RoomState: Sendable, Equatable {
  /// The moment.
  public var at: SimTime
  /// Whether something is still to come: `.horizon`, or why nothing is.
  public var stop: StopReason
  /// Open runs of every function, by number.
  public var runs: [OpenRun] = []
  /// Every limit and throttle, in the order of `Outcome.limits`; the provider's is in `windows`.
  public var limits: [LimitUse] = []
  /// Windows of the provider's rate limit that are under way.
  public var windows: [ProviderWindow] = []
  /// Messages published and neither acknowledged nor dead, in the order of publishing.
  public var messages: [MessageUnderWay] = []
  /// Items in the Console's ingress workflow.
  public var ingressRuns = 0
  /// The gateway's dedup marks that are set, in the order of the items.
  public var marks: [DedupMark] = []
  /// Executions left of the month's; nil where there is no limit.
  public var executionsLeft: Int?
  /// What is still to come.
  public var backlog: Backlog

  /// A run that has not ended.
  public struct OpenRun: Sendable, Equatable {
    /// Which function.
    public var function: FunctionKind
    /// Order of creation among all runs, from 1.
    public var number: Int32
    /// Index of the installation, or -1.
    public var installation: Int32
    /// The unit of work, or none.
    public var unit: UnitOfWork
    /// The item of a capture, or -1.
    public var item: Int32 = -1
    /// When the engine created it.
    public var createdAt: SimTime
    /// When its first request started; nil when it has not.
    public var startedAt: SimTime?
    /// Steps it has finished.
    public var steps: Int
    /// Its requests that have been sent: the step and the attempt, from 1.
    public var requests: [Request] = []
    /// Places in `limits` of what its requests and its start wait for.
    public var waitsFor: [Int] = []
    /// Completions and parallel steps that it waits for.
    public var outstanding: Int
    /// When its sleep ends; nil when it does not sleep.
    public var asleepUntil: SimTime?
    /// Its next request that is not due yet, a retry or what follows a sleep.
    public var next: NextRequest?

    /// When its sleep ends or its next request is due, whichever comes first.
    var nextTurn: SimTime? { [asleepUntil, next?.at].compactMap(\.self).min() }

    /// Nothing happened to it up to a time, its turns aside; whether it had one.
    mutating func pass(_ time: SimTime) -> Bool {
      guard let turn = nextTurn, turn <= time else { return false }
      if let wake = asleepUntil, wake <= time { asleepUntil = nil }
      if let due = next?.at, due <= time { next = nil }
      return true
    }
  }

  /// A request that is not due yet.
  public struct NextRequest: Sendable, Equatable {
    /// When it is due.
    public var at: SimTime
    /// Its attempt, from 1.
    public var attempt: Int
  }

  /// A request under way.
  public struct Request: Sendable, Equatable {
    /// What the engine calls it.
    public var reference: RequestReference
    /// The step under way; none while the request is on its way to the app.
    public var step: StepID
    /// From 1.
    public var attempt: Int
  }

  /// Use of one limit.
  public struct LimitUse: Sendable, Equatable {
    /// Its name, such as `worker.per-organisation`.
    public var name: String
    /// What it allows each key; 0 is no limit.
    public var cap: Int
    /// Slots in use, of all keys.
    public var inUse = 0
    /// Requests or starts that wait for it.
    public var waiting = 0
    /// Numbers of the runs that hold slots and that wait, key by key; keys of no use are left out.
    public var keys: [Key] = []
    /// Of a throttle with waiting starts: when it lets the next one in.
    public var nextAt: SimTime?

    /// What counts against one cap.
    public struct Key: Sendable, Equatable {
      /// Slots in use.
      public var inUse: Int
      /// Runs that hold them, one number for each slot of an open run.
      public var holders: [Int32] = []
      /// Runs that wait.
      public var waiters: [Int32] = []
    }
  }

  /// A window of the provider's rate limit.
  public struct ProviderWindow: Sendable, Equatable {
    /// Whose it is.
    public var installation: Int32
    /// Requests so far.
    public var used: Int
    /// Requests it allows.
    public var cap: Int
    /// When the next one begins.
    public var resetAt: SimTime
  }

  /// A message on its way.
  public struct MessageUnderWay: Sendable, Equatable {
    /// Where it goes.
    public var topic: QueueTopic
    /// Index of the installation, or the item of an ingress message.
    public var subject: Int32
    /// The unit of an item.
    public var unit: UnitOfWork
    /// Deliveries so far.
    public var attempt: Int
    /// When it was published.
    public var publishedAt: SimTime
  }

  /// A dedup mark in Redis.
  public struct DedupMark: Sendable, Equatable {
    /// Whose it is.
    public var item: Int32
    /// When it expires.
    public var until: SimTime
  }
}
