import SimKernel

extension Calibration.LeverFit {
  /// What the lever does not say, and what the data do not show.
  var warnings: [String] {
    let count = sample.count
    guard let chosen else {
      return [
        count < Fit.minimum
          ? "too little data: \(counted(count, "observation")), nothing is fitted below "
            + "\(Fit.minimum), where the laws of the distance begin to hold"
          : "the family asked for has no member with such durations"
      ] + scaleWarnings
    }
    var warnings = scaleWarnings
    if isConstant {
      warnings += constantWarnings
    } else if count < Fit.enough {
      let band = KolmogorovSmirnov.criticalDistance(count: count, fitted: .nothing)
      warnings.append(
        "little data: with \(count) observations each share is known to ±\((band * 100).decimals(0))"
          + " of 100 (95 %); \(Fit.enough) make it ±14, 1,000 make it ±4")
    }
    if !isConstant, count < Fit.enoughForTail {
      warnings.append(
        "the slowest 1 % are not known: 0.99^n is the chance that none of them was seen, below 5 % "
          + "from \(Fit.enoughForTail) observations on")
    }
    if !chosen.fits {
      warnings.append("the \(chosen.family.rawValue) distribution does not fit")
    } else if chosen.family == .empirical {
      warnings.append("nothing longer than \(sample.quantile(1)) is ever drawn")
    }
    let error = Fit.meanError(chosen.distribution, sample)
    if abs(error) > 0.1 {
      warnings.append(
        "the mean of what is drawn is \(chosen.distribution.mean), that of the observations "
          + "\(SimDuration(microseconds: Int64(sample.tally.mean + 0.5)))")
    }
    if callsDiffer {
      let names = calls.map(\.name).joined(separator: " and ")
      warnings.append("\(names) take unequally long, and one lever stands for both")
    }
    if let drift = sample.drift, drift.pValue < 0.01 {
      warnings.append(
        "the first half of the file differs from the second (distance \(drift.distance.decimals(3)))"
          + ": durations depend on the time or on each other, and a lever knows neither")
    }
    return warnings
  }

  /// A median so many times the default, or that part of it, is a wrong unit more often than a
  /// wrong default.
  private static let suspicious = 100.0

  private var scaleWarnings: [String] {
    let usual = standard.sample(1 << 63)
    let median = sample.quantile(0.5)
    guard usual > .zero else { return [] }
    guard median > .zero else {
      return ["the median is 0s, the default's \(usual): were durations rounded down to nothing?"]
    }
    let ratio = Double(median.microseconds) / Double(usual.microseconds)
    let factor = max(ratio, 1 / ratio)
    guard factor >= Self.suspicious else { return [] }
    let times = grouped(Int(factor + 0.5))
    let isByMillion = factor > 30_000
    return [
      ratio > 1
        ? "the median \(median) is \(times) times the default's \(usual): are these "
          + (isByMillion ? "moments, or microseconds" : "milliseconds") + " in a column of seconds?"
        : "the median \(median) is 1/\(times) of the default's \(usual): are these seconds in a "
          + "column of \(isByMillion ? "microseconds" : "milliseconds")?"
    ]
  }

  private var constantWarnings: [String] {
    let deviation = sample.tally.standardDeviation
    guard deviation > 0 else { return [] }
    let half = sample.tally.confidenceHalfWidth()
    let width = SimDuration(microseconds: Int64(min(half, 1e15) + 0.5))
    let spread = SimDuration(microseconds: Int64(deviation + 0.5))
    return [
      "the lever takes one duration only: the mean, known to ±\(width.rounded) (95 %); the standard "
        + "deviation of \(spread.rounded) is lost"
    ]
  }
}

extension FailureRate {
  /// Fewer failures leave the rate unknown to a factor of two.
  private static let enough = 10

  var warnings: [String] {
    var warnings: [String] = []
    if !isExpressed {
      warnings.append(
        ObservedCall.all[call].wire == nil
          ? "no fault strikes this call, the rate is left out"
          : "the model answers \(outcome.text) by itself (rate limit, token), the rate is left out")
    } else if failures < Self.enough {
      warnings.append(
        "little data: \(counted(failures, "failure")); below \(Self.enough) the rate is hardly known "
          + "to a factor of two")
    }
    return warnings
  }
}
