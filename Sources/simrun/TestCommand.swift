import PipelineModel
import Scenarios

/// `test`: every scenario under every profile it plays in, with every seed of its file.
struct TestCommand: Command {
  let name = "test"
  let abstract = "Check the expectations of scenarios, under both profiles and with every seed."
  let discussion = """
    Exit code 1 when an expectation or an invariant is broken, 2 when a run was cut off or what it \
    is about never happened.
    """
  let parameters = [
    ReplayOptions.profile(default: .both),
    ReplayOptions.seed,
    ReplayOptions.set,
    .option(
      "format", short: "f", value: "format", values: .words(TestOutput.allCases.map(\.rawValue)),
      default: "text", "How the results are written."),
    ReplayOptions.paths,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let plans = try ReplayOptions.plans(parsed, everySeed: true)
    let reports = ReplayOptions.run(plans, name, terminal) { ReplayReport($0) }
    let output = parsed.choice("format", as: TestOutput.self) ?? .text
    try terminal.write(output.text(of: reports))
    return TestOutput.exitCode(of: reports)
  }
}
