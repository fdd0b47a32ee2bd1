import PipelineModel
import Scenarios

/// `list`: the scenarios there are.
struct ListCommand: Command {
  let name = "list"
  let abstract = "List the scenarios with their titles and claims."
  let parameters = [Option.files]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let paths = parsed.texts("files")
    let scenarios = try Progress.during(name, on: terminal) { mark in
      try ScenarioRoot.scenarios(at: paths) { mark.advance(to: 0, $0) }
    }
    try terminal.write(ScenarioList.text(scenarios))
    return .success
  }
}

/// `validate`: read scenario and sweep files and report every mistake in them.
struct ValidateCommand: Command {
  let name = "validate"
  let abstract = "Read scenario and sweep files and report every mistake."
  let discussion = """
    Exit code 65 or 66 when a file is wrong: that of the first one.
    """
  let parameters = [Option.threads(), Option.files]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    let version = parsed.program.version
    let paths = try ScenarioRoot.paths(at: parsed.texts("files"), withSweeps: true)
    var progress = Progress(name, total: paths.count, on: terminal)
    var wrong = 0
    var code = ExitCode.success
    Campaign.inOrder(
      paths, threads: options.threads,
      watch: { done, running in
        progress.advance(to: done, running.first.map { paths[$0] } ?? "")
      },
      { Self.mistake(in: $0, version) },
      take: { _, mistake in
        guard let mistake else { return true }
        if wrong == 0 { code = mistake.exitCode }
        wrong += 1
        terminal.report(mistake)
        return true
      })
    progress.finish()
    let files = counted(paths.count, "file")
    try terminal.print(wrong == 0 ? "\(files), all right" : "\(files), \(wrong) wrong")
    return code
  }

  private static func mistake(in path: String, _ version: String) -> (any ReportedError)? {
    do {
      if try SweepPlan.isSweep(path: path) {
        _ = try SweepPlan.load(path: path, version: version)
      } else {
        try Scenario.load(path: path).checkMemory()
      }
      return nil
    } catch let error as any ReportedError {
      return error
    } catch {
      preconditionFailure("Files are refused with reported errors only, not \(error).")
    }
  }
}

/// `levers`: everything about the model that can be set.
struct LeversCommand: Command {
  let name = "levers"
  let abstract = "List every lever of the model with both profiles' values, or explain some."
  let discussion = """
    With a word it explains each lever that has the word in its name or its sentence: unit or \
    values, both profiles' values, what is proposed, and the source.
    """
  let parameters = [
    Option.format(LeverTable.self), Option.output(),
    Parameter.argument("word", isRequired: false, "What the levers to explain have in common."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    var results = try Results(parsed, terminal)
    let format =
      parsed.choice("format", as: LeverTable.self)
      ?? parsed.text("output").flatMap { ReportFormat(path: $0) }
      .flatMap { LeverTable(rawValue: $0.rawValue) } ?? .text
    if let word = parsed.text("word") {
      try results.write(format.content(of: LeverExplanation.levers(containing: word)))
    } else {
      try results.write(format.content)
    }
    try results.finish()
    return .success
  }
}
