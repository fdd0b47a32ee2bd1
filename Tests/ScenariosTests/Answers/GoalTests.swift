import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Everything is delivered, and a customer sees only what the Console makes of it.
@Suite("Done is done for the customer")
struct GoalTests {
  /// One capture at a time, which nobody waits for longer than a second.
  private static let slow = [
    "capture.model": "\"durable\"", "capture.per-workspace": "1",
    "capture.start-timeout": "\"1s\"",
  ]

  private static let items = """
    profile: "as-built", seeds: 2,
    axes: { items: { items: { repository: "app", entityType: "pull_request" }, values: [1, 9] } },
    """

  @Test("when every item is stored, not when every one is delivered")
  func lost() throws {
    try AnswerWorld.with(Self.items, levers: Self.slow) { plan in
      let points = try Explorer(plan, threads: 2).exploration().points
      #expect(points.map(\.storedRuns) == [2, 0] && points.map(\.deliveredRuns) == [2, 2])
      #expect(
        points.map { $0.runs(.stored) } == [2, 0] && points.allSatisfy { $0.until == .stored })
      let point = points[1]
      #expect(
        point.reasons.map(\.reason) == ["lost in the Console: the capture's start timeout"])
      #expect(
        point.stored.arrivingPerMillion == 0 && point.delivered.arrivingPerMillion == 1_000_000)
      #expect(point.stored.p50.value == .never)
      #expect(point.delivered.p50.value == .after(AnswerWorld.delivered(9)))
      #expect(point.lost.mean == point.losses.reduce(0) { $0 + $1.items.mean })
      #expect(point.observed.mean + point.lost.mean == 9 && point.observed.mean >= 1)
      #expect(point.deliveredPerMillion == 1_000_000 && point.observedPerMillion < 600_000)
      #expect(point.binding(for: .stored) != nil && point.binding(for: .delivered) == nil)
      #expect(
        !point.effects.contains { $0.lever == "capture.finish-timeout" },
        "nothing was lost to the finish timeout")
      let rows = Dictionary(
        point.rows.map { ($0.title, $0.text) }, uniquingKeysWith: { first, _ in first })
      #expect(rows["stored"] == "in none of 2 seeds: never")
      #expect(
        rows["delivered"]?.hasPrefix(
          "in all 2 seeds: p50 \(AnswerWorld.delivered(9).rounded),") == true)
      #expect(rows["items"]?.hasPrefix("9 expected: ") == true)
    }
  }

  @Test("unless it is asked until when they are delivered, by the file or by the command")
  func until() throws {
    try AnswerWorld.with(Self.items + "until: \"delivered\",", levers: Self.slow) { plan in
      #expect(plan.until == .delivered)
      let asked = try Explorer(plan, measuresEffects: false, threads: 1).exploration()
      #expect(asked.until == .delivered && asked.points.allSatisfy { $0.reasons.isEmpty })
      #expect(asked.points[1].rows[0].title == "delivered")
      #expect(asked.points[1].rows.contains { $0.title == "stored" && $0.text.contains("none") })
      let other = try Explorer(plan, until: .stored, measuresEffects: false, threads: 1)
        .exploration()
      #expect(other.points[1].reasons.count == 1 && other.points[1].rows[0].title == "stored")
      // Both say the same of what happened.
      #expect(other.points.map(\.stored) == asked.points.map(\.stored))
      #expect(other.points.map(\.deliveredRuns) == asked.points.map(\.deliveredRuns))
    }
  }

  @Test("and what was filtered on purpose does not stand in the way")
  func filtered() throws {
    let levers = ["capture.model": "\"durable\"", "capture.significance-threshold": "100"]
    try AnswerWorld.with(Self.items, levers: levers) { plan in
      for point in try Explorer(plan, threads: 2).exploration().points {
        #expect(point.storedRuns == 2 && point.reasons.isEmpty)
        #expect(point.filteredOnPurpose.mean == point.expected.mean && point.lost.maximum == 0)
        #expect(point.observed.maximum == 0 && point.observedPerMillion == 0)
        #expect(point.itemsText.contains("0 stored (0 %), "))
      }
    }
  }

  @Test("in rows, which do not depend on the question")
  func rows() throws {
    try AnswerWorld.with(Self.items, levers: Self.slow) { plan in
      let rows = try [1, 3].map { number in
        let run = plan.run(number)
        return plan.row(run, try SweepPoint(run.point, of: plan))
      }
      #expect(rows.map(\.result.isStored) == [true, false])
      #expect(rows.map(\.result.isDelivered) == [true, true])
      #expect(rows[0].result.why.isEmpty)
      #expect(rows[1].result.why == "lost \(rows[1].result.counts.lost)")
      var tally = SweepTally()
      for row in rows { tally.add(row) }
      #expect(
        tally.sentence
          == "in 1 every item is stored or filtered on purpose, in 2 every item is delivered")
      try AnswerWorld.with(Self.items + "until: \"delivered\",", levers: Self.slow) { other in
        #expect(other.digest == plan.digest)
      }
    }
  }

  @Test("with a frontier of its own beside that of the delivery")
  func frontier() throws {
    try AnswerWorld.with(Self.items, levers: Self.slow) { plan in
      func report(_ goal: Goal?) throws -> FrontierReport {
        try FrontierFinder(
          plan, axis: "items", within: [.hours(2)], upTo: "40", until: goal, threads: 2
        ).report()
      }
      let stored = try #require(try report(nil).frontiers.first)
      #expect(stored.until == .stored && stored.median.amount ?? 0 < 9)
      #expect(stored.delivered?.median.amount == 40 && stored.delivered?.lowest.isOpen == true)
      #expect(stored.stop?.point?.reasons.first?.reason.contains("start timeout") == true)
      #expect(stored.whatStops.hasSuffix("40 (the end of the search) (--until delivered)."))
      let delivered = try #require(try report(.delivered).frontiers.first)
      #expect(delivered.median.amount == 40 && delivered.delivered == nil && delivered.stop == nil)
      #expect(!delivered.whatStops.contains("--until"))
    }
  }

  @Test("and where not even one item is stored, the frontier says so")
  func none() throws {
    let levers = Self.slow.merging(["capture.retries": "0", "capture.finish-timeout": "\"1s\""]) {
      $1
    }
    try AnswerWorld.with(Self.items, levers: levers) { plan in
      let report = try FrontierFinder(
        plan, axis: "items", within: [.hours(2)], upTo: "20", threads: 1
      ).report()
      let frontier = try #require(report.frontiers.first)
      #expect(frontier.median.amount == nil && frontier.stop?.value == "1")
      for text in [report.text, report.markdown, report.html(command: "simrun")] {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
          words.contains(
            "None, in all 2 seeds: at no value that was tried every item is stored or filtered"))
        #expect(words.contains("At 1, of 2 seeds: lost in the Console: the capture"))
        #expect(words.contains("Delivered is every item up to 20"))
      }
    }
  }

  @Test("in a comparison, too")
  func difference() throws {
    try AnswerWorld.with(Self.items, levers: Self.slow) { plan in
      let scenario = try SweepPoint(1, of: plan).scenario
      let patient = try LeverSetting.parse("capture.start-timeout", "10h")
      func difference(_ goal: Goal) -> Difference {
        Difference(
          .init(scenario), .init(scenario, overrides: [patient]), profiles: [.asBuilt],
          seeds: [1, 2], until: goal, threads: 1)
      }
      let profile = difference(.stored).profiles[0]
      #expect(profile.storedFirst == 0 && profile.storedSecond == 2)
      #expect(profile.deliveredFirst == 2 && profile.deliveredSecond == 2)
      #expect(
        profile.sentence(2, .stored)
          == "of 2 runs in 0 and 2 every item is stored or filtered on purpose, "
          + "in 2 and 2 every item is delivered")
      #expect(
        difference(.delivered).text.contains("as-built: of 2 runs in 2 and 2 every item is d"))
      #expect(profile.measures.first { $0.name == "stored" }?.difference == nil)
      #expect(profile.measures.first { $0.name == "lost" }?.difference?.mean ?? 0 < 0)
    }
  }
}

