import PipelineModel

/// The answers of a sweep: each point under each profile, with what binds there.
///
/// JSON keys are stable; times are whole microseconds, shares parts of a million.
public struct Exploration: Codable, Sendable, Equatable {
  /// Title of the sweep file.
  public var title: String
  /// The sweep file.
  public var path: String
  /// Digest of the plan and of the simulator.
  public var sweep: String
  /// When a run is done.
  public var until: Goal
  /// What varies.
  public var axes: [AxisAnswer]
  /// Seeds of every point.
  public var seeds: [UInt64]
  /// Point by point in the order of the plan, at each the profiles.
  public var points: [PointAnswer]
  /// Runs made for it, the paired ones among them.
  public var runs: Int
  /// Of these, runs that broke an invariant of the model.
  public var broken: Int
  /// Of these, runs that hit their limit of events.
  public var undecided: Int
  /// Their faults, with the runs in which each struck.
  public var faults: FaultTally
}

/// An axis and its values.
public struct AxisAnswer: Codable, Sendable, Equatable {
  public var name: String
  /// "number", "µs", "bytes" or "text": the unit of `numbers`.
  public var unit: String
  /// As the sweep file writes them.
  public var values: [String]
  /// The values as numbers; empty when they are texts.
  public var numbers: [Double]

  init(_ axis: Axis) {
    name = axis.name
    unit = axis.column.unit.word
    values = axis.values.map(\.text)
    let numbers = axis.values.indices.compactMap { axis.cell($0).number }
    self.numbers = numbers.count == values.count ? numbers : []
  }
}
