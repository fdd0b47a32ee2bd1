import Foundation
import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios
@testable import simrun

@Suite struct CommandsTests {
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]
  private static let page20 = root + "/scenarios/runbook/04-mid-pagination/page-20.jsonc"
  private static let program = Program(
    name: "simrun", version: "0.0.0", abstract: "A test.",
    commands: [
      ReplayCommand(), TestCommand(), ListCommand(), ValidateCommand(), LeversCommand(),
      ReportCommand(),
    ], defaultCommand: "replay")

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
    let recorded = RecordedTerminal()
    let code = Self.program.run(words, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  @Test func oneScenarioIsShownInFull() {
    let (code, output, errors) = run("replay", Self.page20, "-p", "as-built")
    #expect(code == .success)
    #expect(errors.isEmpty)
    #expect(output.hasPrefix("runbook/04-mid-pagination/page-20  as-built  seed 1  pass\n"))
    #expect(output.contains("\n4.2   holds          4 attempts of fetch-pull_request-p20"))
    #expect(output.contains("\nreproduce: simrun replay --seed 1 "))
  }

  @Test func theReproducingCommandReproduces() throws {
    let first = run("replay", Self.page20, "--set", "worker.retries=1", "-p", "as-built")
    let line = try #require(first.output.split(separator: "\n").last)
    let words = line.split(separator: " ").dropFirst(3).map(String.init)
    let recorded = RecordedTerminal()
    _ = Self.program.run(["replay"] + words, on: recorded.terminal())
    let footers = [first.output, recorded.output].map { text in
      text.split(separator: "\n").first { $0.hasPrefix("seed 1 ·") }
    }
    #expect(footers[0] != nil)
    #expect(footers[0] == footers[1])
  }

  @Test func jsonIsAnArrayAndLinesAreObjects() throws {
    let json = run("replay", Self.page20, "-p", "both", "-f", "json").output
    let reports = try JSONDecoder().decode([ReplayReport].self, from: Data(json.utf8))
    #expect(reports.map(\.profile) == ["runbook", "as-built"])
    #expect(reports.allSatisfy { $0.fingerprint.count == 16 && $0.verdict == "pass" })
    let lines = run("replay", Self.page20, "-p", "both", "-f", "ndjson").output
      .split(separator: "\n")
    #expect(lines.count == 2)
    let second = try JSONDecoder().decode(ReplayReport.self, from: Data(lines[1].utf8))
    #expect(second == reports[1])
  }

  @Test func threadsDoNotChangeResults() throws {
    let scenarios = try ScenarioFolder.scenarios(
      in: Self.root + "/scenarios/runbook/04-mid-pagination")
    let plans = ReplayPlan.all(scenarios, profiles: [.runbook, .asBuilt])
    let one = Campaign.run(plans, threads: 1) { $0.outcome.fingerprint }
    let four = Campaign.run(plans, threads: 4) { $0.outcome.fingerprint }
    #expect(one == four)
    #expect(Campaign.run([]) { $0.outcome.fingerprint }.isEmpty)
  }

  @Test func recordingDoesNotChangeTheFingerprint() throws {
    let plan = ReplayPlan(try Scenario.load(path: Self.page20), profile: .asBuilt)
    let fingerprints = [.counts, .milestones, .items].map {
      plan.run(recording: $0).outcome.fingerprint
    }
    #expect(Set(fingerprints).count == 1)
  }

  @Test func timelineAndTrace() throws {
    try withFolder { folder in
      let deep = folder.appendingPathComponent("deep/trace.json").path
      #expect(run("replay", Self.page20, "--trace", deep).code == .cannotWrite)
      let file = folder.appendingPathComponent("trace.json").path
      let (code, output, _) = run("replay", Self.page20, "--timeline", "--trace", file)
      #expect(code == .success)
      #expect(output.contains("fetch-pull_request-p20, attempt 1 failed: HTTP 500"))
      let data = try Data(contentsOf: URL(fileURLWithPath: file))
      #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
    }
  }

  @Test func mistakesAreUsageErrors() {
    let trace = run("replay", Self.page20, "-p", "both", "--trace", "x.json")
    #expect(trace.code == .usage)
    #expect(trace.errors.contains("takes one run, and this is 2"))
    let twice = run("replay", Self.page20, "--items", "x.ndjson", "--events", "./x.ndjson")
    #expect(twice.code == .usage)
    #expect(twice.errors.contains("Two outputs go into './x.ndjson'"))
    let lever = run("replay", Self.page20, "--set", "worker.retris=1")
    #expect(lever.code == .usage)
    #expect(lever.errors.contains("did you mean \"worker.retries\"?"))
    let value = run("replay", Self.page20, "--set", "worker.retries=many")
    #expect(value.code == .usage)
    #expect(value.errors.contains("invalid for the lever worker.retries"))
    #expect(run("replay", "/no/such.jsonc").code == .noInput)
    #expect(run("replay", Self.page20, "--trace", "/proc/none/trace.json").code == .cannotWrite)
  }

  @Test func scenarioOfTheOtherProfileIsAMistake() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("one.jsonc")
      let text = """
        { "extends": \(JSONText.quoted(Self.page20)), "title": "One", "profile": "runbook" }
        """
      try Data(text.utf8).write(to: file)
      let other = run("replay", file.path, "-p", "as-built")
      #expect(other.code == .usage)
      #expect(other.errors.contains("plays under the profile 'as-built'"))
    }
  }

  @Test(arguments: ["text", "junit", "tap", "github"]) func testFormats(format: String) {
    let folder = Self.root + "/scenarios/runbook/04-mid-pagination"
    let (code, output, errors) = run("test", folder, "-f", format)
    #expect(code == .success)
    #expect(errors.isEmpty)
    #expect(format == "github" ? output.isEmpty : !output.isEmpty)
  }

  @Test func brokenExpectationExitsWithOne() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("broken.jsonc")
      let text = """
        { "extends": \(JSONText.quoted(Self.page20)), "title": "Broken",
          "+expect": ["undelivered == 12345"] }
        """
      try Data(text.utf8).write(to: file)
      let (code, output, _) = run("test", file.path)
      #expect(code == .broken)
      #expect(output.contains("broken.jsonc:2:15: undelivered == 12345"))
    }
  }

  @Test func listValidateLevers() throws {
    let folder = Self.root + "/scenarios/runbook"
    #expect(run("list", folder).output.contains("04-mid-pagination/page-20 "))
    let valid = run("validate", folder)
    #expect(valid.code == .success)
    #expect(valid.output.hasSuffix("files, all right\n"))
    let sweeps = run("validate", Self.root + "/scenarios/capacity")
    #expect(sweeps.output == "10 files, all right\n")
    let sweep = run("replay", Self.root + "/scenarios/capacity/depth.sweep.jsonc")
    #expect(sweep.code == .badData)
    #expect(sweep.errors.contains("a scenario has no axes: this is a sweep file"))
    try withFolder { folder in
      let file = folder.appendingPathComponent("wrong.jsonc")
      try Data("{ \"titel\": 1 }".utf8).write(to: file)
      let wrong = run("validate", file.path)
      #expect(wrong.code == .badData)
      #expect(wrong.errors.contains("titel"))
      #expect(wrong.output == "1 file, 1 wrong\n")
    }
    #expect(run("levers").output.contains("worker.resume"))
    let levers = run("levers", "-f", "json").output
    let rows = try JSONSerialization.jsonObject(with: Data(levers.utf8)) as? [[String: Any]]
    #expect((rows?.count ?? 0) > 80)
  }

  @Test func everyLeverReadsBackWhatItPrints() throws {
    for lever in Lever.all {
      for value in [lever.runbook, lever.asBuilt] {
        #expect(try LeverSetting.parse(lever.name, value.text).value == value, "\(lever.name)")
      }
    }
  }

  @Test func rootIsTheNearestParentWithTheRunbook() throws {
    #expect(try ScenarioRoot.find(from: Self.root + "/Sources/simrun") == Self.root)
    #expect(throws: NoRepository.self) { try ScenarioRoot.find(from: "/proc") }
    #expect(ScenarioRoot.relative("/a/b/c.jsonc", to: "/a") == "b/c.jsonc")
    #expect(ScenarioRoot.relative("c.jsonc", to: "/a") == "c.jsonc")
  }
}
