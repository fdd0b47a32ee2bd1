import SimKernel

/// Everything that determines a run: same experiment, same outcome, to the bit.
public struct Experiment: Sendable, Equatable {
  /// Who and what exists.
  public var world: World
  /// What happens.
  public var story: Story
  /// What goes wrong.
  public var faults: [Fault]
  /// How the people behind the connections trigger again; nil when nobody does.
  public var retrigger: TriggerAgain?
  /// How the pipeline behaves.
  public var profile: Profile
  /// Seed of every random draw.
  public var seed: UInt64
  /// Virtual time at which the run is cut off.
  public var horizon: SimTime
  /// Number of events after which the run is cut off.
  public var eventLimit: Int
  /// What is kept besides counts.
  public var recording: Recording
  /// Whether every call on every wire is listed in the outcome.
  public var listsCalls = false
  /// Whether the outcome says of each item how often it was delivered and stored.
  public var keepsRows = false
  /// Whether the strikes of faults are milestones: without them a run in which a fault changed
  /// nothing has the fingerprint of the run without it.
  public var tellsStrikes = true

  /// Whether captures that nothing disturbs go by a table made of their body, and a worker's loop
  /// over a page by its first rounds; it changes nothing but the time that takes.
  public var goesByTables = true

  /// How much of a run is kept for timelines and verdicts.
  public enum Recording: UInt8, Comparable, Sendable {
    /// Counts, runs and limits only.
    case counts
    /// Also the milestones of runs, steps, pages and messages.
    case milestones
    /// Also a milestone for every item and hop.
    case hops
    /// Also those of the runs of captures and of the deliveries of items' messages.
    case items

    /// Orders by how much is kept.
    public static func < (a: Recording, b: Recording) -> Bool { a.rawValue < b.rawValue }
  }

  /// Creates an experiment.
  public init(
    world: World, story: Story, faults: [Fault] = [], profile: Profile, seed: UInt64 = 1,
    horizon: SimTime = .distantFuture, eventLimit: Int = 200_000_000,
    recording: Recording = .milestones, retrigger: TriggerAgain? = nil
  ) {
    self.world = world
    self.story = story
    self.faults = faults
    self.profile = profile
    self.seed = seed
    self.horizon = horizon
    self.eventLimit = eventLimit
    self.recording = recording
    self.retrigger = retrigger
  }
}
