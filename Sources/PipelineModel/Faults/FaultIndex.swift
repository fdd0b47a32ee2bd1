import SimKernel

/// When calls were made that a fault struck.
public struct StrikeTimes: Sendable {
  /// The second and the last of them; the end of time where there is none.
  public private(set) var second = SimTime.distantFuture
  public private(set) var last = SimTime.distantFuture
  /// When the latest of them arrived; the beginning of time where there is none.
  public private(set) var latestArrival = SimTime.zero

  fileprivate mutating func note(_ number: Int, _ made: SimTime, arriving time: SimTime) {
    if number == 2 { second = made }
    last = made
    latestArrival = max(latestArrival, time)
  }
}

/// What a rule of the faults does to a call.
struct FaultStrike: Sendable {
  var rule: Int32
  var effect: Fault.Effect
}

/// The faults of an experiment by wire, and how often each matched and struck.
///
/// A call on a wire without faults costs one test of a bit; otherwise O(faults of the wire).
struct FaultIndex: Sendable {
  private var faults: [Fault]
  private var byWire: [[Int]]
  /// One bit per wire that has faults, or whose calls are listed.
  private var wires: UInt32
  /// Those that may strike calls of captures, and of which items.
  private var ofCaptures: [(fault: Int, target: Fault.Target)] = []
  private var matches: [Int]
  /// How often each fault struck.
  private(set) var strikes: [Int]
  /// When calls were made that each struck.
  private(set) var strikeTimes: [StrikeTimes]
  /// How often a fault with a probability met each call, by the call's identity.
  private var meetings: [UInt64: UInt64] = [:]
  private let random: RandomKey
  /// Every call that was made, in order; nil where nobody wants to know.
  private(set) var calls: [CallRecord]?

  init(_ faults: [Fault], random: RandomKey, listsCalls: Bool = false) {
    self.faults = faults
    self.random = random
    calls = listsCalls ? [] : nil
    matches = faults.map { _ in 0 }
    strikes = matches
    strikeTimes = faults.map { _ in StrikeTimes() }
    byWire = Wire.allCases.map { wire in faults.indices.filter { faults[$0].wire == wire } }
    wires = listsCalls ? .max : faults.reduce(0) { $0 | 1 << UInt32($1.wire.rawValue) }
    for fault in faults.indices { noteOfCaptures(fault) }
  }

  /// Adds a fault whose target matched so many calls already, none of which it strikes.
  mutating func add(_ fault: Fault, met: Int) {
    byWire[Int(fault.wire.rawValue)].append(faults.count)
    wires |= 1 << UInt32(fault.wire.rawValue)
    faults.append(fault)
    matches.append(met)
    strikes.append(0)
    strikeTimes.append(StrikeTimes())
    noteOfCaptures(faults.count - 1)
  }

  /// The fault that was added last strikes at other times from now on.
  mutating func change(_ trigger: Fault.Trigger) { faults[faults.count - 1].trigger = trigger }

  private mutating func noteOfCaptures(_ index: Int) {
    let fault = faults[index]
    guard fault.wire == .capture || fault.wire == .engineRequest,
      fault.target.caller ?? .capture == .capture
    else { return }
    var target = fault.target
    (target.attempts, target.step) = (nil, nil)
    ofCaptures.append((index, target))
  }

  /// Writes a call down, where calls are listed.
  @inline(__always)
  mutating func note(_ wire: Wire, _ context: FaultContext, at now: SimTime) {
    calls?.append(CallRecord(wire, context, at: now))
  }

  /// Whether there are faults on a wire.
  @inline(__always)
  func areOn(_ wire: Wire) -> Bool { wires & 1 << UInt32(wire.rawValue) != 0 }

  /// Whether a fault may yet strike a call of the capture of an item, or its calls are listed.
  @inline(__always)
  func mayStrikeCapture(of data: CaptureData, _ installation: Int32, at now: SimTime) -> Bool {
    if ofCaptures.isEmpty { return calls != nil }
    return calls != nil || mayStrike(data, installation, at: now)
  }

  private func mayStrike(_ data: CaptureData, _ installation: Int32, at now: SimTime) -> Bool {
    var context = FaultContext(installation: installation, unit: data.unit, caller: .capture)
    context.place = data.place
    let call = CallRecord(.capture, context, at: now)
    return ofCaptures.contains { !isSpent($0.fault, at: now) && $0.target.matches(call) }
  }

  /// Whether a fault strikes nothing from now on.
  private func isSpent(_ index: Int, at now: SimTime) -> Bool {
    if strikes[index] >= faults[index].most { return true }
    return switch faults[index].trigger {
    case .nth(let range): matches[index] >= range.upperBound
    case .window(_, let to): now >= to
    case .always, .probability: false
    }
  }

  /// What strikes a call of this time; the first fault that does. The gateway's retries are of
  /// later times than the request that makes them, which is at `made`.
  ///
  /// A fault counts every call its target matches, whether another fault strikes it or not.
  mutating func meet(
    _ wire: Wire, _ context: FaultContext, at time: SimTime, made: SimTime? = nil
  ) -> FaultStrike? {
    var first: Int?
    let call = CallRecord(wire, context, at: time)
    for index in byWire[Int(wire.rawValue)] where faults[index].target.matches(call) {
      matches[index] += 1
      if isDue(index, context, at: time), first == nil { first = index }
    }
    guard let first else { return nil }
    strikes[first] += 1
    strikeTimes[first].note(strikes[first], made ?? time, arriving: time)
    return FaultStrike(rule: rule(first), effect: faults[first].effect)
  }

  /// The place of a fault in its scenario's list.
  private func rule(_ index: Int) -> Int32 { Int32(faults[index].rule ?? index) }

  private mutating func isDue(
    _ index: Int, _ context: FaultContext, at time: SimTime
  ) -> Bool {
    guard strikes[index] < faults[index].most else { return false }
    switch faults[index].trigger {
    case .always: return true
    case .nth(let range): return range.contains(matches[index])
    case .window(let from, let to): return time >= from && time < to
    case .probability(let perMillion):
      let identity = context.identity(UInt64(rule(index)))
      meetings[identity, default: 0] += 1
      return random.strikes(perMillion: perMillion, .fault, identity, meetings[identity] ?? 0)
    }
  }
}
