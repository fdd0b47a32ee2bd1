import Foundation
import Testing

@testable import Scenarios
@testable import simrun

/// --profile, --seed, --seeds, --set, --output and --format on every command that runs something.
@Suite struct SharedOptionsTests {
  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
    let recorded = RecordedTerminal()
    let code = Program.simrun.run(words, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  private func reports(_ json: String) throws -> [ReplayReport] {
    try JSONDecoder().decode([ReplayReport].self, from: Data(json.utf8))
  }

  @Test func aScenarioPlaysItsOwnProfileUnlessAnotherIsAskedFor() throws {
    let files = try ScenarioFiles([
      "built.jsonc": smallScenario("\"profile\": \"as-built\""), "any.jsonc": smallScenario(),
    ])
    let built = files.path + "/built.jsonc"
    #expect(run("replay", built).output.contains("/built  as-built  seed 1  "))
    let folder = try reports(run("replay", files.path, "-f", "json").output)
    #expect(folder.map(\.profile) == ["runbook", "as-built"])
    let other = run("replay", built, "-p", "runbook")
    #expect(other.code == .usage && other.errors.contains("plays under the profile 'runbook'"))
    let both = run("replay", built, files.path + "/any.jsonc", "-p", "runbook")
    #expect(both.code == .success)
    #expect(both.errors == "left out: \(built) does not play under the profile 'runbook'\n")
    #expect(run("diagnose", built, "-p", "runbook").code == .usage)
    let runbook = try ScenarioFiles(["r.jsonc": smallScenario("\"profile\": \"runbook\"")])
    #expect(run("diagnose", runbook.path + "/r.jsonc").code == .success)
  }

  @Test func theReproducingCommandKeepsMixedProfiles() throws {
    let files = try ScenarioFiles([
      "built.jsonc": smallScenario("\"profile\": \"as-built\""), "any.jsonc": smallScenario(),
    ])
    let mixed = run("replay", files.path).output
    #expect(mixed.hasSuffix("\nreproduce: simrun replay --seed 1 \(files.path)\n"))
    let one = run("replay", files.path + "/built.jsonc", "--seeds", "2").output
    #expect(
      one.hasSuffix(
        "reproduce: simrun replay --profile as-built \(files.path)/built.jsonc --seeds 2\n"))
  }

  @Test func seedsAreOneOrSeveral() throws {
    let files = try ScenarioFiles(["a.jsonc": smallScenario("\"seeds\": [7, 8]")])
    let path = files.path + "/a.jsonc"
    func seeds(_ words: String...) throws -> [UInt64] {
      let recorded = RecordedTerminal()
      _ = Program.simrun.run(["replay", path, "-f", "json"] + words, on: recorded.terminal())
      return try reports(recorded.output).map(\.seed)
    }
    #expect(try seeds() == [7])
    #expect(try seeds("--seed", "3") == [3])
    #expect(try seeds("-n", "3") == [1, 2, 3])
    let both = run("replay", path, "--seed", "3", "--seeds", "2")
    #expect(both.code == .usage && both.errors.contains("give one of them"))
  }

  @Test func aSweepTakesProfileSeedsAndLevers() throws {
    try SweepFolder.with { folder in
      _ = try folder.plan()
      let file = folder.path("small.sweep.jsonc")
      let rows = run(
        "sweep", file, "-p", "as-built", "--seeds", "1", "--set", "worker.retries=5", "-f", "csv"
      ).output.split(separator: "\n")
      let columns = rows[0].split(separator: ",").map(String.init)
      let profile = try #require(columns.firstIndex(of: "profile"))
      #expect(rows.count == 7)
      for row in rows.dropFirst() {
        #expect(row.split(separator: ",", omittingEmptySubsequences: false)[profile] == "as-built")
      }
      let plain = try SweepPlan.load(path: file, version: "1")
      let setting = try LeverSetting.parse("worker.retries", "5")
      let changed = try SweepPlan.load(
        path: file, version: "1", changes: SweepChanges(levers: [setting]))
      #expect(changed.digest != plain.digest && changed.runs == plain.runs)
      #expect(try SweepPoint(0, of: changed).scenario.levers.contains(setting))
      #expect(try !SweepPoint(0, of: plain).scenario.levers.contains(setting))
    }
  }

