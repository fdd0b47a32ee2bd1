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

  @Test(
    "what was watched is what the rooms hold when the run is stopped",
    arguments: [
      "runbook/09-dispatch-fails/after-the-mark", "runbook/10-rate-limit/throttle-too",
      "cases/live-webhooks/live", "runbook/05-connection-deleted/late-cancel",
    ])
  func agreement(name: String) throws {
    let plan = try Self.plan(name)
    let (replay, history) = plan.watched()
    let end = replay.outcome.endedAt.microseconds
    for share in [0, 1, 8, 20, 45, 77, 120, 400, 999, 1000] as [Int64] {
      let time = SimTime(microseconds: end / 1000 * share)
      let state = plan.roomState(at: time).state
      #expect(state.limits.map(\.name) == history.limits.map(\.name))
      #expect(state.limits.map(\.inUse) == history.inUse.map { $0.value(at: time) })
      #expect(state.limits.map(\.waiting) == history.waiting.map { $0.value(at: time) })
      for use in state.limits { #expect(use.keys.reduce(0) { $0 + $1.inUse } == use.inUse) }
      for topic in QueueTopic.allCases {
        #expect(
          state.messages.count { $0.topic == topic }
            == history.messages[Int(topic.rawValue)].value(at: time))
      }
      for function in FunctionKind.allCases {
        #expect(
          state.runs.count { $0.function == function }
            == history.openRuns[Int(function.rawValue)].value(at: time))
      }
      let set = history.marks.filter { $0.from <= time && time < $0.until }
      let watched = set.map { "\($0.subject) \($0.until)" }.sorted()
      let held = state.marks.map { "\($0.item) \($0.until)" }.sorted()
      #expect(watched == held)
      #expect(state.backlog.executions == history.executions.value(at: time))
      #expect(state.backlog.delivered == history.delivered.value(at: time))
      #expect(state.backlog.stored == history.stored.value(at: time))
      #expect(state.backlog.undelivered == history.undelivered.value(at: time))
      check(waits: state, history, at: time)
      let windows = history.windows.filter { $0.from <= time && time < $0.until }
      #expect(windows.map(\.subject).sorted() == state.windows.map(\.installation))
    }
  }

  private func check(waits state: RoomState, _ history: RoomHistory, at time: SimTime) {
    let backfills = state.runs.filter { $0.function != .capture }
    let waiting = history.waits.filter { $0.from <= time && time < $0.until }
    let watched = waiting.map { "\($0.subject) \($0.limit)" }.sorted()
    var held: [String] = []
    for run in backfills { held += run.waitsFor.map { "\(run.number) \($0)" } }
    #expect(watched == held.sorted())
    let busy = history.requests.filter { $0.from <= time && time < $0.until }.map(\.subject)
    let requesting = backfills.filter { !$0.requests.isEmpty }.map(\.number)
    #expect(busy.sorted() == requesting)
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
