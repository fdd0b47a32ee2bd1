import PipelineModel
import SimKernel

/// What observed durations and failures say about the levers.
public struct Calibration: Sendable {
  /// A lever and its observations.
  struct LeverFit: Sendable {
    let lever: Lever
    /// Names of the calls, each with its number of attempts that succeeded.
    let calls: [(name: String, succeeded: Int)]
    let sample: DurationSample
    let fits: [Fit]
    /// Nil when there is too little data.
    let chosen: Fit?
    /// Whether two calls that share the lever take unequally long (p < 0.01).
    let callsDiffer: Bool

    /// The lever's default, and how far it is from the observations.
    var standard: Distribution {
      switch lever.asBuilt {
      case .distribution(let distribution): distribution
      case .duration(let duration): .constant(duration)
      default: preconditionFailure("\(lever.name) is no latency.")
      }
    }

    /// Whether the lever takes one duration only.
    var isConstant: Bool { lever.kind == .duration }
  }

  let observations: Int
  let levers: [LeverFit]
  let rates: [FailureRate]
  /// Attempts by call, in the order of `ObservedCall.all`; calls without any are left out.
  let attempts: [(call: Int, count: Int)]

  /// Reads a file of observations and fits the levers to them.
  ///
  /// Throws a `ReportedError` of a file that cannot be used.
  public init(path: String, ignoring ignored: [String], family: Family?) throws {
    self.init(
      try ObservationFile.read(path: path, ignoring: ignored), family: family?.fit)
  }

  /// Fits the levers; `family` is taken whatever fits best.
  init(_ observations: [Observation], family: Fit.Family?) {
    var byCall = [[Observation]](repeating: [], count: ObservedCall.all.count)
    for observation in observations { byCall[observation.call].append(observation) }
    let seen = byCall.indices.filter { !byCall[$0].isEmpty }
    self.observations = observations.count
    attempts = seen.map { ($0, byCall[$0].count) }
    rates = seen.flatMap { FailureRate.all($0, byCall[$0]) }
    levers = Lever.all.compactMap { lever in
      let calls = seen.filter { ObservedCall.all[$0].lever == lever.name }
      return calls.isEmpty
        ? nil : LeverFit(lever, observations.filter { calls.contains($0.call) }, family)
    }
  }

  /// Which family every distribution is fitted to.
  public enum Family: String, CaseIterable, Sendable {
    case uniform, exponential, lognormal, empirical

    var fit: Fit.Family { Fit.Family(rawValue: rawValue) ?? .empirical }
  }
}

extension Calibration.LeverFit {
  /// Takes the attempts of the lever's calls in the order of the file; nil when none succeeded.
  init?(_ lever: Lever, _ observations: [Observation], _ wanted: Fit.Family?) {
    let good = observations.filter { $0.outcome == .succeeded }
    let durations = good.compactMap(\.duration)
    guard !durations.isEmpty else { return nil }
    self.lever = lever
    calls = ObservedCall.all.indices.compactMap { call in
      let count = good.count { $0.call == call }
      return count > 0 ? (ObservedCall.all[call].name, count) : nil
    }
    sample = DurationSample(durations)
    fits = Fit.all(sample)
    callsDiffer = Self.differ(good)
    chosen =
      if durations.count < Fit.minimum {
        nil
      } else if lever.kind == .duration {
        fits.first { $0.family == .constant }
      } else if let wanted {
        fits.first { $0.family == wanted }
      } else {
        Fit.best(fits)
      }
  }

  private static func differ(_ observations: [Observation]) -> Bool {
    let byCall = ObservedCall.all.indices.map { call in
      observations.filter { $0.call == call }.compactMap(\.duration)
    }.filter { $0.count >= Fit.minimum }.map { DurationSample($0).sorted }
    guard let first = byCall.first else { return false }
    return byCall.dropFirst().contains { other in
      let (n, m) = (Double(first.count), Double(other.count))
      let distance = KolmogorovSmirnov.distance(first, other)
      return KolmogorovSmirnov.pValue(distance: distance, count: n * m / (n + m)) < 0.01
    }
  }
}
