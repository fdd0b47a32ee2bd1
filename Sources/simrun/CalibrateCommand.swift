import Foundation
import Scenarios

/// `calibrate`: levers from observed durations.
struct CalibrateCommand: Command {
  let name = "calibrate"
  let abstract = "Fit latencies and failure rates to observed calls."
  let discussion = """
    The file has one attempt of one call in each row (docs/calibrate.md). Says which distribution \
    fits each latency how well; --overlay also writes levers and faults as a file that scenarios \
    extend.
    """
  let parameters = [
    Parameter.option(
      "overlay", value: "file", values: .files,
      "Write levers and faults to this scenario file, .jsonc."),
    .option(
      "base", value: "file", values: .files,
      "The scenario file that the overlay extends, relative to the overlay."),
    .option(
      "family", value: "family", values: .words(Calibration.Family.allCases.map(\.rawValue)),
      "Take this family of distributions, whatever fits best."),
    .option(
      "ignore", value: "column", isRepeated: true, "Leave out a column that is no observation."),
    Option.format(CalibrationReport.Format.self), Option.output(),
    .argument("file", values: .files, "The observations: .csv, .json or .ndjson."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let path = parsed.text("file") ?? ""
    let output = parsed.text("output")
    if let output, output.hasSuffix(".jsonc") {
      throw UsageError(
        "'--output <path>' takes the report: levers and faults go to '--overlay"
          + " \(VisibleText.of(ShellWord.quote(output)))'.")
    }
    var results = try Results(parsed, inputs: ["file"], terminal)
    let overlay = try Self.overlay(parsed, input: path)
    let ignored = parsed.texts("ignore")
    let family = parsed.choice("family", as: Calibration.Family.self)
    let (calibration, report) = try Scenarios.Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, path)
      let calibration = try Calibration(path: path, ignoring: ignored, family: family)
      return (calibration, CalibrationReport(calibration))
    }
    let format =
      parsed.choice("format", as: CalibrationReport.Format.self)
      ?? output.flatMap { ReportFormat(path: $0) }
      .flatMap { CalibrationReport.Format(rawValue: $0.rawValue) } ?? .text
    try results.write(report.content(format))
    try results.finish()
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
    guard let overlay = parsed.text("overlay") else {
      guard !parsed.isGiven("base") else {
        throw UsageError("'--base <file>' goes with '--overlay <file>'.")
      }
      return nil
    }
    guard overlay.hasSuffix(".jsonc") else {
      throw UsageError(
        "The value '\(VisibleText.of(overlay))' is invalid for '--overlay <file>': name it .jsonc.")
    }
    try OutputFile.check(overlay, inputs: [input])
    if let base = parsed.text("base") {
      let folder = URL(fileURLWithPath: overlay).deletingLastPathComponent()
      let file = URL(fileURLWithPath: base, relativeTo: folder).path
      try OutputFile.check(overlay, inputs: [file])
      _ = try SourceText.read(path: file)
    }
    return overlay
  }
}
