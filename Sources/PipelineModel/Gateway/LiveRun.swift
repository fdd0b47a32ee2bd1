/// A live webhook on its way through the gateway's workflow.
struct LiveRun: Sendable, BitwiseCopyable {
  var item: Int32
  var unit: UnitOfWork
  /// Which webhook of the item it is, from 1.
  var nth: Int32
  var version: Int32
  /// The installation that the provider sends it of.
  var installation: Int32
  /// Whether its dedup mark is set, by a memoized step.
  var isMarked = false
  /// Attempt of the step it is at, from 1.
  var attempt: Int32 = 1
}
