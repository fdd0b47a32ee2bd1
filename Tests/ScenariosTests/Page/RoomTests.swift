import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("The rooms at a moment")
struct RoomTests {
  private static let after = "runbook/09-dispatch-fails/after-the-mark"

  static func plan(_ name: String, _ profile: NamedProfile = .asBuilt) throws -> ReplayPlan {
    ReplayPlan(
      try Scenario.load(path: "\(repositoryFolder)/scenarios/\(name).jsonc"), profile: profile)
  }

  @Test("watching a run changes nothing of it", arguments: NamedProfile.builtIn)
  func watching(profile: NamedProfile) throws {
    let plan = try Self.plan(Self.after, profile)
    #expect(plan.watched().replay.outcome == plan.run().outcome)
  }

  /// What the rooms must agree on at every moment, and a moment at which they once did not.
  static let watchedScenarios = [
    "runbook/09-dispatch-fails/after-the-mark", "runbook/10-rate-limit/throttle-too",
    "runbook/10-rate-limit/timeout-vercel", "runbook/05-connection-deleted/late-cancel",
    "runbook/architecture/quota-used-up", "cases/live-webhooks/live",
    "cases/console-dedup/db-dedup-flush", "cases/lost-marks/flush-then-again",
    "cases/completion-wait/wait-registered-late", "cases/provider-statuses/301",
    "rest/time/months-end", "rest/provider/window-begun-before", "rest/items/transferred",
    "rest/items/release-published-late", "rest/connections/reinstalled",
  ]

  @Test(
    "what was watched is what the rooms hold when the run is stopped",
    arguments: watchedScenarios, NamedProfile.builtIn)
  func agreement(name: String, profile: NamedProfile) throws {
    let plan = try Self.plan(name, profile)
    guard plan.scenario.plays(in: profile) else { return }
    let (replay, history) = plan.watched()
    let experiment = plan.experiment(.items)
    var simulation = experiment.simulation()
    for time in Self.moments(of: replay.outcome) {
      check(simulation.roomState(at: time, of: experiment), history, at: time)
    }
  }

  /// The moments at which something other than an item's way was told, some of those ways, and the
  /// microsecond before each.
  private static func moments(of outcome: Outcome) -> [SimTime] {
    let all = outcome.milestones
    let items = all.indices.filter { all[$0].kind.isAboutItem }
    let sampled = Set(
      items.enumerated().filter { $0.offset % (items.count / 60 + 1) == 0 }.map(\.element))
    let others = all.indices.filter { !all[$0].kind.isAboutItem }
    let kept = Set(
      others.enumerated().filter { $0.offset % (others.count / 120 + 1) == 0 }.map(\.element))
    let times = sampled.union(kept).map { all[$0].time } + [.zero, outcome.endedAt]
    return Set(times.flatMap { [$0, max(.zero, $0 - .microseconds(1))] }).sorted()
  }

