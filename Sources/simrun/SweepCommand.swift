import Foundation
import Scenarios

/// `sweep`: the runs of a sweep file, each as a row.
struct SweepCommand: Command {
  let name = "sweep"
  let abstract = "Run a scenario over ranges of levers and sizes."
  let discussion = """
    Writes one row for each run, as NDJSON or CSV by the name of the output. An interrupted sweep \
    leaves its rows in OUT.part; --resume goes on with them. The rows are those of docs/sweeps.md.
    """
  let parameters = [
    Option.sweep, Option.profile(otherwise: "those of the file"),
    Option.seed(otherwise: "those of the file"), Option.seeds(otherwise: "those of the file"),
    Option.set, Option.threads(), Option.format(SweepFormat.self, otherwise: Option.byName),
    Option.output(),
    Option.shard,
    Option.resume,
    .flag("plan", "Say how many runs there are and what they cost, and run nothing."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    let path = parsed.text("file") ?? ""
    let output = parsed.text("output")
    let format = try Self.format(of: output, parsed)
    let shard =
      try parsed.value("shard") { text throws(ValueProblem) in
        try SweepShard.parse(text, environment: ProcessInfo.processInfo.environment)
      } ?? .whole
    let isResuming = parsed.flag("resume")
    if isResuming, output == nil {
      throw UsageError("'--resume' goes with '--output <path>', where the rows are.")
    }
    let isPlanned = parsed.flag("plan")
    if let output, !isPlanned { try OutputFile.check(output, inputs: [path]) }
    let version = parsed.program.version
    let (plan, estimate) = try Scenarios.Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, path)
      let plan = try SweepPlan.load(path: path, version: version, changes: options.changes)
      let estimate =
        isPlanned ? try SweepEstimate(plan, shard, format, within: .seconds(2)) : nil
      return (plan, estimate)
    }
    if let estimate {
      try terminal.write(
        plan.text(shard: shard, estimate: estimate, output: output, threads: options.threads))
      return .success
    }
    let summary = try make(
      plan, shard, format, output: output, threads: options.threads, isResuming: isResuming,
      terminal)
    if terminal.hasReader { report(summary, plan, output, parsed, terminal) }
    return Self.exitCode(summary, hasReader: terminal.hasReader)
  }

  /// Makes the runs; Ctrl-C and a full disk end them in order.
  private func make(
    _ plan: SweepPlan, _ shard: SweepShard, _ format: SweepFormat, output: String?, threads: Int,
    isResuming: Bool, _ terminal: Terminal
  ) throws -> Sweep.Summary {
    InterruptWatch.begin()
    if let output, !Self.isStream(output) {
      let sweep = Sweep(plan, shard: shard, output: output, format: format, threads: threads)
      return try Scenarios.Progress.during(name, on: terminal) { mark in
        try sweep.run(resuming: isResuming) { done, total in
          if mark.total != total { mark.begin("sweep", total: total) }
          mark.advance(to: done)
          return !InterruptWatch.isInterrupted
        }
      }
    }
    if let output { try Self.redirect(to: output) }
    var progress: Scenarios.Progress?
    defer { progress?.finish() }
    return try Sweep.stream(
      plan, shard: shard, format: format, threads: threads, write: terminal.write
    ) { done, total in
      if progress == nil { progress = Scenarios.Progress("sweep", total: total, on: terminal) }
      progress?.advance(to: done)
      return !InterruptWatch.isInterrupted && terminal.hasReader
    }
  }

  /// The format of an output by its name, or the one asked for; NDJSON for the standard output and
  /// for devices.
  static func format(of output: String?, _ parsed: ParsedArguments) throws -> SweepFormat {
    let wanted = parsed.choice("format", as: SweepFormat.self)
    guard let output, !isStream(output) else { return wanted ?? .ndjson }
    guard let format = SweepFormat(path: output) else {
      throw UsageError(
        "The value '\(VisibleText.of(output))' is invalid for '--output <path>': name it .ndjson or"
          + " .csv.")
    }
    if let wanted, wanted != format {
      throw UsageError(
        "'\(VisibleText.of(output))' is named for \(format.rawValue) and '--format' asks for"
          + " \(wanted.rawValue): leave one of them out, or name it .\(wanted.rawValue).")
    }
    return format
  }

  /// Whether a path is a device or a pipe, beside which nothing can be kept.
  private static func isStream(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
      && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Makes a device or a pipe the standard output, where rows go one by one.
  private static func redirect(to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0, dup2(descriptor, STDOUT_FILENO) >= 0 else {
      throw OutputFailure.system(errno)
    }
    close(descriptor)
  }

  private func report(
    _ summary: Sweep.Summary, _ plan: SweepPlan, _ output: String?, _ parsed: ParsedArguments,
    _ terminal: Terminal
  ) {
    let tally = summary.tally
    let command = parsed.commandLine(pace: true)
    if summary.isWhole {
      let taken = summary.taken > 0 ? " (\(summary.taken) were there)" : ""
      terminal.note("\(counted(tally.rows, "run"))\(taken): \(tally.sentence)")
    } else {
      terminal.note("interrupted: \(tally.rows) of \(summary.runs) runs are done")
      let resume = parsed.flag("resume") ? "" : " --resume"
      if output != nil { terminal.note("go on with: \(command)\(resume)") }
    }
    if summary.leftOut > 0 {
      terminal.note("\(summary.leftOut) earlier rows of another plan or simulator are left out")
    }
    if tally.broken > 0 {
      terminal.note("\(counted(tally.broken, "run")) broke an invariant of the model")
    }
    if tally.undecided > 0 {
      terminal.note("\(counted(tally.undecided, "run")) hit the limit of events")
    }
    for sentence in tally.missedFaults { terminal.note(sentence) }
    terminal.note("sweep \(plan.digestText)  version \(parsed.program.version)  \(command)")
  }

  /// Rows that nobody wants any more are as good as all rows.
  private static func exitCode(_ summary: Sweep.Summary, hasReader: Bool) -> ExitCode {
    if !summary.isWhole, hasReader { return .tryAgain }
    if summary.tally.broken > 0 { return .broken }
    return summary.tally.undecided > 0 ? .undecided : .success
  }
}
