import Scenarios

/// `list`: the scenarios there are.
struct ListCommand: Command {
  let name = "list"
  let abstract = "List the scenarios with their titles and claims."
  let parameters = [ReplayOptions.paths]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let scenarios = try ScenarioRoot.scenarios(at: parsed.texts("files"))
    try terminal.write(ScenarioList.text(scenarios))
    return .success
  }
}

/// `validate`: read scenario and sweep files and report every mistake in them.
struct ValidateCommand: Command {
  let name = "validate"
  let abstract = "Read scenario and sweep files and report every mistake."
  let parameters = [ReplayOptions.paths]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let paths = try ScenarioRoot.paths(at: parsed.texts("files"), withSweeps: true)
    var wrong = 0
    var code = ExitCode.success
    for path in paths {
      do {
        if try SweepPlan.isSweep(path: path) {
          _ = try SweepPlan.load(path: path, version: parsed.program.version)
        } else {
          _ = try Scenario.load(path: path)
        }
      } catch let error as any ReportedError {
        wrong += 1
        code = error.exitCode
        terminal.report(error)
      }
    }
    let files = counted(paths.count, "file")
    try terminal.print(wrong == 0 ? "\(files), all right" : "\(files), \(wrong) wrong")
    return code
  }
}

/// `levers`: everything about the model that can be set.
struct LeversCommand: Command {
  let name = "levers"
  let abstract = "List every lever of the model with both profiles' values."
  let parameters = [
    Parameter.option(
      "format", short: "f", value: "format", values: .words(LeverTable.allCases.map(\.rawValue)),
      default: "text", "How the table is written.")
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    try terminal.write((parsed.choice("format", as: LeverTable.self) ?? .text).content)
    return .success
  }
}
