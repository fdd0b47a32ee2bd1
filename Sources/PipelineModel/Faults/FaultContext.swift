import SimKernel

/// What a call is about, for faults to match.
struct FaultContext: Sendable, BitwiseCopyable {
  var installation: Int32 = -1
  var unit = UnitOfWork.none
  var page: Int32 = 0
  var item: Int32 = 0
  var attempt: Int32 = 1
  var round: Int32 = 1
  /// Number of the run that calls, or 0.
  var run: Int32 = 0
  /// Which item it is about, or -1; `item` is its place on the page.
  var subject: Int32 = -1
  /// The step it belongs to, where there is one.
  var step = StepID.none
  /// Who calls, where a run or a route does.
  var caller: Fault.Caller?

  /// The page, the item on it and the round.
  var place: PagePlace {
    get { PagePlace(page: page, item: item, round: round) }
    set { (page, item, round) = (newValue.page, newValue.item, newValue.round) }
  }
}

extension FaultContext {
  /// A number for the call and the fault it meets.
  func identity(_ fault: UInt64) -> UInt64 {
    let type = UInt64(unit.entityType.rawValue) << 32 | fault << 40
    return ExpiringKeys.key(
      word(installation, unit.repository), word(page, item) ^ type,
      word(attempt, round) ^ UInt64(UInt32(bitPattern: step.number)) << 16)
  }
}

extension CallRecord {
  init(_ wire: Wire, _ context: FaultContext, at now: SimTime) {
    self.wire = wire
    caller = context.caller
    step = context.step
    at = now
    installation = context.installation
    unit = context.unit
    page = context.page
    item = context.item
    attempt = context.attempt
    round = context.round
  }
}

extension Fault.Target {
  /// Whether a call is one of those that are meant; the wire is the fault's.
  @inline(__always)
  public func matches(_ call: CallRecord) -> Bool {
    if let installation, installation != Int(call.installation) { return false }
    if let repository, repository != Int(call.unit.repository) { return false }
    if let entityType, entityType != call.unit.entityType { return false }
    if let pages, !pages.contains(Int(call.page)) { return false }
    if let items, !items.contains(Int(call.item)) { return false }
    if let attempts, !attempts.contains(Int(call.attempt)) { return false }
    if let rounds, !rounds.contains(Int(call.round)) { return false }
    if let caller, caller != call.caller { return false }
    if let step, step != call.step.name { return false }
    return true
  }
}
