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
    Parameter.argument("file", values: .files, "The sweep file."),
    Parameter.option(
      "output", short: "o", value: "out", values: .files,
      "Write the rows to this file, .ndjson or .csv, instead of the standard output."),
    Parameter.option(
      "shard", value: "i/n",
      "Make only the i-th of n equal parts; auto takes it from Slurm, Kubernetes or GitLab."),
    Parameter.flag("resume", "Go on with what an interrupted sweep has left."),
    Parameter.threads("How many runs go on at the same time (default: all cores)."),
    Parameter.flag("plan", "Say how many runs there are and what they cost, and run nothing."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let path = parsed.text("file") ?? ""
    let output = parsed.text("output")
    let format = try Self.format(of: output)
    let shard =
      try parsed.value("shard") { text throws(ValueProblem) in
        try SweepShard.parse(text, environment: ProcessInfo.processInfo.environment)
      } ?? .whole
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = try parsed.integer("threads", in: 1...1024) ?? cores
    let isResuming = parsed.flag("resume")
    if isResuming, output == nil {
      throw UsageError("'--resume' goes with '--output <out>', where the rows are.")
    }
    let plan = try SweepPlan.load(path: path, version: parsed.program.version)
    if parsed.flag("plan") {
      let estimate = try SweepEstimate(plan, shard, format, within: .seconds(2))
      try terminal.write(
        plan.text(shard: shard, estimate: estimate, output: output, threads: threads))
      return .success
    }
    let summary = try make(
      plan, shard, format, output: output, threads: threads, isResuming: isResuming, terminal)
    report(summary, plan, output, parsed, terminal)
    return Self.exitCode(summary)
  }

  /// Makes the runs; Ctrl-C and a full disk end them in order.
  private func make(
    _ plan: SweepPlan, _ shard: SweepShard, _ format: SweepFormat, output: String?, threads: Int,
    isResuming: Bool, _ terminal: Terminal
  ) throws -> Sweep.Summary {
    signal(SIGXFSZ, SIG_IGN)
    InterruptWatch.begin()
    var progress: Scenarios.Progress?
    defer { progress?.finish() }
    func advance(_ done: Int, _ total: Int) -> Bool {
      if progress == nil { progress = Scenarios.Progress("sweep", total: total, on: terminal) }
      progress?.advance(to: done)
      return !InterruptWatch.isInterrupted
    }
    if let output, !Self.isStream(output) {
      return try Sweep(plan, shard: shard, output: output, format: format, threads: threads)
        .run(resuming: isResuming, advance: advance)
    }
    if let output { try Self.redirect(to: output) }
    return try Sweep.stream(
      plan, shard: shard, format: format, threads: threads, write: terminal.write,
      advance: advance)
  }

  /// The format of an output; NDJSON for the standard output and for devices.
  static func format(of output: String?) throws -> SweepFormat {
    guard let output, !isStream(output) else { return .ndjson }
    guard let format = SweepFormat(path: output) else {
      throw UsageError(
        "The value '\(output)' is invalid for '--output <out>': name it .ndjson or .csv.")
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
    terminal.note("sweep \(plan.digestText)  version \(parsed.program.version)  \(command)")
  }

  private static func exitCode(_ summary: Sweep.Summary) -> ExitCode {
    if !summary.isWhole { return .tryAgain }
    if summary.tally.broken > 0 { return .broken }
    return summary.tally.undecided > 0 ? .undecided : .success
  }
}
