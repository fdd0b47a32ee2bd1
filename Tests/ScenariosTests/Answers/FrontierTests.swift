import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("A frontier")
struct FrontierTests {
  private static let items =
    "axes: { items: { items: { repository: \"app\", entityType: \"pull_request\" }, values: [5] } },"

  /// The last of 54 items comes after 6 pages of 6 s and 54 posts of 0.5 s, less the 0.25 s of its
  /// answer: 62.75 s; that of 59 after 65.25 s.
  @Test("is where the hand calculation ends", arguments: [NamedProfile.runbook, .asBuilt])
  func pages(_ profile: NamedProfile) throws {
    #expect(AnswerWorld.delivered(54) == .milliseconds(62_750))
    try AnswerWorld.with(Self.items + "seeds: 6,") { plan in
      let finder = try FrontierFinder(
        plan, axis: "items", within: [.seconds(63), .milliseconds(65_500)], profiles: [profile],
        threads: 2)
      let report = finder.report()
      #expect(report.frontiers.map(\.median.amount) == [54, 59])
      #expect(report.runs <= finder.mostRuns + 2 * 6 && report.upTo == "80")
      let frontier = report.frontiers[0]
      #expect(frontier.lowest == frontier.highest && frontier.medianLow?.amount == 54)
      #expect(frontier.seeds.allSatisfy { $0.holes.isEmpty && !$0.reach.isOpen })
      #expect(frontier.stop?.value == "55" && frontier.stop?.late == 6)
      #expect(frontier.stop?.point?.delivered.p50.value == .after(AnswerWorld.delivered(55)))
      #expect(frontier.stop?.point?.binding(for: .stored) == nil)
    }
  }

  /// Three pages are dispatched until 33 s, the fourth is fetched until 39 s: a worker that ends
  /// after 36 s gets to 30 items, one that ends after 39.6 s dispatches the fourth.
  @Test("says what ends the next size")
  func timeout() throws {
    try AnswerWorld.with(Self.items, levers: ["worker.finish-timeout": "\"36s\""]) { plan in
      let report = try FrontierFinder(
        plan, axis: "items", within: [.hours(2)], profiles: [.runbook], threads: 1
      ).report()
      let frontier = try #require(report.frontiers.first)
      #expect(frontier.median.amount == 30)
      #expect(frontier.medianLow == nil && frontier.seedsNeeded == 6)
      let point = try #require(frontier.stop?.point)
      #expect(point.values == ["31"] && point.undelivered.mean == 1)
      #expect(point.reasons.contains { $0.reason.contains("timeout") })
      #expect(point.binding(for: .stored)?.lever == "worker.finish-timeout")
      #expect(point.binding(for: .stored)?.storedRuns == 1)
      #expect(report.content(.text).contains("95 % interval: takes 6 seeds"))
    }
  }

  @Test("is open where the end of the search is done, and none where nothing is")
  func ends() throws {
    try AnswerWorld.with(Self.items) { plan in
      let report = try FrontierFinder(
        plan, axis: "items", within: [.seconds(1), .hours(1)], upTo: "20", profiles: [.runbook],
        threads: 1
      ).report()
      // Without items the orchestrator's end counts: 6 s for an empty page.
      #expect(report.frontiers[0].median.amount == nil)
      #expect(report.frontiers[0].median.text == "none")
      #expect(report.frontiers[1].median.isOpen && report.frontiers[1].stop == nil)
    }
  }

  /// Nothing ends a worker whose limit is 0, which is no smaller limit than those of the file.
  @Test("does not go to 0 below the file's values, and names those beyond it that are done")
  func noLimit() throws {
    let axis =
      "axes: { x: { lever: \"worker.finish-timeout\", values: [\"1s\", \"36s\", \"2m\"] } },"
    try AnswerWorld.with(axis, pullRequests: 5) { plan in
      let report = try FrontierFinder(
        plan, axis: "x", within: [.hours(1)], profiles: [.runbook], threads: 1
      ).report()
      #expect(report.frontiers[0].median.text == "none")
      #expect(report.frontiers[0].seeds[0].again == ["36s", "2m"])
      let text = report.content(.text)
      #expect(text.contains("at the first value that was tried not every item is"))
      #expect(text.contains("It is done in time at 36s, 2m (seed 1)."))
      let listed = try FrontierFinder(
        plan, axis: "x", within: [.hours(1)], listed: true, profiles: [.runbook], threads: 1
      ).report()
      #expect(listed.frontiers[0].seeds[0].again == ["36s", "2m"])
    }
  }

