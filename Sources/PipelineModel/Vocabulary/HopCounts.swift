/// How many items (occurrences) passed each hop.
public struct HopCounts: Sendable, Equatable, BitwiseCopyable {
  /// Items the story asks for: in the window of the deepest accepted request of their installation.
  public var expected = 0
  /// Items that a fetched page brought into a worker.
  public var fetched = 0
  /// Items that reached the gateway.
  public var posted = 0
  /// Items the gateway answered "accepted".
  public var accepted = 0
  /// Items the gateway answered "duplicate" and did not publish.
  public var duplicateRefused = 0
  /// Items the gateway answered "duplicate" after it had published them (`gateway.order`).
  public var duplicatePublished = 0
  /// Items the gateway answered with an error or could not answer.
  public var failedPosts = 0
  /// Messages the queue took from the gateway.
  public var published = 0
  /// Messages that reached the Console's ingress and were acknowledged.
  public var delivered = 0
  /// Messages the queue gave up.
  public var deadLettered = 0
  /// Raw payload rows the Console wrote.
  public var payloadRows = 0
  /// Captures dropped by idempotency, an existing observation or the database's delivery id.
  public var captureDuplicates = 0
  /// Captures filtered: on purpose (not allowed or not significant), or without a workspace.
  public var captureFiltered = 0
  /// Captures that failed or were cancelled by a timeout.
  public var captureLost = 0
  /// Observations written.
  public var stored = 0
  /// Expected items without an observation: `lost` and `filteredOnPurpose` together.
  public var missing = 0
  /// Expected items without an observation that the Console ever filtered on purpose.
  public var filteredOnPurpose = 0
  /// Expected items without an observation that nobody meant to leave out, undelivered ones among
  /// them.
  public var lost = 0
  /// Expected items that have an observation.
  public var observed: Int { expected - missing }
  /// Deliveries beyond the first of each item.
  public var duplicateDeliveries = 0
  /// Observations beyond the first of each item.
  public var duplicateStored = 0
  /// Expected items that were never delivered to the Console.
  public var undelivered = 0
  /// Messages that reached the ingress once more after their acknowledgement.
  public var repeatedDeliveries = 0
  /// Captures begun for a delivery that had begun one before (an ingress step executed twice).
  public var repeatedCaptures = 0
  /// Observations written by a capture that was accounted for already: a step executed twice, or
  /// one whose timeout had ended it.
  public var repeatedStores = 0

  /// Expected items with an observation, none of which is of their last version.
  public var stale = 0
  /// Items that the provider no longer has, with an observation that does not say so.
  public var ghosts = 0

  /// Job rows of captures that say "running" for ever: nobody ends them when a timeout or a cancel
  /// ends the capture.
  public var stuckJobs = 0
  /// Vectors that captures wrote without an observation after them.
  public var orphanVectors = 0
  /// Payload rows in a workspace of another organisation than the repository's.
  public var foreignRows = 0
  /// Deliveries that live webhooks made, of `delivered`.
  public var liveDelivered = 0

  /// Creates zero counts.
  public init() {}
}

extension HopCounts {
  /// One of the counts, by name.
  public struct Field: Sendable {
    /// As scenario files and rows spell it.
    public let name: String
    /// Where it lies.
    public let path: WritableKeyPath<HopCounts, Int> & Sendable

    init(_ name: String, _ path: WritableKeyPath<HopCounts, Int> & Sendable) {
      self.name = name
      self.path = path
    }
  }

  /// Every count.
  public static let fields = [
    Field("expected", \.expected), Field("fetched", \.fetched), Field("posted", \.posted),
    Field("accepted", \.accepted), Field("duplicateRefused", \.duplicateRefused),
    Field("duplicatePublished", \.duplicatePublished), Field("failedPosts", \.failedPosts),
    Field("published", \.published), Field("delivered", \.delivered),
    Field("deadLettered", \.deadLettered), Field("payloadRows", \.payloadRows),
    Field("captureDuplicates", \.captureDuplicates),
    Field("captureFiltered", \.captureFiltered), Field("captureLost", \.captureLost),
    Field("stored", \.stored), Field("missing", \.missing), Field("lost", \.lost),
    Field("filteredOnPurpose", \.filteredOnPurpose),
    Field("duplicateDeliveries", \.duplicateDeliveries),
    Field("duplicateStored", \.duplicateStored), Field("undelivered", \.undelivered),
    Field("repeatedDeliveries", \.repeatedDeliveries),
    Field("repeatedCaptures", \.repeatedCaptures), Field("repeatedStores", \.repeatedStores),
    Field("stale", \.stale), Field("ghosts", \.ghosts), Field("stuckJobs", \.stuckJobs),
    Field("orphanVectors", \.orphanVectors), Field("foreignRows", \.foreignRows),
    Field("liveDelivered", \.liveDelivered),
  ]

  /// Adds field by field: all of them are counts of one size, and nothing lies between them.
  public static func += (a: inout HopCounts, b: HopCounts) {
    withUnsafeMutableBytes(of: &a) { sums in
      withUnsafeBytes(of: b) { counts in
        let sums = sums.assumingMemoryBound(to: Int.self)
        for (place, count) in counts.assumingMemoryBound(to: Int.self).enumerated() {
          sums[place] += count
        }
      }
    }
  }
}
