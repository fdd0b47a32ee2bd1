import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Two faults: one that never strikes, one that strikes where there are two pages.
@Suite("A fault that never struck is said")
struct MissedFaultTests {
  private static let sections = """
    "faults": [
      { "wire": "fetch", "pages": 99, "status": 500 },
      { "wire": "fetch", "pages": 2, "slow": "1s", "mayMiss": true }],
    "profile": "runbook", "seeds": 2,
    "axes": { "size": {
      "items": { "repository": "app", "entityType": "pull_request" }, "values": [5, 15] } }
    """

  private static func line(_ number: Int) -> Int { 14 + number }

  /// That of a document whose runs are all in its tally.
  private func check(_ document: some AnswerDocument, runs: Int, struck: Int) throws {
    let faults = document.faults.faults
    #expect(faults.map(\.runs) == [runs, runs] && faults.map(\.struck) == [0, struck])
    #expect(faults.map(\.fault.line) == [Self.line(1), Self.line(2)])
    let note = try #require(document.faults.note)
    #expect(note.contains("faults[0] (HTTP 500, fetch) struck in none of \(runs) runs"))
    let isMissed = struck < runs
    #expect(note.contains("faults[1] (1s slower, fetch) struck in") == isMissed)
    let folded = document.text.replacing("\n", with: " ")
    #expect(folded.contains("Faults that missed: "))
    #expect(folded.contains(note))
    #expect(document.markdown.contains(MarkdownText.escaped(note)))
    let json = document.content(.json)
    #expect(json.contains("\"faults\" : [") && json.contains("\"struck\" : 0"))
    #expect(document.html(command: "").contains("Faults that missed: "))
  }

  @Test("by explore, frontier and diff, in every format")
  func answers() throws {
    try AnswerWorld.with(Self.sections) { plan in
      try check(
        try Explorer(plan, measuresEffects: false, threads: 1).exploration(), runs: 4, struck: 2)
      let frontier = try FrontierFinder(
        plan, axis: "size", within: [.hours(2)], listed: true, threads: 1
      ).report()
      let runs = frontier.runs
      try check(frontier, runs: runs, struck: runs / 2)
      let scenario = try SweepPoint(1, of: plan).scenario
      let difference = Difference(
        .init(scenario), .init(scenario), profiles: [.runbook], seeds: [1, 2], threads: 1)
      try check(difference, runs: 4, struck: 4)
    }
  }

  @Test("by the rows of a sweep, and behind them")
  func rows() throws {
    try AnswerWorld.with(Self.sections) { plan in
      var tally = SweepTally()
      var missed: [String] = []
      for place in 0..<plan.points {
        let experiment = try SweepPoint(place, of: plan).scenario.experiment(profile: .runbook)
        let result = SweepResult(experiment.run(), of: experiment)
        missed.append(result.missedFaults)
        var row = SweepRow(axes: [.absent])
        row.result = result
        tally.add(row)
      }
      let first = "faults[0] (HTTP 500, fetch)"
      #expect(missed == [first + "; faults[1] (1s slower, fetch)", first])
      #expect(
        tally.missedFaults == [
          first + " struck in none of 2 runs", "faults[1] (1s slower, fetch) missed in 1 of 2 runs",
        ])
    }
  }

  @Test("by a fleet")
  func fleet() throws {
    let report = FleetFiles.report(
      try FleetFiles.scenario(
        #""connections": 2, "over": "2h", "arrivals": "even", "mix": [{ "items": { "issue": { "count": 9 } } }]"#,
        more: #", "faults": [{ "wire": "fetch", "pages": 9, "status": 500 }]"#))
    #expect(report.faults.map(\.strikes) == [0])
    let folded = report.text.replacing("\n", with: "")
    #expect(folded.contains("never struck:") && report.markdown.contains("never struck:"))
    #expect(report.problems.isEmpty)
  }

  @Test("by mend, of the runs as built")
  func claims() throws {
    let files = try ScenarioFiles([
      "main.jsonc": smallScenario(
        """
        "claims": ["4.1"],
        "faults": [{ "wire": "fetch", "pages": 99, "status": 500 }],
        """)
    ])
    let report = ClaimMender([try files.scenario()], candidates: [], threads: 1).report()
    #expect(report.faults.faults.map(\.runs) == [1] && report.faults.faults.map(\.struck) == [0])
    #expect(report.text.contains("faults[0] (HTTP 500, fetch)"))
    #expect(report.markdown.contains("struck in none of 1 run"))
    #expect(report.content(.json).contains("\"struck\" : 0"))
  }

  @Test("by a frontier of what is to hold")
  func holds() throws {
    try AnswerWorld.with(Self.sections + ", \"holds\": [\"undelivered == 0\"]") { plan in
      let report = try FrontierFinder(
        plan, axis: "size", within: [.hours(2)], listed: true, threads: 1
      ).report()
      try check(report, runs: report.runs, struck: report.runs / 2)
    }
  }
}
