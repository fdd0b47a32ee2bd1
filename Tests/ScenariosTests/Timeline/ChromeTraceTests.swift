import Foundation
import SimKernel
import Testing

@testable import PipelineModel
@testable import Scenarios

@Suite struct ChromeTraceTests {
  private struct Slice {
    let thread: String
    let from: Int
    let to: Int
  }

  private func parsed(_ run: HandMadeRun) throws -> [[String: Any]] {
    let json = ChromeTrace(run.evidence).json
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
    let file = try #require(object as? [String: Any])
    return try #require(file["traceEvents"] as? [[String: Any]])
  }

  private func integer(_ event: [String: Any], _ key: String) -> Int { event[key] as? Int ?? -1 }

  private func thread(_ event: [String: Any]) -> String {
    "\(integer(event, "pid"))/\(integer(event, "tid"))"
  }

  private func slices(_ events: [[String: Any]]) -> [Slice] {
    events.filter { $0["ph"] as? String == "X" }.map {
      let start = integer($0, "ts")
      return Slice(thread: thread($0), from: start, to: start + integer($0, "dur"))
    }
  }

  /// Three orchestrators of which two overlap, and the worker of the timeline's test.
  private var busy: HandMadeRun {
    var run = TimelineTests.interrupted
    _ = run.run(.orchestrator, created: minute(2), ended: minute(20))
    _ = run.run(.orchestrator, created: minute(9), ended: minute(30))
    return run
  }

  @Test func slicesNestOnEveryThread() throws {
    let slices = slices(try parsed(busy))
    #expect(slices.count > 10)
    for (_, group) in Dictionary(grouping: slices, by: \.thread) {
      for (index, one) in group.enumerated() {
        for other in group[(index + 1)...] {
          let apart = one.to <= other.from || other.to <= one.from
          let inside =
            (one.from <= other.from && other.to <= one.to)
            || (other.from <= one.from && one.to <= other.to)
          #expect(apart || inside)
        }
      }
    }
  }

  @Test func everyFlowHasTwoEndsInsideSlices() throws {
    let events = try parsed(busy)
    let starts = events.filter { $0["ph"] as? String == "s" }
    let ends = events.filter { $0["ph"] as? String == "f" }
    #expect(starts.count == 9)
    #expect(
      starts.compactMap { $0["id"] as? String }.sorted()
        == ends.compactMap { $0["id"] as? String }.sorted())
    let slices = slices(events)
    for end in starts + ends {
      let time = integer(end, "ts")
      #expect(slices.contains { $0.thread == thread(end) && $0.from <= time && time <= $0.to })
    }
  }

  @Test func segmentsSpeakTheEnginesWords() throws {
    let names = Set(try parsed(busy).compactMap { $0["name"] as? String })
    for word in ["queue", "concurrency", "finalization", "dispatch-issue-p3", "fetch-issue-p2"] {
      #expect(names.contains(word), "\(word)")
    }
    #expect(names.contains("waiting for worker.per-organisation (5)"))
  }

  @Test func namesAreEscaped() throws {
    var run = busy
    run.world.repositories[0].name = "we\"b\\\u{7}\n</script>"
    let names = try parsed(run).compactMap { $0["name"] as? String }
    #expect(names.contains { $0.contains("we\"b\\\u{7}\n</script>") })
  }

  @Test func countersEndAtZero() throws {
    let counters = try parsed(busy).filter { $0["ph"] as? String == "C" }
    let byName = Dictionary(grouping: counters) { $0["name"] as? String ?? "" }
    #expect(byName.count >= 3)
    for (name, events) in byName {
      let last = events.max { integer($0, "ts") < integer($1, "ts") }
      let values = last?["args"] as? [String: Any]
      #expect(values?["count"] as? Int == 0, "\(name)")
    }
  }
}
