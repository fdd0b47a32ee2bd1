import Foundation
import PipelineModel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("A profile file")
struct ProfileFileTests {
  private static let folder = repositoryFolder + "/scenarios/profiles/"

  /// Reads a profile among other files.
  private func load(_ text: String, _ others: [String: String] = [:]) throws -> NamedProfile {
    let files = try ScenarioFiles(others.merging(["mine.jsonc": text]) { first, _ in first })
    return try NamedProfile.load(path: files.path + "/mine.jsonc")
  }

  private func report(_ text: String, _ others: [String: String] = [:]) -> String {
    do {
      _ = try load(text, others)
      return ""
    } catch let error as any ReportedError {
      return error.report(colours: false)
    } catch { return "\(error)" }
  }

  private func profile(_ levers: String, base: String = "as-built") -> String {
    "{\n  \"summary\": \"Mine.\",\n  \"base\": \"\(base)\",\n  \"levers\": {\n    \(levers)\n  },\n}"
  }

  private let two = """
    "worker.retries": { "value": 5, "why": "More is better.", "source": "a guess" },
    "engine.step-limit": { "value": 7, "why": "Fewer.", "source": "a guess" },
    """

  @Test("of a built-in profile lists every lever with its value", arguments: Profile.Name.allCases)
  func builtIn(name: Profile.Name) throws {
    let path = Self.folder + name.rawValue + ".jsonc"
    let profile = try NamedProfile.load(path: path)
    #expect(profile.entries.map(\.setting.name) == Lever.all.map(\.name))
    for (entry, lever) in zip(profile.entries, Lever.all) {
      #expect(entry.setting.value == lever.value(in: Profile(name)), "\(lever.name)")
      #expect(entry.source == lever.source, "\(lever.name)")
    }
    #expect(profile.levers == Profile(name))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(
      text == ProfileText(NamedProfile(name)).file,
      "stale: simrun profile file \(name.rawValue) > scenarios/profiles/\(name.rawValue).jsonc")
  }

  @Test("that is shipped proposes what the pipeline does not have")
  func proposed() throws {
    let profile = try NamedProfile.load(path: Self.folder + "proposed.jsonc")
    #expect(profile.base == .asBuilt && profile.title == "proposed")
    let other = try NamedProfile.load(path: Self.folder + "proposed-30-days.jsonc")
    #expect(
      other.settings.filter { !profile.settings.contains($0) }.map(\.text)
        == ["backfill.default-depth = 30"])
    for entry in profile.entries {
      let lever = try #require(Lever.named(entry.setting.name))
      #expect(entry.setting.value != lever.asBuilt, "\(lever.name)")
    }
  }

  @Test("sets its levers over its base, and its base over that one's")
  func levers() throws {
    let others = ["base.jsonc": profile(two, base: "runbook")]
    let mine = try load(
      profile(
        """
        "worker.retries": { "value": 1, "why": "Fewer.", "source": "a guess" },
        """, base: "base.jsonc"), others)
    var expected = Profile(.runbook)
    expected.worker.retries = 1
    expected.engine.stepLimit = 7
    #expect(mine.levers == expected && mine.base == .runbook)
    #expect(mine.settings.map(\.name) == ["engine.step-limit", "worker.retries"])
  }

  @Test("has a checksum of what it sets, not of how it is written")
  func checksum() throws {
    let mine = try load(profile(two))
    #expect(mine.label.hasPrefix("mine@") && mine.label.count == "mine@".count + 8)
    let lines = two.split(separator: "\n").reversed().joined(separator: "\n")
    #expect(try load(profile(lines)).label == mine.label)
    #expect(try load(profile(two.replacing("Fewer.", with: "Less."))).label == mine.label)
    #expect(try load(profile(two.replacing("7", with: "8"))).label != mine.label)
    #expect(try load(profile(two, base: "runbook")).label != mine.label)
  }

  @Test("is refused with every mistake at its place")
  func mistakes() {
    let text = report(
      profile(
        """
        "worker.retires": { "value": 5, "why": "More.", "source": "a guess" },
            "worker.retries": { "value": 21, "source": "a guess" },
            "gateway.order": { "value": "outbux", "why": "", "source": "x" },
        """))
    for line in [
      "mine.jsonc:5:5: error: levers: there is no lever \"worker.retires\"",
      "help: did you mean \"worker.retries\"?",
      "mine.jsonc:6:34: error: levers.\"worker.retries\".value: expected an integer from 0 to 20",
      "mine.jsonc:6:23: error: missing key \"why\"", "help: did you mean \"outbox\"?",
      "why: the text is empty",
    ] {
      #expect(text.contains(line), "\(line)\n\(text)")
    }
  }

  @Test("says what is wrong with its base")
  func bases() {
    #expect(report(profile("", base: "asbuilt")).contains("did you mean \"as-built\"?"))
    #expect(report(profile("", base: "gone.jsonc")).contains("gone.jsonc"))
    let circle = report(
      profile("", base: "other.jsonc"), ["other.jsonc": profile("", base: "mine.jsonc")])
    #expect(circle.contains("based on itself"))
    #expect(report("{ \"title\": \"x\", \"world\": {} }").contains("this is a scenario"))
    #expect(report("{ \"base\": \"as-built\" }").contains("missing"))
  }

  @Test("is no scenario, and no folder of scenarios plays it")
  func isNoScenario() throws {
    let files = try ScenarioFiles([
      "profiles/mine.jsonc": profile(two), "a.jsonc": smallScenario(),
    ])
    #expect(try ScenarioFolder.paths(in: files.path).count == 1)
    #expect(try ScenarioFolder.profiles(in: files.path).count == 1)
    #expect(throws: DiagnosticList.self) {
      try Scenario.load(path: files.path + "/profiles/mine.jsonc")
    }
  }
}

