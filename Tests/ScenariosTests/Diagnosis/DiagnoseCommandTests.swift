import PipelineModel
import Testing

@testable import Scenarios
@testable import simrun

/// What the command refuses, and its exit codes.
@Suite struct DiagnoseCommandTests {
  private func code(_ text: String) throws -> (code: ExitCode, errors: String) {
    let files = try ScenarioFiles(["main.jsonc": text])
    let program = Program(
      name: "simrun", version: "0.0.0", abstract: "A test.", commands: [DiagnoseCommand()],
      defaultCommand: "diagnose")
    let recorded = RecordedTerminal()
    let code = program.run(["diagnose", files.path + "/main.jsonc"], on: recorded.terminal())
    return (code, recorded.errors)
  }

  @Test func aFleetIsRefused() throws {
    let fleet = repositoryFolder + "/scenarios/fleet/week.jsonc"
    let (code, errors) = try code("{ \"extends\": \"\(fleet)\", \"title\": \"x\" }")
    #expect(code == .usage && errors.contains("has a fleet"), "\(errors)")
  }

  @Test(arguments: [(40, ExitCode.undecided), (1_000_000, .success)])
  func aRunThatIsCutOffIsUndecided(_ events: Int, _ expected: ExitCode) throws {
    let (code, errors) = try code(smallScenario("\"limits\": { \"maxEvents\": \(events) }"))
    #expect(code == expected, "\(errors)")
  }
}
