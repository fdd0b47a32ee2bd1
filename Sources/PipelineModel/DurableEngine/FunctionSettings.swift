import SimKernel

/// What a function registers with the engine.
public struct FunctionSettings: Sendable, Equatable {
  /// A concurrency limit: at most `cap` per distinct masked key; an empty mask is one key for all.
  public struct Limit: Sendable, Equatable {
    /// Name in reports.
    public var name: String
    /// At most so many at once.
    public var cap: Int
    /// What distinguishes keys.
    public var key: KeyMask
    /// Whether it counts whole runs instead of requests being executed (engine-facts 1.10).
    public var countsRuns: Bool
    /// Whether functions with a limit of this name share its keys: scope account (13.4).
    public var isShared: Bool

    /// Creates a limit.
    public init(
      name: String, cap: Int, key: KeyMask = [], countsRuns: Bool = false, isShared: Bool = false
    ) {
      self.name = name
      self.cap = cap
      self.key = key
      self.countsRuns = countsRuns
      self.isShared = isShared
    }
  }

  /// A throttle on run starts (GCRA): `limit + burst` at once, then one per `period / limit`.
  public struct Throttle: Sendable, Equatable {
    /// Starts per period.
    public var rate: Rate
    /// Extra starts an idle key admits at once.
    public var burst: Int
    /// What distinguishes keys.
    public var key: KeyMask

    /// Creates a throttle.
    public init(rate: Rate, burst: Int = 0, key: KeyMask = []) {
      self.rate = rate
      self.burst = burst
      self.key = key
    }
  }

  /// Cancels open runs whose event matches.
  public struct CancelRule: Sendable, Equatable {
    /// The cancelling event.
    public var event: UInt8
    /// Fields that must be equal.
    public var match: KeyMask

    /// Creates a rule.
    public init(event: UInt8, match: KeyMask) {
      self.event = event
      self.match = match
    }
  }

  /// Name in reports.
  public var name: String
  /// Events that start a run.
  public var triggers: [UInt8]
  /// Retries of each step, 0...20.
  public var retries = 3
  /// Concurrency limits, at most 2 (engine-facts 10).
  public var limits: [Limit] = []
  /// Throttle on run starts.
  public var throttle: Throttle?
  /// From creation to the first request; zero is never.
  public var startTimeout = SimDuration.zero
  /// From the first request to the end; zero is never.
  public var finishTimeout = SimDuration.zero
  /// Cancel rules, at most 5 (engine-facts 10).
  public var cancelOn: [CancelRule] = []
  /// A second event with the same masked key inside the window starts nothing.
  public var idempotency: (key: KeyMask, window: SimDuration)?
  /// Whole-run mutex per masked key.
  public var singleton: (mode: Singleton, key: KeyMask)?
  /// Index of the function that runs when this one fails.
  public var onFailure: Int?
  /// Whether it runs too when a timeout ends this one, whatever the engine's outcome is.
  public var tellsTimeouts = false

  /// Creates settings with the engine's defaults.
  public init(name: String, triggers: [UInt8]) {
    self.name = name
    self.triggers = triggers
  }

  /// Compares field by field.
  public static func == (x: FunctionSettings, y: FunctionSettings) -> Bool {
    x.name == y.name && x.triggers == y.triggers && x.retries == y.retries
      && x.limits == y.limits && x.throttle == y.throttle && x.startTimeout == y.startTimeout
      && x.finishTimeout == y.finishTimeout && x.cancelOn == y.cancelOn
      && x.idempotency?.key == y.idempotency?.key
      && x.idempotency?.window == y.idempotency?.window
      && x.singleton?.mode == y.singleton?.mode && x.singleton?.key == y.singleton?.key
      && x.onFailure == y.onFailure && x.tellsTimeouts == y.tellsTimeouts
  }
}
