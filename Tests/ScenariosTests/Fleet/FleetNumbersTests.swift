import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Whose the numbers of a fleet are.
@Suite("The numbers of a fleet")
struct FleetNumbersTests {
  @Test("follows the worker that posted the last item, whoever was at work when it came")
  func lastItem() throws {
    let fleet = FleetRunTests.apart(1, retrigger: #""retrigger": { "after": "1h", "atMost": 2 },"#)
    let outage = #", "faults": [{ "wire": "ingress", "window": ["0h", "5h"], "status": 503 }]"#
    let report = FleetFiles.report(try FleetFiles.scenario(fleet, more: outage))
    // The queue has the items from the first backfill on; those after it bring duplicates only.
    #expect(report.retriggers.total == 2 && report.connections.delivered == 1)
    #expect(report.slowest[0].parts.map(\.what) == ["work and latency"])
    let all = report.slowest[0].parts.reduce(0) { $0 + $1.microseconds }
    #expect(all == report.slowest[0].totalMicroseconds && all > SimDuration.hours(4).microseconds)
  }

  @Test("has none whole whose only backfill failed, though it asked for nothing")
  func failed() throws {
    let fleet = """
      "connections": 2, "over": "1h", "arrivals": "even",
      "mix": [{ "provider": "linear", "items": { "issue": { "count": 3 } } }]
      """
    let report = FleetFiles.report(try FleetFiles.scenario(fleet), .asBuilt)
    #expect(report.connections.stored == 0 && report.connections.delivered == 0)
    #expect(report.undone.map(\.connections) == [2])
  }

  @Test("counts its own beside a world, whose part is named")
  func besideAWorld() throws {
    let world = """
      , "world": {
        "organisations": { "acme": {} }, "installations": { "gh": { "organisation": "acme" } },
        "repositories": { "app": { "installation": "gh", "items": { "issue": { "count": 7 } } } } },
      "story": [{ "trigger": { "installation": "gh" } }]
      """
    let alone = FleetFiles.report(try FleetFiles.scenario(FleetRunTests.apart(2)))
    let beside = FleetFiles.report(try FleetFiles.scenario(FleetRunTests.apart(2), more: world))
    #expect(alone.connections.beside == 0 && beside.connections.beside == 1)
    #expect(beside.items == alone.items)
    #expect(beside.connections.backfills == alone.connections.backfills)
    #expect(beside.sentences.contains { $0.contains("the 1 connection of the world") })
  }
}
