import PipelineModel
import Scenarios

/// What explore, frontier and diff share: their options, and how their answers are written.
struct AnswerOptions {
  static let parameters = [
    Option.profile(otherwise: "those of the file"), Option.seed(otherwise: "those of the file"),
    Option.seeds(otherwise: "those of the file"), Option.set, Option.until, Option.threads(),
    Option.format(AnswerFormat.self), Option.output(),
  ]

  let runs: RunOptions
  /// Nil leaves the file's own.
  let until: Goal?
  private let format: AnswerFormat
  private var results: Results

  /// `inputs` are the arguments that name files; the output is none of them.
  init(_ parsed: ParsedArguments, inputs: [String], _ terminal: Terminal) throws {
    runs = try RunOptions(parsed)
    until = parsed.choice("until", as: Goal.self)
    results = try Results(parsed, inputs: inputs, terminal)
    format =
      parsed.choice("format", as: AnswerFormat.self)
      ?? parsed.text("output").flatMap { AnswerFormat(path: $0) } ?? .text
  }

  /// The sweep file with what the command line changes of it.
  func plan(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> SweepPlan {
    let path = parsed.text("file") ?? ""
    let (version, changes) = (parsed.program.version, runs.changes)
    return try Progress.during(parsed.command.name, on: terminal) { mark in
      mark.advance(to: 0, path)
      return try SweepPlan.load(path: path, version: version, changes: changes)
    }
  }

  /// Writes the answers; the text ends with the command that makes them again. The exit code says
  /// whether a run broke an invariant or was cut off.
  mutating func write(
    _ answers: some AnswerDocument, _ parsed: ParsedArguments, _ terminal: Terminal
  ) throws -> ExitCode {
    try results.write(answers.content(format, command: parsed.commandLine()))
    if format == .text {
      try results.write(
        "simrun \(parsed.program.version)\nreproduce: \(parsed.commandLine())\n")
    }
    try results.finish()
    if answers.broken > 0 {
      terminal.note("\(counted(answers.broken, "run")) broke an invariant of the model")
    }
    if answers.undecided > 0 {
      terminal.note("\(counted(answers.undecided, "run")) hit the limit of events")
    }
    return answers.broken > 0 ? .broken : answers.undecided > 0 ? .undecided : .success
  }
}
