import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("Traces for other tools")
struct OtherTraceTests {
  private func replay() throws -> Replay {
    try RoomTests.plan("runbook/09-dispatch-fails/after-the-mark").run()
  }

  private func spans(_ json: String) throws -> [[String: Any]] {
    let file = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let resource = try #require((file?["resourceSpans"] as? [[String: Any]])?.first)
    let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
    return try #require(scope["spans"] as? [[String: Any]])
  }

  @Test("OTLP spans have ids of their own, and parents that are there")
  func otlp() throws {
    let replay = try replay()
    let spans = try spans(OTLPTrace(replay).json)
    let ids = spans.compactMap { $0["spanId"] as? String }
    #expect(ids.count == spans.count && Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.count == 16 && $0.allSatisfy(\.isHexDigit) })
    #expect(Set(spans.compactMap { $0["traceId"] as? String }).allSatisfy { $0.count == 32 })
    for span in spans {
      if let parent = span["parentSpanId"] as? String { #expect(ids.contains(parent)) }
      let from = try #require((span["startTimeUnixNano"] as? String).flatMap(Int64.init))
      let until = try #require((span["endTimeUnixNano"] as? String).flatMap(Int64.init))
      #expect(from <= until && from >= 1_767_225_600_000_000_000)
    }
    #expect(spans.contains { ($0["status"] as? [String: Any])?["code"] as? Int == 2 })
    #expect(OTLPTrace(replay).json.contains("fault: faults[0] (after-the-mark.jsonc:8)"))
  }

  @Test("an OTLP id belongs to what the span is about: a lever that changes nothing keeps it")
  func identity() throws {
    let plan = try RoomTests.plan("runbook/09-dispatch-fails/after-the-mark")
    #expect(OTLPTrace(plan.run()).json == OTLPTrace(plan.run()).json)
    let other = ReplayPlan(plan.scenario, profile: plan.profile, seed: 2)
    let (mine, theirs) = (
      try spans(OTLPTrace(plan.run()).json), try spans(OTLPTrace(other.run()).json)
    )
    #expect(mine[0]["spanId"] as? String != theirs[0]["spanId"] as? String)
  }

  @Test("events are one milestone a line, with keys of one type each")
  func events() throws {
    let replay = try replay()
    let lines = replay.evidence.eventRecords.split(separator: "\n")
    #expect(lines.count == replay.outcome.milestones.count)
    var types: [String: String] = [:]
    for (place, line) in lines.enumerated() {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["number"] as? Int == place + 1)
      #expect(
        object["atMicroseconds"] as? Int64 == replay.outcome.milestones[place].time.microseconds)
      for key in object.keys {
        let type = Self.type(of: key, in: line)
        #expect(types[key, default: type] == type, "\(key)")
        types[key] = type
      }
    }
    #expect(types["rule"] == "number" && types["path"] == "text" && types["isMarked"] == "flag")
  }

  private static func type(of key: String, in line: Substring) -> String {
    switch line.components(separatedBy: "\"\(key)\":").last?.first {
    case "\"": "text"
    case "t", "f": "flag"
    default: "number"
    }
  }
}
