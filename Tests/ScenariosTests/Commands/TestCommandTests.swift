import Foundation
import Testing

@testable import Scenarios
@testable import simrun

@Suite("test") struct TestCommandTests {
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]

  private func run(
    _ words: String..., more: [String] = [], recorded: RecordedTerminal = RecordedTerminal()
  ) -> (code: ExitCode, output: String, errors: String) {
    let program = Program(
      name: "simrun", version: "0.0.0", abstract: "A test.",
      commands: [TestCommand(clock: { 5_000 }), ReplayCommand(), MendCommand()])
    let code = program.run(words + more, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  private static let stored = "\"expect\": [\"stored == 15\"]"
  private static let fleet = """
    { "title": "Fleet", "fleet": { "connections": 2, "over": "1h", "mix": [
      { "share": 1, "repositories": 1, "items": { "issue": { "count": 3 } } }] } }
    """

  @Test func fleetsOfFoldersAreLeftOutAndNamedOnesPlay() throws {
    let files = try ScenarioFiles([
      "a.jsonc": smallScenario(Self.stored), "many/fleet.jsonc": Self.fleet,
    ])
    let fleet = files.path + "/many/fleet.jsonc"
    let folder = run("test", files.path)
    #expect(folder.code == .success)
    #expect(folder.output.hasSuffix("2 runs: 2 pass, 0 fail, 0 undecided\n"))
    #expect(folder.errors.hasPrefix("left out, because fleets take long: \(fleet)\n"))
    #expect(folder.errors.hasSuffix("simrun test \(fleet), or simrun fleet \(fleet)\n"))
    let named = run("test", fleet)
    #expect(named.code == .undecided && named.errors.isEmpty)
    #expect(named.output.hasSuffix("2 runs: 0 pass, 0 fail, 2 undecided\n"))
    let only = run("test", files.path + "/many")
    #expect(only.code == .usage && only.errors.contains("only fleets, which take long: \(fleet)."))
    #expect(run("replay", files.path).errors.contains("left out"))
    #expect(run("test", "--seeds", "2", files.path + "/a.jsonc").output.contains("4 runs: 4 pass"))
  }

  @Test func aBrokenFileIsOneCaseAndTheOthersPlay() throws {
    let files = try ScenarioFiles([
      "a.jsonc": smallScenario(Self.stored), "b.jsonc": "{\n  \"titel\": 1 }",
      "c.jsonc": smallScenario("\"expect\": [\"stored == 1\"]"),
    ])
    let place = "\(files.path)/b.jsonc:2:3: unknown key \"titel\""
    for format in TestOutput.allCases {
      let (code, output, errors) = run("test", files.path, "-f", format.rawValue)
      #expect(code == .badData)
      #expect(errors.contains("b.jsonc:2:3: error: unknown key \"titel\""))
      switch format {
      case .text:
        #expect(output.contains("\nerror     "))
        #expect(output.hasSuffix("4 runs: 2 pass, 2 fail, 0 undecided; 1 file cannot be read\n"))
      case .junit:
        #expect(output.contains("tests=\"5\" failures=\"2\" errors=\"1\""))
        #expect(output.contains("file=\"\(files.path)/b.jsonc\" line=\"2\" time=\"0.000\""))
      case .tap:
        #expect(output.hasPrefix("TAP version 14\n1..5\nok 1 "))
        #expect(
          output.contains("\nnot ok 3 - ") && output.contains(JSONText.quoted(place).dropLast()))
      case .github: #expect(output.contains("::error file=\(files.path)/b.jsonc,line=2,col=3,"))
      }
    }
    let missing = run("test", files.path + "/a.jsonc", files.path + "/none.jsonc")
    #expect(missing.code == .noInput && missing.output.contains("2 pass"))
  }

  @Test func outputIsTheSameWhateverTheThreads() throws {
    let folder = Self.root + "/scenarios/runbook/09-dispatch-fails"
    let outputs = ["1", "2", "5"].map {
      run("test", folder, "--threads", $0, "-f", "junit").output
    }
    #expect(Set(outputs).count == 1 && outputs[0].contains("tests=\"8\""))
  }

  @Test func outputGoesIntoAFile() throws {
    let files = try ScenarioFiles(["a.jsonc": smallScenario(Self.stored)])
    let (scenario, path) = (files.path + "/a.jsonc", files.path + "/report.xml")
    let (code, output, _) = run("test", scenario, "-f", "junit", "-o", path)
    #expect(code == .success && output.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("<?xml"))
    #expect(run("test", scenario, "-o", scenario).code == .usage)
    #expect(run("test", scenario, "-o", "/proc/none/x").code == .cannotWrite)
  }

  @Test func aReaderThatLeavesLearnsTheVerdictFromTheExitCode() throws {
    let files = try ScenarioFiles([
      "good.jsonc": smallScenario(Self.stored),
      "wrong.jsonc": smallScenario("\"seeds\": 3000, \"expect\": [\"stored == 1\"]"),
    ])
    for (name, code) in [("good", ExitCode.success), ("wrong", .broken)] {
      for command in ["test", "replay"] {
        let recorded = RecordedTerminal()
        recorded.outputError = EPIPE
        let result = run(command, files.path + "/\(name).jsonc", recorded: recorded)
        #expect(result.code == code, "\(command) \(name)")
        #expect(result.errors.isEmpty)
      }
    }
  }

  @Test func aFileThatExpectsNothingPassesNothing() throws {
    let files = try ScenarioFiles(["open.jsonc": smallScenario()])
    let path = files.path + "/open.jsonc"
    let test = run("test", path, "-p", "runbook")
    #expect(test.code == .undecided && test.output.contains("nothing expected"))
    let replay = run("replay", path)
    #expect(replay.code == .success && replay.output.contains("  seed 1  no expectations\n"))
    let json = run("replay", path, "-f", "ndjson").output
    #expect(json.contains("\"verdict\":\"unjudged\""))
    let replays = run("replay", path, "-p", "both").output
    #expect(
      replays.contains("runbook: 1 run, 0 pass, 0 fail, 0 undecided, 1 without expectations;"))
    let other = try ScenarioFiles([
      "one.jsonc": smallScenario("\"expect\": { \"runbook\": [\"stored == 15\"] }")
    ])
    // Without a choice it plays where something is expected; who chooses is told what is not.
    #expect(run("test", other.path).output.hasSuffix("1 run: 1 pass, 0 fail, 0 undecided\n"))
    let both = run("test", other.path, "-p", "both").output
    #expect(both.hasSuffix("2 runs: 1 pass, 0 fail, 1 undecided\n"))
  }

  @Test func aFaultThatNeverStruckLeavesItsScenarioUndecided() throws {
    func test(_ fault: String, _ more: String...) throws -> (code: ExitCode, output: String) {
      let files = try ScenarioFiles([
        "fault.jsonc": smallScenario("\"expect\": [\"stored >= 0\"], \"faults\": [{ \(fault) }]")
      ])
      let result = run("test", files.path, more: more)
      let words = result.output.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }
      return (result.code, words.joined(separator: more.contains("tap") ? "\n" : " "))
    }
    let never = try test("wire: 'fetch', pages: 99, status: 500")
    #expect(never.code == .undecided)
    #expect(never.output.contains("faults[0] (HTTP 500, fetch) struck in none of 2 runs"))
    #expect(never.output.hasSuffix("2 runs: 1 pass, 0 fail, 1 undecided"))
    let allowed = try test("wire: 'fetch', pages: 99, status: 500, mayMiss: true")
    #expect(allowed.code == .success)
    #expect(allowed.output.contains("struck in none of 2 runs, and may miss"))
    // Captures are durable as built only, and that is where it strikes.
    let once = try test("wire: 'capture', attempts: 1, status: 500")
    #expect(once.code == .success && once.output.contains("struck in 1 of 2 runs only"))
    let other = try test("wire: 'capture', attempts: 1, status: 500", "-p", "runbook")
    #expect(other.code == .undecided)
    let tap = try test("wire: 'fetch', pages: 99, status: 500, mayMiss: true", "-f", "tap").output
    #expect(tap.contains("ok 2 - ") && tap.contains("\n# ") && !tap.contains("not ok"))
  }

  @Test func aMendOfClaimsNeedsAClaim() throws {
    let files = try ScenarioFiles([
      "none.jsonc": smallScenario(),
      "runbook.jsonc": smallScenario("\"claims\": [\"1.5\"], \"profile\": \"runbook\""),
    ])
    let none = run("mend", files.path + "/none.jsonc")
    #expect(none.code == .badData && none.output.isEmpty)
    #expect(none.errors.contains("none.jsonc:1:1: error: the file names no claim"))
    #expect(none.errors.contains("\"claims\": [\"4.2\"]"))
    let claim = run("mend", files.path, "--claim", "4.2")
    #expect(claim.code == .usage && claim.errors.contains("they speak to 1.5."))
    #expect(run("mend", files.path).code == .usage)
  }
}