  @Test("finds holes below itself")
  func holes() throws {
    try AnswerWorld.with(Self.items) { plan in
      let axis = try FrontierAxis("items", of: plan, upTo: "1000")
      let search = FrontierSearch(
        axis: axis, profile: .runbook, seed: 1, withins: [.hours(1)], goals: [.delivered]
      ) { steps in
        // The search asks at 5, 10, 20, 40, 80, 160, 320, then between 160 and 320.
        let isPossible = steps <= 200 && steps != 100
        let items = isPossible ? axis.node(2) : JSONNode(.bool(true), span: axis.node(2).span)
        return try SweepPoint.scenario(values: [items], of: plan)
      }
      let found = search.found()
      #expect(found.frontiers == [[FrontierSearch.Frontier(largest: 200, holes: [100])]])
    }
  }

  @Test("of listed values takes words and odd steps")
  func listed() throws {
    try AnswerWorld.with(
      """
      axes: { depth: { path: ["story", "first", "trigger", "depth"], values: [7, 30, 90] },
        throttle: { lever: "worker.throttle", values: ["1/1h", "9/1h"] } },
      """
    ) { plan in
      func report(_ axis: String) throws -> FrontierReport {
        try FrontierFinder(
          plan, axis: axis, within: [.hours(1)], listed: true, profiles: [.runbook], threads: 1
        ).report()
      }
      let depths = try report("depth")
      #expect(depths.frontiers.map(\.values) == [["1/1h"], ["9/1h"]])
      #expect(depths.frontiers.allSatisfy { $0.median.amount == 90 && $0.median.isOpen })
      #expect(depths.step == nil)
      #expect(try report("throttle").frontiers.map(\.median.text) == ["9/1h", "9/1h", "9/1h"])
    }
  }

  @Test("goes in the unit in which the values are whole")
  func units() throws {
    try AnswerWorld.with(
      "axes: { t: { lever: \"worker.finish-timeout\", values: [\"15m\", \"1h30m\"] } },"
    ) { plan in
      let axis = try FrontierAxis("t", of: plan, upTo: nil)
      #expect(axis.text(1) == "1m" && axis.start == 15 && axis.text(axis.end) == "1d")
      #expect(axis.amount(90) == 5_400_000_000)
    }
  }

  @Test("does not depend on the number of threads")
  func threads() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      let reports = try [1, 3].map {
        try FrontierFinder(plan, axis: "issues", within: [.hours(1)], upTo: "40", threads: $0)
          .report()
      }
      #expect(reports[0] == reports[1])
      #expect(reports[0].frontiers.map(\.values) == [["30m"], ["30m"], ["2h"], ["2h"]])
      let json = Data(reports[0].content(.json).utf8)
      #expect(try JSONDecoder().decode(FrontierReport.self, from: json) == reports[0])
    }
  }

  @Test(
    "refuses what cannot be searched",
    arguments: [
      ("isues", nil, "did you mean \"issues\"?"), ("again", "3", "expected a duration such as 90d"),
      ("issues", "0", "below the smallest value"), ("why", nil, "found the string \"none\""),
      ("bound", nil, "the constraint \"bound <= 3\""),
    ])
  func refusals(_ axis: String, _ upTo: String?, _ message: String) throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(
        """
        axes: {
          issues: { items: { repository: "app", entityType: "issue" }, values: [1] },
          again: { time: "again", values: ["2h"] },
          bound: { path: ["limits", "maxEvents"], values: [3] },
          why: { lever: "orchestrator.singleton", values: ["none"] },
        },
        where: ["bound <= 3"],
        """)
      do {
        _ = try FrontierFinder(plan, axis: axis, within: [.hours(2)], upTo: upTo)
        Issue.record("\(axis) was searched")
      } catch let error as any ReportedError {
        let report = error.report(colours: false)
        #expect(report.contains(message), "\(report)")
      }
    }
  }
}
