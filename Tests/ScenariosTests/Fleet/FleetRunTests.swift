import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("A fleet")
struct FleetRunTests {
  /// One page of issues, connected one after the other with an hour between.
  static func apart(_ count: Int, retrigger: String = "") -> String {
    """
    "connections": \(count), "over": "\(count)h", "arrivals": "even", \(retrigger)
    "mix": [{ "items": { "issue": { "count": 60, "spread": ["0d", "20d"] } } }]
    """
  }

  @Test("of equal connections is as many times one where nothing is shared and scarce")
  func independence() throws {
    let one = FleetFiles.report(
      try FleetFiles.scenario(Self.apart(1), levers: "\"wire.post\": \"100ms\""))
    let many = FleetFiles.report(
      try FleetFiles.scenario(Self.apart(40), levers: "\"wire.post\": \"100ms\""))
    #expect(many.items.expected == 40 * 60 && many.items.delivered == 40 * 60)
    #expect(many.items.stored == 40 * one.items.stored)
    #expect(many.executions == 40 * one.executions)
    #expect(many.providerRequests == 40 * one.providerRequests)
    #expect(many.connections.delivered == 40 && many.connections.stored == 40)
    // 60 posts of 100 ms, one after the other, the last at the gateway after half of its own;
    // everything else takes no time.
    let time = try #require(many.timeToDeliver)
    #expect(time.p50Microseconds == 5_950_000 && time.maxMicroseconds == 5_950_000)
    #expect(many.slowest[0].parts.map(\.what) == ["work and latency"])
  }

