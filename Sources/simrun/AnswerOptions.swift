import Foundation
import PipelineModel
import Scenarios

/// The options that explore, frontier and diff share.
struct AnswerOptions {
  static let profile = ReplayOptions.profile(default: .both)

  static let seeds = Parameter.option(
    "seeds", short: "n", value: "n", "Run the seeds 1 to n instead of the file's.")

  static let threads = Parameter.threads(
    "How many runs go on at the same time (default: all cores).")

  static let until = Parameter.option(
    "until", short: "u", value: "goal", values: .words(Goal.allCases.map(\.rawValue)),
    "When a run is done: every item is stored or filtered on purpose, or every item is delivered"
      + " (default: as the file says, or stored).")

  static let format = Parameter.option(
    "format", short: "f", value: "format",
    values: .words(AnswerFormat.allCases.map(\.rawValue)),
    "How the answers are written (default: by the ending of the output, or text).")

  static let output = Parameter.option(
    "output", short: "o", value: "out", values: .files,
    "Write to this file instead of the standard output.")

  private let choice: ReplayOptions.ProfileChoice
  /// Nil leaves the file's own.
  let seeds: [UInt64]?
  let threads: Int
  /// Nil leaves the file's own.
  let until: Goal?
  private let format: AnswerFormat
  private let path: String?

  /// `inputs` are the arguments that name files; the output is none of them.
  init(_ parsed: ParsedArguments, inputs: [String]) throws {
    choice = parsed.choice("profile", as: ReplayOptions.ProfileChoice.self) ?? .both
    seeds = try parsed.integer("seeds", in: 1...10_000).map { Array(1...UInt64($0)) }
    threads =
      try parsed.integer("threads", in: 1...1024)
      ?? ProcessInfo.processInfo.activeProcessorCount
    until = parsed.choice("until", as: Goal.self)
    path = parsed.text("output")
    if let path { try OutputFile.check(path, inputs: inputs.compactMap(parsed.text)) }
    format =
      parsed.choice("format", as: AnswerFormat.self)
      ?? path.flatMap { AnswerFormat(path: $0) } ?? .text
  }

  /// The profiles asked for, of those that the files play in.
  func profiles(of playable: [Profile.Name]) throws(UsageError) -> [Profile.Name] {
    let profiles = choice.profiles.filter(playable.contains)
    guard !profiles.isEmpty else {
      throw UsageError("There is nothing to run under the profile '\(choice.rawValue)'.")
    }
    return profiles
  }

  /// Writes the answers; the text ends with the command that makes them again. The exit code says
  /// whether a run broke an invariant or was cut off.
  func write(
    _ answers: some AnswerDocument, _ parsed: ParsedArguments, _ terminal: Terminal
  ) throws -> ExitCode {
    var text = answers.content(format, command: parsed.commandLine())
    if format == .text {
      text += "simrun \(parsed.program.version)\nreproduce: \(parsed.commandLine())\n"
    }
    if let path { try AtomicFile.write(text, to: path) } else { try terminal.write(text) }
    if answers.broken > 0 {
      terminal.note("\(counted(answers.broken, "run")) broke an invariant of the model")
    }
    if answers.undecided > 0 {
      terminal.note("\(counted(answers.undecided, "run")) hit the limit of events")
    }
    return answers.broken > 0 ? .broken : answers.undecided > 0 ? .undecided : .success
  }
}
