import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// What diagnose says of a run at a moment is what the run played on shows.
@Suite struct DiagnosedRunTests {
  private static let world = """
    "world": { "organisations": { "acme": {} },
      "installations": { "c0": { "organisation": "acme" }, "c1": { "organisation": "acme" } },
      "repositories": {
        "app": { "installation": "c0", "items": { "issue": { "count": 20 },
          "pull_request": { "count": 40 } } },
        "other": { "installation": "c1", "items": { "issue": { "count": 30 } } } } }
    """

  private static func text(_ levers: String, _ story: String, _ more: String = "") -> String {
    let quiet = "\"engine.response-loss\": 0, \"queue.redelivery\": 0"
    return
      "{ \"title\": \"x\", \"levers\": { \(quiet)\(levers) }, \(world), \"story\": [\(story)]\(more) }"
  }

  private static let trigger = "{ \"trigger\": { \"installation\": \"c0\" } }"

  private func report(
    _ scenario: Scenario, at: SimDuration?, profile: NamedProfile = .asBuilt
  ) throws -> DiagnosisReport {
    let reports = DiagnosisReport.all(
      of: scenario, profile: profile, until: at.map { .zero + $0 })
    return try #require(reports.first { $0.installation == "c0" })
  }

  private func words(_ report: DiagnosisReport) -> String {
    report.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test(arguments: [
    ("1h", NamedProfile.asBuilt), ("25s", .asBuilt), ("0s", .asBuilt), ("40s", .runbook),
  ])
  func theStartTimeoutIsThatOfTheRun(_ lever: String, _ profile: NamedProfile) throws {
    let crowd = """
      { "trigger": { "installation": "c1", "entityTypes": ["issue"] } },
      { "at": "3s", "trigger": { "installation": "c0" } }
      """
    let levers = """
      , "worker.start-timeout": "\(lever)", "worker.per-organisation": 1, "wire.post": "20s"
      """
    let files = try ScenarioFiles(["main.jsonc": Self.text(levers, crowd)])
    let scenario = try files.scenario()
    let report = try report(scenario, at: .seconds(10), profile: profile)
    let evidence = ReplayPlan(scenario, profile: profile).run().evidence
    let dropped = evidence.runs(of: 0).filter { $0.outcome == .startTimeout }
    #expect(dropped.isEmpty == (lever == "0s" || lever == "1h"))
    #expect(report.situation == (lever == "0s" ? "still-running" : "queued"))
    if let first = dropped.map(\.endedAt).min() {
      let left = first - (SimTime.zero + .seconds(10))
      #expect(report.sentence.contains("drops the first in \(left.rounded)."), "\(report.sentence)")
    }
    let heading = profile == .runbook ? "under the profile runbook?" : "Does it work as built?"
    #expect(report.text.contains(heading))
  }

  @Test(arguments: [
    ("worker.finish-timeout", "30m", SimDuration.minutes(10), "asleep", "limit of 30m leaves it"),
    ("worker.finish-timeout", "0s", .minutes(10), "asleep", "nothing ends it"),
    ("worker.finish-timeout", "5h", .minutes(10), "asleep", "limit of 5h"),
    (
      "worker.finish-timeout", "30m", .minutes(50), "waiting-for-nobody",
      "orchestrator waits its 4h"
    ),
    ("orchestrator.wait-timeout", "1h", .hours(3), "timed-out", "its limit of 2h."),
    ("gateway.dedup-window", "1h", .hours(3), "waiting-for-nobody", "the 1h that dedup marks live"),
  ])
  func aWorkerAsleepIsAsleepUnderTheLimitsOfItsRun(
    _ lever: String, _ value: String, _ at: SimDuration, _ situation: String, _ said: String
  ) throws {
    let levers = """
      , "provider.rate-limit": "3/5h", "provider.page-size": 5, "\(lever)": "\(value)"
      """
    let one = "{ \"trigger\": { \"installation\": \"c0\", \"entityTypes\": [\"pull_request\"] } }"
    let scenario = try ScenarioFiles(["main.jsonc": Self.text(levers, one)]).scenario()
    let report = try report(scenario, at: at)
    #expect(report.situation == situation)
    #expect(words(report).contains(said), "\(report.text)")
    let worker = try #require(
      ReplayPlan(scenario, profile: .asBuilt).run().evidence.runs(of: 0).last)
    let limit = SimDuration(microseconds: try DurationText.parse(value))
    if lever == "worker.finish-timeout", limit > .zero, limit < .hours(5) {
      #expect(worker.outcome == .finishTimeout)
    }
  }