  @Test("is looked at to its end, however short the period")
  func shortPeriods() throws {
    let scenario = try FleetFiles.scenario(Self.apart(40), levers: "\"wire.post\": \"100ms\"")
    let run = FleetRun(scenario, profile: .runbook, every: .seconds(1))
    let last = try #require(run.backlog.last)
    #expect(run.backlog.count <= FleetRun.mostLooks)
    #expect(last.delivered == 40 * 60)
    let times = run.backlog.map(\.at)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// Orchestrator: the run, the connection, the fan-out and three waits; each of three workers: the
  /// run, the token, a page, its dispatch and the completion.
  private static let executions = 6 + 3 * 5

  @Test("uses up the month's executions when the connection comes that takes the last of them")
  func quota() throws {
    let levers = "\"engine.monthly-executions\": \(7 * Self.executions + 1)"
    let report = FleetFiles.report(try FleetFiles.scenario(Self.apart(10), levers: levers))
    let quota = try #require(report.quota)
    let reached = try #require(quota.reachedAtMicroseconds)
    // Seven connections fit; the eighth connects after seven and a half hours.
    #expect(reached == SimDuration.minutes(7 * 60 + 30).microseconds)
    #expect(quota.connectedAfter == 3 && quota.action == "refuse")
    #expect(quota.storedAfter == 0 && quota.deliveredAfter == 0)
    let unlimited = FleetFiles.report(
      try FleetFiles.scenario(
        Self.apart(10), levers: levers + ", \"engine.at-quota\": \"continue\""))
    #expect(unlimited.executions == 10 * Self.executions)
    #expect(unlimited.quota?.reachedAtMicroseconds == reached)
    #expect(unlimited.quota?.storedAfter == 3 && unlimited.connections.stored == 10)
  }

  @Test("starts anew when the month is over that began before the story")
  func monthBegun() throws {
    let levers = """
      "engine.monthly-executions": \(2 * Self.executions + 1), "engine.month-begun": "716h"
      """
    let report = FleetFiles.report(try FleetFiles.scenario(Self.apart(5), levers: levers))
    let quota = try #require(report.quota)
    // Two connections fit; the third comes after two and a half hours, the month ends after four.
    #expect(quota.reachedAtMicroseconds == SimDuration.minutes(2 * 60 + 30).microseconds)
    #expect(quota.connectedAfter == 2 && quota.storedAfter == 0)
    #expect(report.connections.stored == 3)
  }

  @Test("has a backlog that grows by what comes in less what the account's steps let through")
  func fluid() throws {
    // A connection comes every 6 s and needs the only step for 60 posts of 200 ms: 12 s.
    let fleet = """
      "connections": 300, "over": "30m", "arrivals": "even",
      "mix": [{ "items": { "issue": { "count": 60, "spread": ["0d", "20d"] } } }]
      """
    let scenario = try FleetFiles.scenario(
      fleet, levers: "\"wire.post\": \"200ms\", \"engine.account-steps\": 1")
    let report = FleetFiles.report(scenario, every: .minutes(5))
    for moment in report.backlog.prefix(6) {
      let seconds = moment.atMicroseconds / 1_000_000
      let bound = Int(seconds) * 60 / 6 - Int(seconds) * 60 / 12
      #expect(abs(moment.undelivered - bound) <= 60, "\(seconds) s: \(moment.undelivered)")
    }
    // The last item comes when the step has worked for 300 times 12 s, from the first connection.
    let last = try #require(report.backlog.last)
    #expect(last.undelivered == 0 && report.items.delivered == 18_000)
    #expect(report.endedAtMicroseconds == 3_000_000 + 300 * 12_000_000)
    let slowest = try #require(report.slowest.first)
    #expect(slowest.parts.reduce(0) { $0 + $1.microseconds } == slowest.totalMicroseconds)
    // The last one waits for the step, or behind those who do, whenever it does not use it.
    let waited = slowest.parts.filter { $0.what != "work and latency" }
    #expect(waited.contains { $0.what == "account.steps" })
    #expect(waited.contains { $0.what == "the queue of workers" })
    #expect(slowest.organisation == "org-00300")
    #expect(waited.reduce(0) { $0 + $1.microseconds } == slowest.totalMicroseconds - 11_900_000)
  }

  @Test("is triggered again as often as people may, when no backfill can succeed")
  func hopeless() throws {
    let fleet = """
      "connections": 5, "over": "5h", "arrivals": "even",
      "retrigger": { "after": "2h", "atMost": 3 },
      "mix": [{ "provider": "linear", "items": {} }]
      """
    let report = FleetFiles.report(try FleetFiles.scenario(fleet), .asBuilt)
    #expect(report.retriggers.total == 15)
    #expect(report.retriggers.connectionsByCount == [0, 0, 0, 5])
    #expect(report.connections.backfills == 20)
  }

  @Test("is triggered again once as built: the first backfill comes before the repositories")
  func linkedTooLate() throws {
    let again = "\"retrigger\": { \"after\": \"1h\", \"atMost\": 3 },"
    let scenario = try FleetFiles.scenario(Self.apart(4, retrigger: again))
    let report = FleetFiles.report(scenario, .asBuilt)
    #expect(report.retriggers.connectionsByCount == [0, 4])
    #expect(report.items.delivered == 4 * 60 && report.connections.delivered == 4)
    let wait = report.slowest[0]
    #expect(wait.parts[0].what == "earlier backfills and the next look")
    #expect(wait.parts[0].microseconds / 60_000_000 == 60)
    #expect(FleetFiles.report(scenario).retriggers.connectionsByCount == [4])
    let patient = FleetFiles.report(try FleetFiles.scenario(Self.apart(4)), .asBuilt)
    #expect(patient.items.delivered == 0 && patient.connections.delivered == 0)
    #expect(patient.retriggers == FleetReport.Retriggers(total: 0, connectionsByCount: []))
  }

  @Test("that the engine refuses for the month is asked for in vain at every look")
  func refused() throws {
    let again = "\"retrigger\": { \"after\": \"10m\", \"atMost\": 2 },"
    let levers = "\"engine.monthly-executions\": \(Self.executions)"
    let report = FleetFiles.report(
      try FleetFiles.scenario(Self.apart(3, retrigger: again), levers: levers))
    #expect(report.connections.stored == 1 && report.connections.backfills == 1)
    #expect(report.retriggers.connectionsByCount == [1, 0, 2])
    #expect(report.undone.map(\.because) == ["no backfill was ever created"])
    #expect(report.undone[0].organisations == ["org-00002", "org-00003"])
  }

  @Test("tells how the workers of an undelivered backfill ended")
  func reasons() throws {
    // Three workers, one at a time, and the two that wait for the first end before it does.
    let levers = """
      "wire.connections": "1m", "worker.per-organisation": 1, "worker.start-timeout": "30s",
      "connections.link-delay": "0s", "connections.link-at-connect": true
      """
    let report = FleetFiles.report(
      try FleetFiles.scenario(Self.apart(2), levers: levers), .asBuilt)
    #expect(
      report.undone == [
        FleetReport.Reason(
          because: "its last backfill returned without success; workers: start-timeout",
          connections: 2, organisations: ["org-00001", "org-00002"])
      ])
  }