@Suite("A quantile of times")
struct QuantileShareTests {
  private func times(_ seconds: [Int], never: Int) -> Percentiles {
    Percentiles(
      seconds.map { .after(.seconds($0)) } + Array(repeating: .never, count: never))
  }

  @Test("says of how many it is where some never arrive")
  func share() throws {
    let some = times([120, 129, 200], never: 5)
    #expect(some.arrivingPerMillion == 375_000 && some.p50.value == .never)
    #expect(some.p50OfArriving == .after(.seconds(129)))
    #expect(some.medianOfArriving == "2m9s of the 37.5 % that arrive")
    #expect(some.text.hasPrefix("p50 2m9s of the 37.5 % that arrive; of all p50 never"))
    let json = JSONOutput.text(some, onOneLine: true)
    #expect(json.contains("\"arrivingPerMillion\":375000,\"p50\":"))
    #expect(json.contains("\"p50OfArriving\":129000000"))
    #expect(try JSONDecoder().decode(Percentiles.self, from: Data(json.utf8)) == some)
  }

  @Test("and nothing of the kind where all or none do")
  func allOrNone() {
    let all = times([60, 70, 80], never: 0)
    #expect(all.arrivingPerMillion == 1_000_000 && all.p50OfArriving == nil)
    #expect(all.text.hasPrefix("p50 1m10s") && !all.text.contains("arrive"))
    let none = times([], never: 3)
    #expect(none.text == "never" && none.medianOfArriving == "never")
    #expect(none.arrivingPerMillion == 0 && none.p50OfArriving == nil)
  }
}