  private func check(_ state: RoomState, _ history: RoomHistory, at time: SimTime) {
    let at = Comment(rawValue: "at \(time.microseconds) µs")
    #expect(state.limits.map(\.name) == history.limits.map(\.name), at)
    #expect(state.limits.map(\.inUse) == history.inUse.map { $0.value(at: time) }, at)
    #expect(state.limits.map(\.waiting) == history.waiting.map { $0.value(at: time) }, at)
    for use in state.limits { #expect(use.keys.reduce(0) { $0 + $1.inUse } == use.inUse, at) }
    for topic in QueueTopic.allCases {
      #expect(
        state.messages.count { $0.topic == topic }
          == history.messages[Int(topic.rawValue)].value(at: time), at)
    }
    for function in FunctionKind.allCases {
      #expect(
        state.runs.count { $0.function == function }
          == history.openRuns[Int(function.rawValue)].value(at: time), at)
    }
    let watched = history.marks.filter { $0.includes(time) }.map { "\($0.subject) \($0.until)" }
    #expect(watched.sorted() == state.marks.map { "\($0.item) \($0.until)" }.sorted(), at)
    #expect(state.backlog.executions == history.executions.value(at: time), at)
    #expect(state.executionsLeft == history.executionsLeft?.value(at: time), at)
    #expect(state.backlog.delivered == history.delivered.value(at: time), at)
    #expect(state.backlog.stored == history.stored.value(at: time), at)
    #expect(state.backlog.undelivered == history.undelivered.value(at: time), at)
    check(runs: state, history, at: time)
    let windows = history.windows.filter { $0.includes(time) }.map {
      "\($0.subject) \(history.windowUse[Int($0.subject)].value(at: time)) \($0.until)"
    }
    let held = state.windows.map { "\($0.installation) \($0.used) \($0.resetAt)" }
    #expect(windows.sorted() == held.sorted(), at)
  }

  private func check(runs state: RoomState, _ history: RoomHistory, at time: SimTime) {
    let at = Comment(rawValue: "at \(time.microseconds) µs")
    let backfills = state.runs.filter { $0.function != .capture }
    let waiting = history.waits.filter { $0.includes(time) }
    let held = backfills.flatMap { run in run.waitsFor.map { "\(run.number) \($0)" } }
    #expect(waiting.map { "\($0.subject) \($0.limit)" }.sorted() == held.sorted(), at)
    let busy = history.requests.filter { $0.includes(time) }.map(\.subject)
    #expect(busy.sorted() == backfills.filter { !$0.requests.isEmpty }.map(\.number), at)
    for run in backfills {
      let known = history.runs.last { $0.run.number == run.number && $0.at <= time }
      #expect(known?.run == run, at)
    }
  }

  private static let lostAndDeleted = """
    { "title": "One issue is lost, another deleted after it was stored",
      "levers": { "engine.response-loss": 0, "queue.redelivery": 0, "items.closed": 0 },
      "world": { "organisations": { "acme": {} },
        "installations": { "acme-gh": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "acme-gh",
          "items": { "issue": { "count": 5, "spread": ["0d", "20d"] } } } } },
      "story": [
        { "label": "first", "trigger": { "installation": "acme-gh", "entityTypes": ["issue"] } },
        { "at": "1h", "change": { "repository": "app", "entityType": "issue", "first": 0,
          "count": 1, "to": "deleted" } }],
      "faults": [{ "wire": "publish", "entityType": "issue", "pages": 1, "items": 4,
        "attempts": 1, "status": 500 }] }
    """

  @Test("what is deleted or asked for twice counts as in the books of a run that ends then")
  func backlog() throws {
    let lost = ReplayPlan(
      try ScenarioFiles(["main.jsonc": Self.lostAndDeleted]).scenario(), profile: .runbook)
    let names = [
      "rest/items/transferred", "rest/items/deleted", "rest/items/release-published-late",
      "rest/time/clock-behind-brings-more", "rest/live/queue-has-forgotten-it",
      "rest/connections/reinstalled",
    ]
    for plan in try [lost] + names.map({ try Self.plan($0) }) {
      let milestones = plan.run().outcome.milestones
      for place in stride(from: 0, to: milestones.count, by: milestones.count / 12 + 1) {
        var experiment = plan.experiment(.counts)
        experiment.horizon = milestones[place].time
        var simulation = experiment.simulation()
        let backlog = simulation.roomState(at: experiment.horizon, of: experiment).backlog
        let counts = experiment.run().counts
        let at = Comment(rawValue: "\(plan.scenario.name) at \(experiment.horizon.clock)")
        #expect(backlog.undelivered == counts.undelivered, at)
        #expect(backlog.delivered == counts.expected - counts.undelivered, at)
        #expect(backlog.stored == counts.expected - counts.missing, at)
      }
    }
    let report = RoomReport(lost, at: .zero + .hours(2))
    #expect(report.undelivered == 1 && report.delivered == 3 && report.stored == 3)
    let page = try PageDocument(lost, why: false, threads: 2, command: "simrun page").html
    #expect(page.contains("3 of 4 stored"))
  }

  @Test("a request that the engine leases ahead is not on its way before it is due")
  func leasedAhead() throws {
    let plan = try Self.plan("cases/completion-wait/wait-registered-late", .runbook)
    func does(_ microseconds: Int64) throws -> RoomReport.Run {
      try #require(RoomReport(plan, at: SimTime(microseconds: microseconds)).runs.first)
    }
    for time in [1_406_157, 24_829_999, 24_830_000, 26_829_000] as [Int64] {
      let run = try does(time)
      #expect(run.does == "tries again at 0:00:26.829, attempt 2" && run.requests.isEmpty)
    }
    #expect(try does(26_830_000).does.contains("attempt 2"))
    #expect(try does(26_830_000).requests.count == 1)
  }

  @Test("a run that was triggered for a connection that nobody knows can be stopped")
  func unknownConnection() throws {
    let plan = try Self.plan("runbook/07-manual-trigger/bad-input", .runbook)
    #expect(RoomReport(plan, at: .zero + .hours(2) + .seconds(12)).runs.count == 3)
  }

  @Test("a moment is a duration, or a time as timelines write it")
  func moments() throws {
    for text in ["35.098s", "0:00:35.098", "35s98ms"] {
      #expect(try MomentText.parse(text).microseconds == 35_098_000)
    }
    #expect(try MomentText.parse("1d 2:03:04").clock == "1d 2:03:04.000")
    for text in ["", "-1s", "1:2", "0:99:00.000", "soon", "d 1:00:00"] {
      #expect(throws: ValueProblem.self) { try MomentText.parse(text) }
    }
  }

  @Test("are shown as text and as JSON")
  func shown() throws {
    let file = "\(repositoryFolder)/scenarios/\(Self.after).jsonc"
    func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
      let recorded = RecordedTerminal()
      let code = Program.simrun.run(["replay", file] + words, on: recorded.terminal())
      return (code, recorded.output, recorded.errors)
    }
    let text = run("--until", "35.098s")
    #expect(text.code == .success && text.output.contains("at 0:00:35.098"))
    #expect(text.output.contains("#2  entity.worker     app pull_request"))
    #expect(text.output.contains("tries again at 0:00:3"))
    #expect(text.output.contains("dedup marks: ") && text.output.contains("executions: "))
    let json = run("--until", "35.098s", "-f", "json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["atMicroseconds"] as? Int == 35_098_000)
    #expect((object?["runs"] as? [[String: Any]])?.isEmpty == false)
    #expect(run("--until", "soon").code == .usage)
    #expect(run("--until", "1s", "--timeline").errors.contains("leave one of the two out"))
    #expect(run("--until", "1s", "-p", "both").errors.contains("takes one run"))
  }
}
