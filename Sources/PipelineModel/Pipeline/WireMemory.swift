import SimKernel

/// What the wires remember between the rooms.
struct WireMemory: Sendable {
  /// Messages the queue gave up and nobody has published again.
  var deadLetters: [QueueMessage] = []
  /// Attempts of a teardown's step that have failed, by installation.
  var teardownFailures: [Int32: Int32] = [:]
  /// Messages published so far, by topic and installation; items are not counted.
  var editions: [UInt64: UInt64] = [:]
  /// When an installation was connected during the story.
  var connectionTimes: [Int: SimTime] = [:]
  /// The story step that connected an installation.
  var notifyStep: [Int: Int32] = [:]
  /// The installation that sees the repositories of a first one now, where it is another.
  var present: [Int32: Int32] = [:]
  /// Rows that the gateway holds until a backfill asks for them, by installation.
  var held: [Int32: [OutboxRow]] = [:]
  /// Items whose vectors a capture wrote that then ended without an observation.
  var vectors: Set<Int32> = []
  /// What deploys have renamed.
  var renames = Renames()
}
