import Scenarios

/// `calibrate`: levers from observed durations.
struct CalibrateCommand: Command {
  let name = "calibrate"
  let abstract = "Fit latencies and failure rates to observed calls."
  let discussion = """
    The file has one attempt of one call in each row (docs/calibrate.md). Says which distribution \
    fits each latency how well, and writes levers and faults as a file that scenarios extend.
    """
  let parameters = [
    Parameter.option(
      "output", short: "o", value: "overlay", values: .files,
      "Write levers and faults to this scenario file, .jsonc."),
    .option(
      "base", value: "file", values: .files,
      "The scenario file that the overlay extends, relative to the overlay."),
    .option(
      "family", value: "family", values: .words(Calibration.Family.allCases.map(\.rawValue)),
      "Take this family of distributions, whatever fits best."),
    .option(
      "ignore", value: "column", isRepeated: true, "Leave out a column that is no observation."),
    .option(
      "format", short: "f", value: "format",
      values: .words(CalibrationReport.Format.allCases.map(\.rawValue)), default: "text",
      "How the report is written."),
    .argument("file", values: .files, "The observations: .csv, .tsv, .json or .ndjson."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let path = parsed.text("file") ?? ""
    let output = parsed.text("output")
    if let output, !output.hasSuffix(".jsonc") {
      throw UsageError("The value '\(output)' is invalid for '--output <overlay>': name it .jsonc.")
    }
    if output == nil, parsed.isGiven("base") {
      throw UsageError("'--base <file>' goes with '--output <overlay>'.")
    }
    if let output {
      try OutputFile.check(output, inputs: [path])
      if let base = parsed.text("base") {
        try CalibrationOverlay.checkBase(base, of: output, version: parsed.program.version)
      }
    }
    let calibration = try Calibration(
      path: path, ignoring: parsed.texts("ignore"),
      family: parsed.choice("family", as: Calibration.Family.self))
    let report = CalibrationReport(calibration)
    try terminal.write(
      report.content(parsed.choice("format", as: CalibrationReport.Format.self) ?? .text))
    if let output {
      let overlay = CalibrationOverlay(
        calibration, source: path, command: parsed.commandLine(), base: parsed.text("base"))
      try AtomicFile.write(overlay.text, to: output)
      terminal.note("wrote \(output)")
    }
    return .success
  }
}
