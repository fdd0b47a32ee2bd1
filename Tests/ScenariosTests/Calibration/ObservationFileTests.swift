import Foundation
import SimKernel
import Testing

@testable import Scenarios

@Suite struct ObservationFileTests {
  private func read(
    _ text: String, _ ending: String, ignoring ignored: [String] = []
  ) throws -> [Observation] {
    var observations: [Observation] = []
    try withFolder { folder in
      let path = folder.appendingPathComponent("o.\(ending)").path
      try AtomicFile.write(text, to: path)
      observations = try ObservationFile.read(path: path, ignoring: ignored)
    }
    return observations
  }

  /// Line and column of each mistake with its message.
  private func mistakes(_ text: String, _ ending: String = "csv") throws -> [String] {
    do {
      _ = try read(text, ending)
      return []
    } catch let list as DiagnosticList {
      return list.diagnostics.map { "\($0.line):\($0.column) \($0.message)" }
    }
  }

  @Test func threeFormatsSayTheSame() throws {
    let csv = try read(
      """
      \u{FEFF}call,duration,"durationMilliseconds",status,attempt,host\r
      fetch-issue-p12,1.5s,,200,1,"a, ""b\"""\r
      post,,120.25,ok,,x\r

      token,,,lost,3,"two
      lines"
      """, "csv", ignoring: ["host"])
    let json = try read(
      """
      [{"call": "fetch", "duration": "1500ms", "status": 200, "attempt": 1, "host": {}},
       {"call": "post", "durationMicroseconds": 120250},
       {"call": "token", "status": "lost", "attempt": 3}]
      """, "json", ignoring: ["host"])
    let lines = try read(
      """
      {"call": "wire.fetch", "durationSeconds": 1.5, "attempt": 1}
      {"call": "post", "duration": "120.25ms", "status": "ok"}

      {"step": "get-token", "status": "timeout", "attempt": 3}
      """, "ndjson")
    #expect(csv == json && json == lines)
    #expect(csv.map(\.duration) == [.milliseconds(1500), .microseconds(120_250), nil])
    #expect(csv.map(\.outcome) == [.succeeded, .succeeded, .lost])
    #expect(csv.map(\.attempt) == [1, nil, 3])
  }

  @Test func mistakesHaveTheirPlaces() throws {
    let values = try mistakes(
      "call,duration,status,attempt\nfetch,12,,\nfetsh,1s,99,0\npost,1s,700,\npost,,,\n")
    #expect(
      values.map { $0.prefix { $0 != " " } } == ["2:7", "3:1", "3:10", "3:13", "4:9", "5:1"])
    #expect(values[0].contains("ends without a unit"))
    #expect(values[5].contains("missing one of the keys duration"))
    #expect(try mistakes("call,durations\n") == ["1:6 there is no column \"durations\""])
    #expect(try mistakes("call,call\n") == ["1:6 the title \"call\" stands twice"])
    #expect(
      try mistakes("call,duration\nfetch,1s,200\n")
        == ["2:1 the record has 3 fields, the titles are 2"])
    #expect(try mistakes("call,duration\nfetch,\"1s\n") == ["2:7 the quotes are never closed"])
    #expect(
      try mistakes("call,duration\nfetch,\"1s\"x\n") == ["2:11 a field goes on behind its quotes"])
    #expect(try mistakes("call,duration\n") == ["1:1 there is no observation"])
    #expect(try mistakes("{}", "json") == ["1:1 expected an array, found an empty object"])
    let lines = try mistakes("{\"call\": \"post\", \"duration\": \"1s\"}\n{\"call\" 1}", "ndjson")
    #expect(lines.first?.hasPrefix("2:9 ") == true)
    #expect(throws: UsageError.self) { _ = try read("call", "txt") }
  }

  @Test func unknownCallsAreExplained() {
    #expect(ObservedCall.help(on: "dispatch-issue-p1").contains("observe them as \"post\""))
    #expect(ObservedCall.help(on: "fetsh") == "did you mean \"fetch\"?")
    #expect(ObservedCall.help(on: "elsewhere").hasPrefix("the calls are connection, token"))
  }
}