@Suite("A profile file on the command line")
struct ProfileCommandLineTests {
  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
    let recorded = RecordedTerminal()
    let code = Program.simrun.run(words, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  private func files(_ scenario: String = "") throws -> ScenarioFiles {
    try ScenarioFiles([
      "a.jsonc": smallScenario(scenario),
      "careful.jsonc": """
      { "summary": "Careful.", "base": "as-built", "levers": {
        "worker.retries": { "value": 1, "why": "Fewer.", "source": "a guess" } } }
      """,
    ])
  }

  @Test("stands for a name, and its levers lie below those of the scenario and of --set")
  func replay() throws {
    let files = try files()
    let (scenario, profile) = (files.path + "/a.jsonc", files.path + "/careful.jsonc")
    let result = run("replay", scenario, "--profile", profile)
    #expect(result.code == .success)
    #expect(result.output.contains("careful@"))
    #expect(result.output.contains("--profile \(profile)"))
    let set = run("replay", scenario, "--profile", profile, "--set", "worker.retries=3")
    let plain = run("replay", scenario, "--profile", "as-built")
    func fingerprint(_ text: String) -> String? {
      text.components(separatedBy: "fingerprint ").last.map { String($0.prefix(16)) }
    }
    #expect(fingerprint(set.output) == fingerprint(plain.output))
  }

  @Test("is understood by every command that understands a name")
  func everyCommand() throws {
    let files = try files()
    let (scenario, profile) = (files.path + "/a.jsonc", files.path + "/careful.jsonc")
    for command in ["replay", "test", "explain", "diagnose", "mend"] {
      let words =
        [command, scenario, "--profile", profile]
        + (command == "mend" ? ["--expect", "stored >= 0", "--shipped", "0"] : [])
      let recorded = RecordedTerminal()
      let code = Program.simrun.run(words, on: recorded.terminal())
      #expect([.success, .broken, .undecided].contains(code), "\(command): \(recorded.errors)")
    }
    #expect(run("replay", scenario, "--profile", files.path + "/gone.jsonc").code == .noInput)
    #expect(run("replay", scenario, "--profile", scenario).code == .badData)
    let typo = run("replay", scenario, "--profile", "asbuilt")
    #expect(typo.code == .usage && typo.errors.contains("or a file (.jsonc)"))
  }

  @Test("is named by a scenario, relative to it")
  func ownProfile() throws {
    let files = try files("\"profile\": \"careful.jsonc\"")
    let scenario = try Scenario.load(path: files.path + "/a.jsonc")
    #expect(scenario.profile?.title == "careful")
    #expect(scenario.profile?.levers.worker.retries == 1)
    let result = run("replay", files.path + "/a.jsonc")
    #expect(result.code == .success && !result.output.contains("--profile"))
    #expect(run("replay", files.path + "/a.jsonc", "--profile", "runbook").code == .usage)
    let text = try String(contentsOfFile: files.path + "/careful.jsonc", encoding: .utf8)
    try text.replacing("\"value\": 1", with: "\"value\": 2")
      .write(toFile: files.path + "/careful.jsonc", atomically: true, encoding: .utf8)
    let other = try Scenario.load(path: files.path + "/a.jsonc")
    #expect(other.digest != scenario.digest)
  }

  @Test("that a scenario names and that is wrong shows nothing of itself")
  func wrongOwnProfile() throws {
    let files = try ScenarioFiles([
      "a.jsonc": smallScenario("\"profile\": \"secret.jsonc\""), "secret.jsonc": "{ secret: 1 }",
    ])
    let result = run("replay", files.path + "/a.jsonc")
    #expect(result.code == .badData && result.errors.contains("is no right profile"))
    #expect(!result.errors.contains("secret: 1"))
  }

  @Test("tells its rows from those of another version")
  func rows() throws {
    let files = try files(
      "\"axes\": { \"n\": { \"lever\": \"worker.global\", \"values\": [1, 2] } }")
    let (sweep, profile) = (files.path + "/a.jsonc", files.path + "/careful.jsonc")
    let rows = run("sweep", sweep, "--profile", profile).output
    #expect(rows.contains("\"profile\":\"careful@"))
    let text = try String(contentsOfFile: profile, encoding: .utf8)
    try text.replacing("1,", with: "2,").write(toFile: profile, atomically: true, encoding: .utf8)
    let others = run("sweep", sweep, "--profile", profile).output
    func sweepOf(_ rows: String) -> String? {
      rows.components(separatedBy: "\"sweep\":").dropFirst().first.map { String($0.prefix(18)) }
    }
    #expect(sweepOf(rows) != nil && sweepOf(rows) != sweepOf(others))
  }

  @Test("is checked and shown")
  func checkAndShow() throws {
    let files = try files()
    let profile = files.path + "/careful.jsonc"
    #expect(run("profile", "check", profile).output == "1 profile, all right\n")
    let wrong = run("profile", "check", profile, files.path + "/a.jsonc")
    #expect(wrong.code == .badData && wrong.output == "2 profiles, 1 wrong\n")
    let shown = run("profile", "show", profile).output
    #expect(shown.contains("worker.retries = 1 (as-built: 3)") && shown.contains("Fewer."))
    let file = run("profile", "file", profile).output
    let copy = try ScenarioFiles(["careful.jsonc": file])
    let read = try NamedProfile.load(path: copy.path + "/careful.jsonc")
    #expect(try read.levers == NamedProfile.load(path: profile).levers)
    #expect(run("profile", "show").code == .usage)
  }
}
