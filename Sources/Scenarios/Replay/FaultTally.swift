/// The faults of many runs, each with the runs that had it and those in which it struck.
public struct FaultTally: Codable, Sendable, Equatable {
  /// In the order in which they were first seen.
  public private(set) var faults: [Fault] = []

  /// One fault; its strikes are those of all runs.
  public struct Fault: Codable, Sendable, Equatable {
    public var fault: ReplayReport.FaultSummary
    /// Runs that had it.
    public var runs: Int
    /// Of these, runs in which it struck.
    public var struck: Int
  }

  init() {}

  /// Adds one run.
  mutating func add(_ faults: [ReplayReport.FaultSummary]) {
    for fault in faults { add(Fault(fault: fault, runs: 1, struck: fault.strikes > 0 ? 1 : 0)) }
  }

  static func += (left: inout FaultTally, right: FaultTally) {
    for fault in right.faults { left.add(fault) }
  }

  private mutating func add(_ other: Fault) {
    guard let place = faults.firstIndex(where: { $0.isSame(as: other) }) else {
      faults.append(other)
      return
    }
    faults[place].fault.strikes += other.fault.strikes
    faults[place].runs += other.runs
    faults[place].struck += other.struck
  }

  /// The faults that did not strike in every run, as sentences.
  var misses: [String] { faults.filter(\.isMissed).map { $0.fault.words + " " + $0.words } }

  /// The same as one note; nil when there is nothing to say.
  var note: String? {
    misses.isEmpty ? nil : "Faults that missed: \(misses.joined(separator: "; "))."
  }

  /// Read and written as the list alone.
  public init(from decoder: any Decoder) throws { faults = try [Fault](from: decoder) }

  public func encode(to encoder: any Encoder) throws { try faults.encode(to: encoder) }
}

/// Flat: the keys of a replay's fault, then those of the runs.
extension FaultTally.Fault {
  private enum Key: CodingKey { case runs, struck }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    self.init(
      fault: try ReplayReport.FaultSummary(from: decoder),
      runs: try keys.decode(Int.self, forKey: .runs),
      struck: try keys.decode(Int.self, forKey: .struck))
  }

  public func encode(to encoder: any Encoder) throws {
    try fault.encode(to: encoder)
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(runs, forKey: .runs)
    try keys.encode(struck, forKey: .struck)
  }
}

extension FaultTally.Fault {
  var isMissed: Bool { struck < runs }

  /// "struck in none of 8 runs", "struck in 3 of 8 runs only".
  var words: String {
    let all = counted(runs, "run")
    let times = struck == 0 ? "in none of \(all)" : "in \(grouped(struck)) of \(all) only"
    return "struck \(times)" + (fault.mayMiss ? ", and may miss" : "")
  }

  fileprivate func isSame(as other: Self) -> Bool {
    let (left, right) = (fault, other.fault)
    return left.rule == right.rule && left.line == right.line && left.path == right.path
      && left.wire == right.wire && left.effect == right.effect && left.mayMiss == right.mayMiss
  }
}