  /// A customer's 60 issues, of which the Console captures one at a time for a second.
  @Test("tells who sees everything from whose items were all delivered")
  func goals() throws {
    let levers = """
      "capture.per-workspace": 1, "capture.start-timeout": "1s", "connections.link-delay": "0s",
      "connections.link-at-connect": true, "capture.idempotency": "0s"
      """
    let scenario = try FleetFiles.scenario(Self.apart(4), levers: levers)
    func report(_ goal: Goal) -> FleetReport {
      FleetReport.all(scenario, profiles: [.asBuilt], until: goal)[0]
    }
    let stored = report(.stored)
    #expect(stored.connections.stored == 0 && stored.connections.delivered == 4)
    #expect(stored.timeToStore == nil && stored.timeToDeliver?.connections == 4)
    #expect(stored.slowest.isEmpty)
    #expect(stored.undone.map(\.because) == ["delivered, then lost: the capture's start timeout"])
    #expect(stored.undone[0].connections == 4)
    let items = stored.items
    #expect(items.undelivered == 0 && items.lost > 0 && items.observed > 0)
    #expect(items.observed + items.filteredOnPurpose + items.lost == items.expected)
    #expect(items.observedPerMillion == items.observed * 1_000_000 / items.expected)
    #expect(stored.sentences[0].contains("0 (0 %) have every item that their last backfill asked"))
    #expect(stored.sentences.contains("No connection is stored whole."))
    #expect(stored.backlog.last?.stored == items.observed)
    let delivered = report(.delivered)
    #expect(delivered.undone.isEmpty && delivered.slowest.count == 4)
    #expect(delivered.fingerprint == stored.fingerprint && delivered.items == stored.items)
  }

  @Test("gives the Console its part of the wait, and says of how many a time is")
  func waits() throws {
    // Of two customers one has an item too many for one capture at a time.
    let levers = """
      "capture.per-workspace": 1, "capture.start-timeout": "1s", "connections.link-delay": "0s",
      "connections.link-at-connect": true
      """
    let fleet = """
      "connections": 20, "over": "20h", "arrivals": "even",
      "mix": [{ "items": { "release": { "count": 1 } } }, { "items": { "release": { "count": 9 } } }]
      """
    let report = FleetFiles.report(try FleetFiles.scenario(fleet, levers: levers), .asBuilt)
    let time = try #require(report.timeToStore)
    #expect(time.connections == report.connections.stored && 1...19 ~= time.connections)
    #expect(time.sharePerMillion == time.connections * 50_000)
    let share = AnswerWording.present(perMillion: time.sharePerMillion)
    #expect(
      report.sentences.contains { $0.hasPrefix("Time to store: of the \(share) that arrive half") })
    #expect(report.sentences.contains { $0.hasPrefix("Time to deliver: half within") })
    for wait in report.slowest {
      #expect(wait.parts.reduce(0) { $0 + $1.microseconds } == wait.totalMicroseconds)
      #expect(wait.parts.last?.what == "the Console")
    }
  }

  @Test("is the same however often it is looked at, and on any number of threads")
  func looks() throws {
    let fleet = """
      "connections": 4, "over": "4h", "retrigger": { "after": "1h", "atMost": 2 },
      "mix": [{ "items": { "issue": { "count": 110 } }, "repositories": [1, 2] }]
      """
    let scenario = try FleetFiles.scenario(fleet, levers: "\"wire.post\": \"100ms\"")
    for profile in NamedProfile.builtIn {
      let unseen = scenario.experiment(profile: profile).run()
      for period in [SimDuration.minutes(7), .hours(5)] {
        let run = FleetRun(scenario, profile: profile, every: period)
        #expect(run.outcome == unseen)
      }
    }
    let alone = FleetReport.all(scenario, profiles: NamedProfile.builtIn, threads: 1)
    #expect(FleetReport.all(scenario, profiles: NamedProfile.builtIn, threads: 2) == alone)
    #expect(FleetReport.content(alone, .json).contains(alone[1].fingerprint))
  }

  @Test("shards of the seeds are together what all of them are")
  func shards() throws {
    let text = FleetFiles.text(
      """
      "connections": 2, "over": "1h", "arrivals": "even", "mix": [{ "items": { "issue": { "count": 3 } } }]
      """)
    let files = try ScenarioFiles(["main.jsonc": text])
    let file = files.path + "/main.jsonc"
    func output(_ more: String...) -> (code: ExitCode, text: String) {
      let recorded = RecordedTerminal()
      let words = ["fleet", file, "-p", "runbook", "--seeds", "3", "--format", "json"] + more
      let code = Program.simrun.run(words, on: recorded.terminal())
      return (code, recorded.output)
    }
    func rows(_ text: String) throws -> [NSDictionary] {
      try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [NSDictionary])
    }
    let all = try rows(output().text)
    #expect(all.count == 3)
    let parts = try ["1/2", "2/2"].map { try rows(output("--shard", $0).text) }
    #expect(parts.map(\.count) == [2, 1])
    #expect([parts[0][0], parts[1][0], parts[0][1]] == all)
    #expect(output("--shard", "4/4").code == .usage)
  }
}
