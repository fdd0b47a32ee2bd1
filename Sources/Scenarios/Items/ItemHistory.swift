import PipelineModel
import SimKernel

/// The life of one item in a run, hop by hop.
struct ItemHistory: Sendable, Equatable {
  /// When and why the Console dropped it.
  struct Drop: Sendable, Equatable {
    var at: SimTime
    var why: ItemDrop
  }

  var unit = UnitOfWork.none
  /// When it appeared at the provider, if that was during the run.
  var madeAt: SimTime?
  /// When it was updated at the provider during the run.
  var touched: [SimTime] = []
  /// Why its live webhook ended before the queue, the last one that did.
  var webhookLoss: WebhookLoss?
  /// Live webhooks of updates that ended before the queue.
  var lostUpdates = 0
  /// When the gateway answered "accepted".
  var accepted: [SimTime] = []
  /// When the gateway answered "duplicate".
  var refused: [SimTime] = []
  /// When a post of it failed.
  var failed: [SimTime] = []
  /// Whether its dedup mark was set when such a post failed.
  var isMarked = false
  /// When the queue took a message with it.
  var published: [SimTime] = []
  /// When the queue gave such a message up.
  var deadLettered: [SimTime] = []
  /// When the gateway gave up a message that it never got published.
  var givenUp: [SimTime] = []
  /// When the Console had it.
  var delivered: [SimTime] = []
  /// When it became an observation.
  var stored: [SimTime] = []
  var dropped: [Drop] = []

  /// Dropped on purpose and never stored: a rule of the workspace, not a loss.
  var isFiltered: Bool { stored.isEmpty && dropped.contains(where: \.why.isOnPurpose) }

  /// Why it was lost in the Console: what befell it first, a refusal as a duplicate only where there
  /// is nothing else.
  var cause: ItemDrop? { (dropped.first { !$0.why.isRefusal } ?? dropped.first)?.why }

  /// Whether a message of it is still in the queue or in the Console, unless all is over.
  var isUnderWay: Bool {
    dropped.count < delivered.count || published.count > delivered.count + deadLettered.count
  }

  /// Deliveries that are none too many: its own, and one for each update that a live webhook brought.
  var wantedDeliveries: Int { 1 + max(0, touched.count - lostUpdates) }

  /// Whether it stands in its listing where it stood before the run.
  var isInPlace: Bool { madeAt == nil && touched.isEmpty }

  /// Whether it was ever posted or came with a webhook.
  var hasPassedGateway: Bool {
    !accepted.isEmpty || !refused.isEmpty || !failed.isEmpty || !published.isEmpty
  }
}