  @Test(arguments: [
    SimDuration(microseconds: 1), .milliseconds(100), .milliseconds(150), .milliseconds(199),
  ])
  func aRunNotYetMadeIsUnderWay(_ at: SimDuration) throws {
    let scenario = try ScenarioFiles(["main.jsonc": Self.text("", Self.trigger)]).scenario()
    let report = try report(scenario, at: at)
    #expect(report.situation == "under-way")
    #expect(report.rehearsals.first?.remedy == "Wait")
    #expect(report.rehearsals.first?.verdict == .works)
    let run = try #require(
      ReplayPlan(scenario, profile: .asBuilt).run().evidence.orchestrators().first)
    #expect(run.createdAt > .zero + at)
  }

  @Test func whatIsDroppedOrUndeliveredIsNoMoreUnderWay() throws {
    let quota = Self.text(
      ", \"engine.monthly-executions\": 1, \"engine.at-quota\": \"refuse\"",
      "{ \"trigger\": { \"installation\": \"c1\" } }, "
        + Self.trigger.replacing("{ \"trigger", with: "{ \"at\": \"1h\", \"trigger"))
    let dropped = try ScenarioFiles(["main.jsonc": quota]).scenario()
    #expect(try report(dropped, at: .minutes(61)).situation == "starts-dropped")
    let connect = Self.text(
      "", "{ \"connect\": \"c0\" }", ", \"faults\": [{ \"wire\": \"trigger\", \"status\": 500 }]"
    ).replacing(
      "\"c0\": { \"organisation\": \"acme\" }",
      with: "\"c0\": { \"organisation\": \"acme\", \"connected\": false }")
    let undelivered = try ScenarioFiles(["main.jsonc": connect]).scenario()
    let evidence = ReplayPlan(undelivered, profile: .asBuilt).run().evidence
    let last = try #require(evidence.milestones(.deadLetter, of: 0).first).time - SimTime.zero
    #expect(try report(undelivered, at: last - .seconds(1)).situation == "under-way")
    #expect(try report(undelivered, at: last + .seconds(1)).situation == "never-triggered")
  }

  @Test(arguments: [("1h", "late", 60), ("3s", "in-order", 0)])
  func itemsOnTheWayAreLateWhenTheFaultlessTimeIsOver(
    _ window: String, _ situation: String, _ count: Int
  ) throws {
    let fault = """
      , "faults": [{ "wire": "ingress", "window": ["0s", "\(window)"], "status": 500 }]
      """
    let scenario = try ScenarioFiles(["main.jsonc": Self.text("", Self.trigger, fault)]).scenario()
    let report = try report(scenario, at: .minutes(20))
    #expect(report.situation == situation)
    guard count > 0 else { return }
    var cut = scenario
    cut.limits.horizon = .zero + .minutes(20)
    let stored = ReplayPlan(cut, profile: .asBuilt).run().outcome.countsByRepository[0].stored
    #expect(report.sentence.contains("with \(60 - stored) items still"), "\(report.sentence)")
    #expect(report.sentence.contains("\(60 - stored) of them late"))
    let whole = ReplayPlan(scenario, profile: .asBuilt).run().outcome.countsByRepository[0]
    #expect(report.rehearsals.first?.with.stored == whole.stored)
  }

  @Test func inTheMiddleOfTheFaultlessTimeNothingIsLate() throws {
    let scenario = try ScenarioFiles(["main.jsonc": Self.text("", Self.trigger)]).scenario()
    let evidence = ReplayPlan(scenario, profile: .asBuilt).run().evidence
    let over = try #require(evidence.orchestrators().first).endedAt - SimTime.zero
    let report = try report(scenario, at: over + .milliseconds(1))
    #expect(report.situation == "arriving" && report.sentence.contains("none of them late"))
  }

  @Test func whatIsStoredTwiceIsSeen() throws {
    let path = repositoryFolder + "/scenarios/runbook/06-retrigger/25h.jsonc"
    for profile in NamedProfile.builtIn {
      let replay = ReplayPlan(try Scenario.load(path: path), profile: profile).run()
      let again = replay.outcome.counts.duplicateStored
      for history in [
        RunHistory.all(of: ReplayReport(replay))[0],
        DiagnosisInput.histories(of: replay.plan.scenario, profile: profile, until: nil)[0],
      ] {
        #expect(history.behind.storedAgain == again)
        #expect((DecisionTree(history).situation == .duplicates) == (again > 0))
      }
    }
  }

  @Test(arguments: ["26h", "30h", ""])
  func theMarksAreGoneForEveryPostOfTheRun(_ later: String) throws {
    let again =
      later.isEmpty ? "" : ", { \"at\": \"\(later)\", \"trigger\": { \"installation\": \"c0\" } }"
    let text = Self.text(
      "", Self.trigger + again,
      """
      , "faults": [{ "wire": "publish", "entityType": "issue", "items": 2, "status": 500 }]
      """)
    let files = try ScenarioFiles(["main.jsonc": text])
    let report = try report(files.scenario(), at: .minutes(90))
    let gone = try #require(report.rehearsals.last { $0.remedy.contains("the marks are gone") })
    #expect(gone.remedy.contains("set them anew") == !later.isEmpty, "\(gone.remedy)")
    let line = try #require(gone.story.first)
    let other = try ScenarioFiles([
      "main.jsonc":
        "{ \"extends\": \"\(files.path)/main.jsonc\", \"title\": \"y\", \"+story\": [\(line)] }"
    ])
    let evidence = ReplayPlan(try other.scenario(), profile: .asBuilt).run().evidence
    let time = try #require(evidence.outcome.storyTimes.last ?? nil)
    let behind = evidence.orchestrators(of: 0).filter { $0.createdAt >= time }
    #expect(behind.count == 1)
    let workers = behind.flatMap(evidence.workers).map(\.number)
    // Only what this very run marked may be refused.
    let first = workers.compactMap { evidence.ledger.posts[$0] }.flatMap { posts in
      Dictionary(grouping: posts, by: \.item).compactMap(\.value.first)
    }
    #expect(!first.isEmpty && first.allSatisfy { $0.kind != .itemDuplicate })
  }

  @Test func connectionsOfOneReplayMissWhatIsTheirs() throws {
    let text = Self.text(
      "", Self.trigger + ", { \"trigger\": { \"installation\": \"c1\" } }",
      """
      , "faults": [
        { "wire": "fetch", "installation": "c0", "entityType": "pull_request", "status": 404 },
        { "wire": "capture", "installation": "c1", "entityType": "issue", "status": 500 }]
      """)
    let replay = ReplayPlan(
      try ScenarioFiles(["main.jsonc": text]).scenario(), profile: .asBuilt
    ).run()
    let histories = RunHistory.all(of: ReplayReport(replay))
    #expect(histories.map(\.customer.misses) == [["pull_request"], ["issue"]])
  }

  @Test(arguments: [
    // Lost and stored without and with the remedy; less is missing than without it, or not.
    (4, 10, 2, 12, "helps"), (4, 10, 4, 14, "does-not-help"), (4, 10, 5, 20, "does-not-help"),
    (4, 10, 0, 14, "works"), (0, 10, 0, 10, "not-needed"),
  ])
  func aRemedyHelpsWhenLessIsMissing(
    _ lost: Int, _ stored: Int, _ lostWith: Int, _ storedWith: Int, _ verdict: String
  ) {
    func figures(_ lost: Int, _ stored: Int) -> DiagnosisReport.Figures {
      DiagnosisReport.Figures(
        expected: 14, stored: stored, filteredOnPurpose: 0, undelivered: 0, lost: lost,
        duplicateDeliveries: 0, duplicateStored: 0, openRuns: 0, completedRuns: 1, reason: "")
    }
    let (without, with) = (figures(lost, stored), figures(lostWith, storedWith))
    #expect(DiagnosisReport.Verdict(.restore, without, with).rawValue == verdict)
  }

  @Test func whatIsLeftOutOnPurposeAndWhatIsThereTwiceIsNamed() {
    let figures = DiagnosisReport.Figures(
      expected: 40, stored: 30, filteredOnPurpose: 10, undelivered: 0, lost: 0,
      duplicateDeliveries: 3, duplicateStored: 2, openRuns: 0, completedRuns: 1, reason: "")
    #expect(
      figures.words == "of 40 items 30 stored, 0 undelivered, 0 missing, 10 left out on purpose, "
        + "3 deliveries too many, 2 observations too many")
  }

  @Test func headingsTellWhichRun() throws {
    let scenario = try ScenarioFiles(["main.jsonc": smallScenario()]).scenario()
    let names = NamedProfile.builtIn.flatMap { profile in
      ([1, 2] as [UInt64]).map { seed in
        var other = scenario
        other.seeds = [seed]
        return DiagnosisReport.all(of: other, profile: profile, until: nil)[0].text.prefix {
          $0 != "\n"
        }
      }
    }
    #expect(Set(names).count == 4)
    #expect(names.allSatisfy { $0.contains(", seed ") }, "\(names)")
  }

  @Test func aRunCutOffIsUndecided() throws {
    var scenario = try ScenarioFiles(["main.jsonc": smallScenario()]).scenario()
    #expect(
      try !#require(DiagnosisReport.all(of: scenario, profile: .asBuilt, until: nil).first).cutOff)
    scenario.limits.maxEvents = 40
    let report = try #require(
      DiagnosisReport.all(of: scenario, profile: .asBuilt, until: nil).first)
    #expect(report.cutOff && report.text.contains("undecided"))
  }
}
