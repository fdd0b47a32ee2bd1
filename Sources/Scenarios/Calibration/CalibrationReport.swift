import PipelineModel
import SimKernel

/// A calibration in words: what fits how well, and what is not known or cannot be said.
public struct CalibrationReport: Encodable, Sendable {
  /// How it is written.
  public enum Format: String, CaseIterable, Sendable {
    case text
    case json
  }

  struct Family: Encodable, Sendable {
    let family: String
    let value: String
    let distance: Double
    /// Nil where the observations themselves are the lever.
    let criticalDistance: Double?
    let fits: Bool
    let isChosen: Bool
  }

  struct Standard: Encodable, Sendable {
    let value: String
    let distance: Double
    let pValue: Double
  }

  struct Latency: Encodable, Sendable {
    let lever: String
    let calls: [String: Int]
    let observations: Int
    let meanMicroseconds: Double
    let deviationMicroseconds: Double
    let medianMicroseconds: Int64
    let p90Microseconds: Int64
    let p99Microseconds: Int64
    let longestMicroseconds: Int64
    let families: [Family]
    let standard: Standard
    let driftDistance: Double?
    let driftPValue: Double?
    let warnings: [String]
  }

  struct Failure: Encodable, Sendable {
    let call: String
    let outcome: String
    /// 1 or 2 for first or later attempts, 0 for all.
    let fromAttempt: Int
    let failures: Int
    let attempts: Int
    let share: Double
    let lowest: Double
    let highest: Double
    let isExpressed: Bool
    let words: String
    let warnings: [String]
  }

  let observations: Int
  let attempts: [String: Int]
  let latencies: [Latency]
  let failures: [Failure]

  public init(_ calibration: Calibration) {
    observations = calibration.observations
    attempts = Dictionary(
      uniqueKeysWithValues: calibration.attempts.map { (ObservedCall.all[$0.call].name, $0.count) })
    latencies = calibration.levers.map(Latency.init)
    failures = calibration.rates.map(Failure.init)
  }

  /// The whole report.
  public func content(_ format: Format) -> String {
    format == .json ? JSONOutput.text(self) + "\n" : text
  }

  /// How many warnings there are.
  public var warnings: Int {
    latencies.reduce(0) { $0 + $1.warnings.count } + failures.reduce(0) { $0 + $1.warnings.count }
  }
}

extension CalibrationReport.Latency {
  init(_ fit: Calibration.LeverFit) {
    let sample = fit.sample
    lever = fit.lever.name
    calls = Dictionary(uniqueKeysWithValues: fit.calls.map { ($0.name, $0.succeeded) })
    observations = sample.count
    meanMicroseconds = sample.tally.mean
    deviationMicroseconds = sample.tally.standardDeviation
    medianMicroseconds = sample.quantile(0.5).microseconds
    p90Microseconds = sample.quantile(0.9).microseconds
    p99Microseconds = sample.quantile(0.99).microseconds
    longestMicroseconds = Int64(sample.tally.maximum)
    let shown = fit.isConstant ? fit.fits.filter { $0.family == .constant } : fit.fits
    families = shown.map { one in
      CalibrationReport.Family(
        family: one.family.rawValue, value: LeverValue.distribution(one.distribution).text,
        distance: one.distance, criticalDistance: one.critical, fits: one.fits,
        isChosen: one == fit.chosen)
    }
    let distance = sample.distance(to: fit.standard)
    standard = CalibrationReport.Standard(
      value: LeverValue.distribution(fit.standard).text, distance: distance,
      pValue: KolmogorovSmirnov.pValue(distance: distance, count: Double(sample.count)))
    let drift = sample.drift
    driftDistance = drift?.distance
    driftPValue = drift?.pValue
    warnings = fit.warnings
  }
}

extension CalibrationReport.Failure {
  init(_ rate: FailureRate) {
    call = ObservedCall.all[rate.call].name
    outcome = rate.outcome.text
    fromAttempt = rate.attempts?.lowerBound ?? 0
    failures = rate.failures
    attempts = rate.count
    share = rate.share
    lowest = rate.interval.lowerBound
    highest = rate.interval.upperBound
    isExpressed = rate.isExpressed
    words = rate.words
    warnings = rate.warnings
  }
}
