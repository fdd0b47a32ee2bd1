import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Whether the incident of a run's own records shows that run, told by a comparison of their runs.
@Suite struct ReproductionTests {
  private static func text(_ items: String, _ story: String, _ more: String = "") -> String {
    """
    { "title": "x", "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
      "world": { "organisations": { "acme": {} },
        "installations": { "c0": { "organisation": "acme" } },
        "repositories": { \(items) } },
      "story": [\(story)]\(more) }
    """
  }

  private static func repository(_ name: String, _ counts: [Int], linked: Bool = true) -> String {
    let items = zip(["pull_request", "issue", "release"], counts).map {
      "\"\($0)\": { \"count\": \($1), \"spread\": [\"0d\", \"20d\"] }"
    }
    return "\"\(name)\": { \"installation\": \"c0\", \"linked\": \(linked), "
      + "\"items\": { \(items.joined(separator: ", ")) } }"
  }

  private static func trigger(_ at: String = "0s", _ types: String = "") -> String {
    let list = types.isEmpty ? "" : ", \"entityTypes\": [\"\(types)\"]"
    return "{ \"at\": \"\(at)\", \"trigger\": { \"installation\": \"c0\"\(list) } }"
  }

  private static func faults(_ fault: String) -> String { ", \"faults\": [{ \(fault) }]" }

  /// The records of a run's only connection, as somebody would export them.
  private func records(_ text: String) throws -> RunHistory {
    let replay = ReplayPlan(
      try ScenarioFiles(["main.jsonc": text]).scenario(), profile: .asBuilt
    ).run()
    var history = try #require(RunHistory.all(of: ReplayReport(replay)).first)
    (history.clock, history.customer) = (.utc, RunHistory.Customer())
    return history
  }

  /// Every run with its end, pages and step, and every result.
  private func signature(_ history: RunHistory) -> [String] {
    let orchestrators = history.orchestrators.map { run in
      let results = (run.output?.results ?? []).map {
        "\($0.resource) \($0.entityType) \($0.success)"
      }
      return "\(run.outcome) \(run.output?.workUnits ?? -1) \(results.sorted())"
    }
    let workers = history.workers.map { "\($0.unit) \($0.outcome) \($0.pages ?? -1) \($0.step)" }
    return orchestrators.sorted() + workers.sorted()
  }

  private static let app = repository("app", [120, 20, 5])
  private static let cases: [(name: String, text: String, isShown: Bool?)] = [
    ("plain", text(app, trigger()), true),
    ("pull requests fill pages of issues", text(repository("app", [110, 10, 0]), trigger()), true),
    ("two repositories", text(app + ", " + repository("lib", [10, 120, 0]), trigger()), true),
    ("nothing linked", text(repository("app", [20, 20, 0], linked: false), trigger()), true),
    (
      "linked for the second run",
      text(
        repository("app", [20, 20, 0], linked: false),
        trigger() + ", { \"at\": \"5m\", \"link\": \"app\" }, " + trigger("10m")), true
    ),
    (
      "404",
      text(
        app, trigger(), faults("\"wire\": \"fetch\", \"entityType\": \"issue\", \"status\": 404")),
      true
    ),
    (
      "page 2",
      text(
        app, trigger(),
        faults(
          "\"wire\": \"fetch\", \"entityType\": \"pull_request\", \"pages\": 2, \"status\": 502")),
      true
    ),
    (
      "failed behind the last page, told",
      text(
        app, trigger(),
        faults(
          "\"wire\": \"send-event\", \"caller\": \"worker\", \"entityType\": \"issue\", \"statusAfterWork\": 500"
        )),
      true
    ),
    (
      "failed behind the last page, untold",
      text(
        app, trigger(),
        faults(
          "\"wire\": \"send-event\", \"entityType\": \"issue\", \"repository\": \"app\", \"status\": 500"
        )),
      true
    ),
    (
      "cancelled",
      text(repository("app", [20, 10, 0]), trigger() + ", { \"at\": \"2s\", \"cancel\": \"c0\" }"),
      nil
    ),
    ("some types", text(app, trigger("0s", "issue") + ", " + trigger("10m", "release")), true),
    (
      "the connection is read at the second run",
      text(
        app, trigger() + ", " + trigger("10m"),
        faults("\"wire\": \"connection\", \"rounds\": 1, \"status\": 500")),
      nil
    ),
  ]