  @Test func aSweepRefusesALeverThatAnAxisVaries() throws {
    try SweepFolder.with { folder in
      _ = try folder.plan(
        "profile: \"runbook\", axes: { n: { lever: \"worker.retries\", values: [3] } },")
      let file = folder.path("small.sweep.jsonc")
      for command in ["sweep", "explore"] {
        let axis = run(command, file, "--set", "worker.retries=5")
        #expect(axis.code == .usage && axis.errors.contains("the axis 'n' varies it"))
        let profile = run(command, file, "-p", "as-built")
        #expect(profile.code == .usage && profile.errors.contains("under the profile 'as-built'"))
      }
    }
  }

  @Test func everyKindOfLeverCanBeSetInASweep() throws {
    try SweepFolder.with { folder in
      _ = try folder.plan()
      let settings = [
        ("worker.retries", "5"), ("worker.resume", "cursor"), ("worker.finish-timeout", "3h"),
        ("console.database-dedup", "true"), ("engine.backoff", "[\"1s\", \"2s\"]"),
        ("engine.state-limit", "1MiB"), ("provider.rate-limit", "40/1h"),
        ("wire.fetch", "{lognormal: {median: \"200ms\", sigma: 0.5}}"), ("wire.post", "1s"),
      ]
      let levers = try settings.map { try LeverSetting.parse($0, $1) }
      let plan = try SweepPlan.load(
        path: folder.path("small.sweep.jsonc"), version: "1",
        changes: SweepChanges(levers: levers))
      let scenario = try SweepPoint(0, of: plan).scenario
      for lever in levers { #expect(scenario.levers.contains(lever), "\(lever.name)") }
    }
  }

  @Test func aFrontierTakesLeversAndASeed() throws {
    func found(_ words: String...) throws -> Int64 {
      let recorded = RecordedTerminal()
      let file = repositoryFolder + "/scenarios/boundaries/again.sweep.jsonc"
      let command = ["frontier", file, "-a", "delay", "-p", "as-built", "-f", "json"]
      #expect(Program.simrun.run(command + words, on: recorded.terminal()) == .success)
      let report = try JSONDecoder().decode(FrontierReport.self, from: Data(recorded.output.utf8))
      return try #require(report.frontiers[0].median.amount)
    }
    let longer = try found("--set", "gateway.dedup-window=30h", "--seed", "1")
    #expect(5...6 ~= (longer - (try found())) / 3_600_000_000)
  }

  @Test(arguments: [
    ["replay"], ["diagnose"], ["mend", "--claim", "1.5", "--threads", "1"],
  ])
  func resultsGoIntoAFileInItsFormat(words: [String]) throws {
    let files = try ScenarioFiles(["a.jsonc": smallScenario("\"claims\": [\"1.5\"]")])
    let (input, output) = (files.path + "/a.jsonc", files.path + "/out.json")
    let recorded = RecordedTerminal()
    let code = Program.simrun.run(
      words + [input, "-o", output, "--seed", "2", "--set", "worker.retries=1", "-f", "json"],
      on: recorded.terminal())
    #expect(code == .success, "\(recorded.errors)")
    #expect(recorded.output.isEmpty)
    let text = try Data(contentsOf: URL(fileURLWithPath: output))
    #expect((try? JSONSerialization.jsonObject(with: text)) != nil)
    let taken = Program.simrun.run(words + [input, "-o", input], on: recorded.terminal())
    #expect(taken == .usage)
  }

  @Test func recordsAreNotReplayed() throws {
    let records = repositoryFolder + "/scenarios/diagnose/mid-page.json"
    for words in [["--seed", "1"], ["-p", "runbook"], ["--set", "worker.retries=1"]] {
      let recorded = RecordedTerminal()
      #expect(Program.simrun.run(["diagnose", records] + words, on: recorded.terminal()) == .usage)
      #expect(recorded.errors.contains("these are records"))
    }
  }

  @Test func aFleetRunsSeveralSeeds() throws {
    let files = try ScenarioFiles([
      "f.jsonc": """
      { "title": "Fleet", "fleet": { "connections": 2, "over": "1h", "mix": [
        { "share": 1, "repositories": 1, "items": { "issue": { "count": 3 } } }] } }
      """
    ])
    let json = run("fleet", files.path + "/f.jsonc", "-p", "runbook", "-n", "2", "-f", "json")
    let reports = try JSONDecoder().decode([FleetReport].self, from: Data(json.output.utf8))
    #expect(json.code == .success && reports.map(\.seed) == [1, 2])
    #expect(reports.allSatisfy { $0.verdict == "unjudged" })
  }
}
