import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("The section fleet")
struct FleetFileTests {
  private func mistakes(_ fleet: String, more: String = "") throws -> [String] {
    try ScenarioFiles(["main.jsonc": "{ \"title\": \"x\", \"fleet\": { \(fleet) } \(more) }"])
      .mistakes().map { String($0.split(separator: ": ", maxSplits: 1)[1]) }
  }

  @Test(
    "is refused with what would be right",
    arguments: [
      ("\"over\": \"1d\", \"mix\": [{ \"items\": {} }]", "missing key \"connections\" in fleet"),
      (
        "\"connections\": 2, \"over\": \"1d\", \"mix\": []", "fleet.mix: the array has 0 elements"
      ),
      (
        "\"connections\": 2, \"over\": \"1d\", \"mix\": [{}]",
        "missing key \"items\" in fleet.mix[0]"
      ),
      (
        "\"connections\": 2, \"over\": \"1d\", \"arrivals\": \"poison\", \"mix\": [{\"items\": {}}]",
        "fleet.arrivals: expected one of \"poisson\", \"even\", found \"poison\""
      ),
      (
        """
        "connections": 3, "over": "1d",
        "mix": [{ "repositories": 100, "items": { "issue": { "count": 10000000 } } }]
        """,
        "fleet.connections: 3 connections of up to 1000000000 items are more than 2147483647 items"
      ),
      (
        "\"connections\": 2, \"over\": \"1d\", \"mix\": [{\"items\": {}, \"repositories\": 10001}]",
        "fleet.mix[0].repositories: 10001 repositories are more than 10000"
      ),
    ])
  func refusals(fleet: String, message: String) throws {
    #expect(try mistakes(fleet) == [message])
  }

  @Test("refuses hours of the day over parts of a day, and hours that nobody comes in")
  func hours() throws {
    let none = [Int](repeating: 0, count: 24)
    let rest = "\"connections\": 2, \"mix\": [{ \"items\": {} }]"
    #expect(
      try mistakes("\"over\": \"36h\", \"arrivals\": { \"hours\": \(none) }, \(rest)") == [
        "fleet.arrivals: hours of the day need whole days, and \"over\" is 1d12h",
        "fleet.arrivals.hours: all 24 weights are 0",
      ])
  }

  @Test("refuses a world with the names of its organisations")
  func clash() throws {
    let fleet = "\"connections\": 20, \"over\": \"1d\", \"mix\": [{ \"items\": {} }]"
    func world(_ name: String) -> String {
      ", \"world\": { \"organisations\": { \"\(name)\": {} } }"
    }
    #expect(
      try mistakes(fleet, more: world("org-00020")) == [
        "fleet: the world has the name \"org-00020\", as the fleet has"
      ])
    #expect(try mistakes(fleet, more: world("org-00021")).isEmpty)
    #expect(try mistakes(fleet, more: world("org-20")).isEmpty)
  }

  @Test("ships files that load, and a month of fifty million items")
  func shipped() throws {
    let folder = repositoryFolder + "/scenarios/fleet"
    let fleets = try ScenarioFolder.scenarios(in: folder)
    #expect(fleets.map(\.name) == ["fleet/launch", "fleet/month", "fleet/week"])
    let month = try #require(fleets[1].fleet)
    #expect(month.connections == 10_000 && month.over == .days(30))
    #expect(fleets[0].fleet?.over == .days(2) && fleets[0].fleet?.mix == month.mix)
    let random = RandomKey(seed: 1)
    let items = (0..<month.connections).reduce(0) { sum, index in
      let kind = month.kind(of: index, random)
      let perRepository = kind.items.reduce(0) { sum, group in
        switch group.ages {
        case .perDay(let days): sum + days.prefix(30).reduce(0, +)
        case .spread: sum + group.count
        }
      }
      return sum + perRepository * month.repositories(of: index, kind, random)
    }
    #expect((49_000_000...52_000_000).contains(items))
  }

  @Test("is part of what a point of a sweep is known by")
  func sweep() throws {
    let axis = "{ \"path\": [\"fleet\", \"connections\"], \"values\": [2, 3] }"
    let text = """
      { "title": "x", "axes": { "connections": \(axis) }, "fleet": { "connections": 1,
        "over": "1d", "mix": [{ "items": { "issue": { "count": 5 } } }] } }
      """
    let files = try ScenarioFiles(["x.sweep.jsonc": text])
    let plan = try SweepPlan.load(path: files.path + "/x.sweep.jsonc", version: "1")
    let points = try (0..<2).map { try SweepPoint($0, of: plan) }
    #expect(points[0].digest != points[1].digest)
    let worlds = points.map { $0.experiment(plan.run(1)).world.organisations.count }
    #expect(worlds == [2, 3])
  }

  @Test("draws its bars by the greatest value")
  func sparkline() {
    #expect(FleetReport.sparkline([0, 1, 4, 8]) == " ▁▄█")
    #expect(FleetReport.sparkline([0, 0]) == "")
    #expect(FleetReport.sparkline(Array(0..<120)).count == 60)
  }

  @Test("tells order statistics by nearest rank")
  func ranks() throws {
    let spread = try #require(
      FleetReport.Spread((1...200).reversed().map { SimDuration.seconds($0) }))
    #expect(spread.p50Microseconds == 100_000_000 && spread.p90Microseconds == 180_000_000)
    #expect(spread.p99Microseconds == 198_000_000 && spread.maxMicroseconds == 200_000_000)
    #expect(FleetReport.Spread([]) == nil)
  }
}