  @Test(arguments: cases)
  func yesIsSaidWhereEveryRunIsShown(_ name: String, _ text: String, _ isShown: Bool?) throws {
    let history = try records(text)
    let fitted = Incident(history).fitted()
    let reproduction = Reproduction(fitted, budget: 0)
    let files = try ScenarioFiles(["incident.jsonc": fitted.text])
    let replay = ReplayPlan(try files.scenario("incident.jsonc"), profile: .asBuilt).run()
    let shown = try #require(
      RunHistory.all(of: ReplayReport(replay)).first { $0.installation == history.installation })
    let isEqual = signature(shown) == signature(history)
    #expect(reproduction.isWhole == isEqual, "\(name): \(reproduction.words)\n\(fitted.text)")
    if let isShown { #expect(isEqual == isShown, "\(name): \(reproduction.words)\n\(fitted.text)") }
    #expect(reproduction.words.hasPrefix(isEqual ? "Yes: " : "No: "))
  }

  @Test(arguments: [
    ("\"pages\": 7", "pages 7"), ("\"workUnits\": 5", "units 5"),
    ("\"step\": \"dispatch-release-p1\"", "orchestrator 1"),
  ])
  func whatTheRecordsTellOtherwiseIsNamed(_ key: String, _ said: String) throws {
    var history = try records(
      Self.text(
        Self.app, Self.trigger(),
        Self.faults("\"wire\": \"fetch\", \"entityType\": \"issue\", \"status\": 404")))
    let failed = try #require(history.workers.firstIndex { $0.outcome == .failed })
    if key.contains("pages") { history.workers[failed].pages = 7 }
    if key.contains("workUnits") { history.orchestrators[0].output?.workUnits = 5 }
    if key.contains("step") { history.workers[failed].step = "dispatch-release-p1" }
    let reproduction = Reproduction(Incident(history).fitted(), budget: 0)
    #expect(reproduction.firstDifference.contains(said), "\(reproduction.words)")
  }

  @Test func aRunThatIsNotRecordedIsNamed() throws {
    var history = try records(Self.text(Self.app, Self.trigger()))
    history.workers.removeAll { $0.entityType == "release" }
    #expect(
      Reproduction(Incident(history).fitted(), budget: 0).isWhole, "its units of work tell of it")
    history.orchestrators[0].output = nil
    history.orchestrators[0].outcome = .cancelled
    let reproduction = Reproduction(Incident(history).fitted(), budget: 0)
    #expect(!reproduction.isWhole && reproduction.words.hasPrefix("No: "))
  }

  // MARK: - Behind the last page

  private func export(_ success: Bool, _ step: String) -> String {
    """
    { "now": "2026-02-25T12:00:00Z", "installation": "i",
      "orchestrators": [{ "id": "O", "status": "completed", "createdAt": "2026-02-25T10:00:00Z",
        "endedAt": "2026-02-25T10:09:00Z", "output": { "success": \(success), "workUnits": 1,
          "results": [{ "entityType": "issue", "success": \(success), "error": "HTTP 500" }] } }],
      "workers": [{ "id": "W", "parent": "O", "status": "failed", "entityType": "issue",
        "resource": "app", "createdAt": "2026-02-25T10:00:01Z", "startedAt": "2026-02-25T10:00:01Z",
        "endedAt": "2026-02-25T10:08:00Z", "error": "HTTP 500", "step": "\(step)", "pages": 2 }] }
    """
  }

  @Test(arguments: [(true, "in-order"), (false, "workers-done")])
  func aWorkerThatFailsToTellHasDoneItsWork(_ success: Bool, _ situation: String) throws {
    let source = SourceText(path: "x.json", text: export(success, "notify-completion"))
    let history = try DiagnosisInput.histories(in: source)[0]
    let report = DiagnosisReport(history)
    #expect(report.situation == situation)
    #expect(report.reproduction?.isWhole ?? false, "\(report.reproduction?.words ?? "")")
    if !success { #expect(report.sentence.contains("in notify-completion")) }
  }

  @Test func aWorkerThatFailsBeforeItsEndContradictsItsParentsSuccess() {
    let source = SourceText(path: "x.json", text: export(true, "fetch-issue-p2"))
    #expect(throws: DiagnosticList.self) { try DiagnosisInput.histories(in: source) }
  }
}
