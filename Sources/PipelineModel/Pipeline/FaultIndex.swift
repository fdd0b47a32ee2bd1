import SimKernel

/// What a call is about, for faults to match.
struct FaultContext: Sendable, BitwiseCopyable {
  var installation: Int32 = -1
  var unit = UnitOfWork.none
  var page: Int32 = 0
  var item: Int32 = 0
  var attempt: Int32 = 1
  var round: Int32 = 1

  /// The page, the item on it and the round.
  var place: PagePlace {
    get { PagePlace(page: page, item: item, round: round) }
    set { (page, item, round) = (newValue.page, newValue.item, newValue.round) }
  }
}

/// The faults of an experiment by wire, and how often each matched.
///
/// A call on a wire without faults costs one test of a bit; otherwise O(faults of the wire).
struct FaultIndex: Sendable {
  private let faults: [Fault]
  private let byWire: [[Int]]
  /// One bit per wire that has faults.
  private let wires: UInt32
  private var matches: [Int]
  /// How often a fault with a probability met each call, by the call's identity.
  private var meetings: [UInt64: UInt64] = [:]
  private let random: RandomKey

  init(_ faults: [Fault], random: RandomKey) {
    self.faults = faults
    self.random = random
    matches = faults.map { _ in 0 }
    byWire = Wire.allCases.map { wire in faults.indices.filter { faults[$0].wire == wire } }
    wires = faults.reduce(0) { $0 | 1 << UInt32($1.wire.rawValue) }
  }

  /// What strikes a call that arrives at this time; the first fault that does.
  ///
  /// A fault counts every call its target matches, whether another fault strikes it or not.
  @inline(__always)
  mutating func strike(
    _ wire: Wire, _ context: @autoclosure () -> FaultContext, at time: SimTime
  ) -> Fault.Effect? {
    areOn(wire) ? meet(wire, context(), at: time) : nil
  }

  /// Whether there are faults on a wire.
  @inline(__always)
  func areOn(_ wire: Wire) -> Bool { wires & 1 << UInt32(wire.rawValue) != 0 }

  private mutating func meet(
    _ wire: Wire, _ context: FaultContext, at time: SimTime
  ) -> Fault.Effect? {
    var effect: Fault.Effect?
    for index in byWire[Int(wire.rawValue)] where faults[index].target.matches(context) {
      matches[index] += 1
      if strikes(index, context, at: time), effect == nil { effect = faults[index].effect }
    }
    return effect
  }

  private mutating func strikes(
    _ index: Int, _ context: FaultContext, at time: SimTime
  ) -> Bool {
    switch faults[index].trigger {
    case .always: return true
    case .nth(let range): return range.contains(matches[index])
    case .window(let from, let to): return time >= from && time < to
    case .probability(let perMillion):
      let identity = context.identity(UInt64(index))
      meetings[identity, default: 0] += 1
      let draw = random.bits(0x6661_756c_7400, identity, meetings[identity] ?? 0)
      return draw.multipliedFullWidth(by: 1_000_000).high < UInt64(perMillion)
    }
  }
}

extension FaultContext {
  /// A number for the call and the fault it meets.
  fileprivate func identity(_ fault: UInt64) -> UInt64 {
    func pair(_ high: Int32, _ low: Int32) -> UInt64 {
      UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low))
    }
    let type = UInt64(unit.entityType.rawValue) << 32 | fault << 40
    return ExpiringKeys.key(
      pair(installation, unit.repository), pair(page, item) ^ type, pair(attempt, round))
  }
}

extension Fault.Target {
  fileprivate func matches(_ context: FaultContext) -> Bool {
    if let installation, installation != Int(context.installation) { return false }
    if let repository, repository != Int(context.unit.repository) { return false }
    if let entityType, entityType != context.unit.entityType { return false }
    if let pages, !pages.contains(Int(context.page)) { return false }
    if let items, !items.contains(Int(context.item)) { return false }
    if let attempts, !attempts.contains(Int(context.attempt)) { return false }
    if let rounds, !rounds.contains(Int(context.round)) { return false }
    return true
  }
}
