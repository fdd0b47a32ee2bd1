import PipelineModel
import SimKernel

/// Every run of a sweep, numbered: points in the order of the axes (the last varies fastest), at
/// each point the profiles, under each profile the seeds.
///
/// The seeds are the same at every point and every draw is keyed by what it is for, so that two
/// points share all random numbers but those of what differs between them.
public struct SweepPlan: Sendable {
  /// The file it was read from.
  public let path: String
  /// One line for tables.
  public let title: String
  /// What varies.
  public let axes: [Axis]
  /// Profiles of each point.
  public let profiles: [NamedProfile]
  /// Seeds of each point.
  public let seeds: [UInt64]
  /// When a run is done, unless the command line says otherwise; rows do not depend on it.
  public let until: Goal
  /// What is to hold of every run where `frontier` looks; rows do not depend on it.
  public let holds: [Expectation]
  /// Numbers of the claims it speaks to.
  public let claims: [String]
  /// Digest of the plan and of the simulator.
  public let digest: UInt64
  /// The digest as the rows write it.
  public var digestText: String { hexadecimal(digest) }
  /// Digest of how the simulator behaves.
  let simulator: UInt64
  /// The scenario with the axes still in it.
  let chain: ScenarioChain
  /// Digests of the workload files, by the place of their name.
  let workloads: [SourceSpan: UInt64]
  /// Conditions between the axes.
  let constraints: [AxisConstraint]
  /// The points that fulfil the constraints, by their place in the product; nil when all do.
  let allowed: [Int32]?

  /// More runs than this are refused.
  public static let maximumRuns = 10_000_000

  /// More axes than this are refused.
  static let maximumAxes = 100

  /// Points of the product of the axes.
  static func product(of axes: [Axis]) -> Int? {
    var product = 1
    for axis in axes {
      let (next, overflow) = product.multipliedReportingOverflow(by: axis.values.count)
      guard !overflow else { return nil }
      product = next
    }
    return product
  }

  /// Whether anything is to hold under a profile; so it is where nothing is said of what is to hold.
  func asks(_ profile: NamedProfile) -> Bool {
    holds.isEmpty || holds.contains { ($0.profile ?? profile.base) == profile.base }
  }

  /// Number of points.
  public var points: Int { allowed?.count ?? Self.product(of: axes) ?? 0 }

  /// Number of runs at each point.
  public var runsPerPoint: Int { profiles.count * seeds.count }

  /// Number of runs.
  public var runs: Int { points * runsPerPoint }

  /// The columns of its rows.
  public var columns: SweepColumns { SweepColumns(axes: axes.map(\.column)) }

  /// Places of the values of a point, counted from 0, on the axes.
  func places(ofPoint point: Int) -> [Int] {
    Self.places(of: allowed.map { Int($0[point]) } ?? point, on: axes)
  }

  static func places(of point: Int, on axes: [Axis]) -> [Int] {
    var rest = point
    var places = [Int](repeating: 0, count: axes.count)
    for index in axes.indices.reversed() {
      (rest, places[index]) = rest.quotientAndRemainder(dividingBy: axes[index].values.count)
    }
    return places
  }

  /// The run with this number, from 1.
  public func run(_ number: Int) -> SweepRun {
    precondition(1...runs ~= number, "A plan has the runs from 1 to its number of runs.")
    let (point, rest) = (number - 1).quotientAndRemainder(dividingBy: runsPerPoint)
    let (profile, seed) = rest.quotientAndRemainder(dividingBy: seeds.count)
    return SweepRun(
      number: number, point: point, profile: profiles[profile], seed: seeds[seed])
  }
}

/// One run of a plan.
public struct SweepRun: Sendable, Equatable {
  /// Place in the plan, from 1.
  public let number: Int
  /// Place of its point, from 0.
  public let point: Int
  /// The profile it runs under.
  public let profile: NamedProfile
  /// The seed of its draws.
  public let seed: UInt64
}
