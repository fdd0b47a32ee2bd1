import Scenarios

/// `calibrate`: levers from observed durations.
struct CalibrateCommand: Command {
  let name = "calibrate"
  let abstract = "Fit latencies and failure rates to observed calls."
  let discussion = """
    The file has one attempt of one call in each row (docs/calibrate.md). Says which distribution \
    fits each latency how well; the output, a .jsonc file, gets levers and faults \
    for scenarios to extend.
    """
  let parameters = [
    Parameter.option(
      "base", value: "file", values: .files,
      "The scenario file that the overlay extends, relative to the overlay."),
    .option(
      "family", value: "family", values: .words(Calibration.Family.allCases.map(\.rawValue)),
      "Take this family of distributions, whatever fits best."),
    .option(
      "ignore", value: "column", isRepeated: true, "Leave out a column that is no observation."),
    Option.format(CalibrationReport.Format.self, otherwise: "text"), Option.output(),
    .argument("file", values: .files, "The observations: .csv, .tsv, .json or .ndjson."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let path = parsed.text("file") ?? ""
    let overlay = try Self.overlay(parsed, input: path)
    let ignored = parsed.texts("ignore")
    let family = parsed.choice("family", as: Calibration.Family.self)
    let (calibration, report) = try Scenarios.Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, path)
      let calibration = try Calibration(path: path, ignoring: ignored, family: family)
      return (calibration, CalibrationReport(calibration))
    }
    try terminal.write(
      report.content(parsed.choice("format", as: CalibrationReport.Format.self) ?? .text))
    if let overlay {
      let file = CalibrationOverlay(
        calibration, source: path, command: parsed.commandLine(), base: parsed.text("base"))
      try AtomicFile.write(file.text, to: overlay)
      terminal.note("wrote \(VisibleText.of(overlay))")
    }
    return .success
  }

  /// The overlay to be written; throws a `ReportedError` when that will not be possible.
  private static func overlay(_ parsed: ParsedArguments, input: String) throws -> String? {
    guard let overlay = parsed.text("output") else {
      guard !parsed.isGiven("base") else {
        throw UsageError("'--base <file>' goes with '--output <path>'.")
      }
      return nil
    }
    guard overlay.hasSuffix(".jsonc") else {
      throw UsageError(
        "The value '\(VisibleText.of(overlay))' is invalid for '--output <path>': name it .jsonc.")
    }
    try OutputFile.check(overlay, inputs: [input])
    if let base = parsed.text("base") {
      try CalibrationOverlay.checkBase(base, of: overlay, version: parsed.program.version)
    }
    return overlay
  }
}
