import SimKernel

/// The person behind each connection, who looks when a backfill is over and triggers it again.
///
/// Law: one person looks once for any number of ends that come before the look, never while a
/// backfill of the connection is under way, and triggers again at most `atMost` times.
struct Operator: Sendable {
  private struct Watch: Sendable, BitwiseCopyable {
    /// Backfills of the connection under way.
    var underWay: Int32 = 0
    var isGoingToLook = false
    /// Whether the backfill that ended last brought success.
    var hasSucceeded = false
    var retriggers: Int32 = 0
  }

  private let policy: TriggerAgain?
  /// By installation; empty where nobody looks.
  private var watches: ContiguousArray<Watch>

  init(_ policy: TriggerAgain?, installations count: Int) {
    self.policy = policy
    watches = ContiguousArray(repeating: Watch(), count: policy == nil ? 0 : count)
  }

  /// Whether anybody looks after an installation; -1 is one that the world does not have.
  private func isWatched(_ installation: Int32) -> Bool {
    installation >= 0 && !watches.isEmpty
  }

  /// How often a connection was triggered again.
  func retriggers(of installation: Int32) -> Int32 { watches[Int(installation)].retriggers }

  /// How often each connection was triggered again.
  var retriggers: [Int] { watches.map { Int($0.retriggers) } }

  /// A backfill is under way.
  mutating func backfillCreated(_ installation: Int32) {
    guard isWatched(installation) else { return }
    watches[Int(installation)].underWay += 1
  }

  /// An orchestrator returned `success`.
  mutating func backfillReturned(_ installation: Int32, success: Bool) {
    guard isWatched(installation) else { return }
    watches[Int(installation)].hasSucceeded = success
  }

  /// A backfill ended; how long until the person looks, or nil when a look is due already.
  mutating func backfillEnded(_ installation: Int32, completed: Bool) -> SimDuration? {
    guard isWatched(installation) else { return nil }
    watches[Int(installation)].underWay -= 1
    if !completed { watches[Int(installation)].hasSucceeded = false }
    return plan(installation)
  }

  /// A backfill that was asked for does not start; how long until the person looks.
  mutating func backfillMissing(_ installation: Int32) -> SimDuration? {
    guard isWatched(installation) else { return nil }
    watches[Int(installation)].hasSucceeded = false
    return plan(installation)
  }

  private mutating func plan(_ installation: Int32) -> SimDuration? {
    guard !watches[Int(installation)].isGoingToLook else { return nil }
    watches[Int(installation)].isGoingToLook = true
    return policy?.after
  }

  /// The person looks; whether they trigger again.
  ///
  /// While another backfill is under way they wait for its end.
  mutating func looks(at installation: Int32, isWhole: Bool) -> Bool {
    let index = Int(installation)
    watches[index].isGoingToLook = false
    guard let policy, watches[index].underWay == 0, !(watches[index].hasSucceeded && isWhole),
      watches[index].retriggers < policy.atMost
    else { return false }
    watches[index].retriggers += 1
    return true
  }
}
