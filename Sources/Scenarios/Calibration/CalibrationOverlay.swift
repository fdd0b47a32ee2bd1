import PipelineModel
import SimKernel

/// A calibration as a scenario file that others extend.
public struct CalibrationOverlay {
  private let calibration: Calibration
  private let source: String
  private let command: String
  private let base: String?

  /// `source` is the file of observations, `command` what makes the overlay again, and `base` the
  /// file that the overlay extends, relative to it.
  public init(_ calibration: Calibration, source: String, command: String, base: String?) {
    self.calibration = calibration
    self.source = source
    self.command = command
    self.base = base
  }

  /// Reads the file that an overlay is to extend, relative to the overlay.
  ///
  /// Throws a `ReportedError` when it is wrong, so that the overlay would be, and `UsageError` when
  /// the overlay would extend itself. `version` is the program's.
  public static func checkBase(_ base: String, of output: String, version: String) throws {
    let path = FilePath.resolve(base, from: output)
    let chain = try ScenarioChain.read(path: path)
    try OutputFile.check(output, inputs: chain.sources.map(\.path))
    if chain.root["axes"] == nil {
      _ = try Scenario.load(path: path)
    } else {
      _ = try SweepPlan.load(path: path, version: version)
    }
  }

  public var text: String {
    let count = counted(calibration.observations, "observation")
    let title = "Calibrated from \(count)"
    var sections = base.map { ["  \"extends\": \(JSONText.quoted($0)),"] } ?? []
    sections += ["  \"abstract\": true,", "  \"title\": \(JSONText.quoted(title)),"]
    let levers = calibration.levers.filter { $0.chosen != nil }
    if !levers.isEmpty {
      sections.append("  \"levers\": {\n" + levers.map(Self.lever).joined() + "  },")
    }
    let faults = calibration.rates.filter(\.isExpressed)
    if !faults.isEmpty {
      sections.append("  \"+faults\": [\n" + faults.map(Self.fault).joined() + "  ],")
    }
    return """
      // Made from \(VisibleText.of(source)) by: \(VisibleText.of(command))
      // What it is and how sure it is: docs/calibrate.md
      {
      \(sections.joined(separator: "\n"))
      }

      """
  }

  private static func lever(_ fit: Calibration.LeverFit) -> String {
    guard let chosen = fit.chosen else { return "" }
    var note = counted(fit.sample.count, "observation")
    if let critical = chosen.critical {
      note += ", distance \(chosen.distance.decimals(4)) (5 %: \(critical.decimals(4)))"
      if !chosen.fits { note += ", DOES NOT FIT" }
    } else if fit.isConstant {
      note += ", of which the lever takes the mean"
    }
    return "    // \(note)\n    \(JSONText.quoted(fit.lever.name)): \(chosen.distribution.json),\n"
  }

  private static func fault(_ rate: FailureRate) -> String {
    let call = ObservedCall.all[rate.call]
    var members = ["\"wire\": \(JSONText.quoted(call.wire?.name ?? ""))"]
    if let attempts = rate.attempts {
      members.append(
        attempts.count == 1
          ? "\"attempts\": 1"
          : "\"attempts\": [\(attempts.lowerBound), \(attempts.upperBound)]")
    }
    if case .status(let status) = rate.outcome {
      members.append("\"status\": \(status)")
    } else {
      members.append("\"lose\": \"reply\"")
    }
    let digits = String(String(1_000_000 + rate.perMillion).dropFirst())
    members.append("\"probability\": \(rate.perMillion >= 1_000_000 ? "1" : "0." + digits)")
    return "    // \(rate.words)\n    {\(members.joined(separator: ", "))},\n"
  }
}

extension FailureRate {
  /// Whether the overlay says it with a fault.
  var isExpressed: Bool {
    let call = ObservedCall.all[call]
    guard call.wire != nil else { return false }
    if case .status(let status) = outcome { return !call.isModelled(status: status) }
    return true
  }

  /// Failures, attempts, share and where it lies.
  var words: String {
    let call = ObservedCall.all[call].name
    let which = attempts.map { $0.upperBound == 1 ? "first attempts" : "later attempts" }
    let ends =
      "\((interval.lowerBound * 100).decimals(2))–\((interval.upperBound * 100).decimals(2))"
    return "\(call): \(grouped(failures)) of \(grouped(count)) \(which ?? "attempts") ended "
      + "\(outcome.text), \((share * 100).decimals(2)) % (\(ends) %)"
  }
}

extension Distribution {
  /// The distribution as JSON that scenario files read back.
  var json: String {
    func text(_ duration: SimDuration) -> String { "\"\(duration)\"" }
    switch self {
    case .constant(let duration): return text(duration)
    case .uniform(let low, let high): return "{\"uniform\": [\(text(low)), \(text(high))]}"
    case .exponential(let mean): return "{\"exponential\": \(text(mean))}"
    case .lognormal(let median, let sigma):
      return "{\"lognormal\": {\"median\": \(text(median)), \"sigma\": \(sigma)}}"
    case .empirical(let quantiles):
      let rows = quantiles.map {
        "      {\"share\": \($0.probability), \"value\": \(text($0.value))},\n"
      }
      return "{\"empirical\": [\n" + rows.joined() + "    ]}"
    }
  }
}

extension Double {
  /// So many decimals, rounded half away from zero.
  func decimals(_ count: Int) -> String {
    let scale = (0..<count).reduce(1.0) { product, _ in product * 10 }
    let whole = Int64((magnitude * scale + 0.5).rounded(.down))
    let (units, rest) = whole.quotientAndRemainder(dividingBy: Int64(scale))
    let sign = self < 0 && whole > 0 ? "-" : ""
    guard count > 0 else { return sign + "\(units)" }
    return sign + "\(units)." + String(String(Int64(scale) + rest).dropFirst())
  }
}
