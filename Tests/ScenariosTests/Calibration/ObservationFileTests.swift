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
      "call,duration,status,attempt\nfetch,12,,\nfetsh,1s,99,0\npost,1s,0,\npost,,,\n")
    #expect(
      values.map { $0.prefix { $0 != " " } } == ["2:7", "3:1", "3:10", "3:13", "4:9", "5:1"])
    #expect(values[0] == "2:7 duration: expected a duration with its unit, found \"12\"")
    #expect(values[5] == "5:1 an attempt that succeeded has no duration")
    #expect(
      try mistakes("call,call\n") == ["1:6 the title \"call\" stands twice"])
    #expect(try mistakes("call,duration\nfetch,\"1s\n") == ["2:7 the quotes are never closed"])
    #expect(
      try mistakes("call,duration\nfetch,\"1s\"x\n") == ["2:11 a field goes on behind its quotes"])
    #expect(try mistakes("call,duration\n") == ["1:1 there is no observation"])
    #expect(try mistakes("{}", "json") == ["1:1 expected an array, found an empty object"])
    let lines = try mistakes("{\"call\": \"post\", \"duration\": \"1s\"}\n{\"call\" 1}", "ndjson")
    #expect(lines.first?.hasPrefix("2:9 ") == true)
    #expect(throws: UsageError.self) { _ = try read("call", "txt") }
    for empty in ["\u{FEFF}", "\n\n", ",,\n"] {
      #expect(throws: SourceFailure.self) { _ = try read(empty, "csv") }
    }
  }

  @Test func aMistakeOfManyRowsIsToldOnce() throws {
    let rows = (0..<40).map { "GET /repos/a/pulls,\($0)\(["", "ms"][$0 % 2])\n" }.joined()
    #expect(
      try mistakes("call,durationMilliseconds\n" + rows) == [
        "2:1 call: there is no call \"GET /repos/a/pulls\", and so in 39 more rows",
        "3:20 durationMilliseconds: expected a number of 0 or more, found \"1ms\", "
          + "and so in 19 more rows",
      ])
    #expect(
      try mistakes(
        """
        call,durationMilliseconds,status
        fetch,812
        fetch,813,200,1
        fetch,814
        """
      ) == [
        "2:1 the record has 2 fields, the titles are 3, and so in 1 more row",
        "3:1 the record has 4 fields, the titles are 3",
      ])
    #expect(
      try mistakes(
        """
        call,durationMilliseconds,durationSeconds
        fetch,649.0,0.6490
        fetch,422.8,0.4228
        """
      ) == [
        "2:13 \"durationSeconds\" and \"durationMilliseconds\" exclude each other, "
          + "and so in 1 more row"
      ])
  }

  @Test func moreThanTwentyKindsAreCounted() throws {
    let rows = (0..<25).map { "call\($0),1s\n" }.joined()
    do {
      _ = try read("call,duration\n" + rows, "csv")
      Issue.record("Unknown calls are accepted.")
    } catch let list as DiagnosticList {
      #expect(list.diagnostics.count == 20 && list.omitted == 5)
    }
  }

  @Test func separatorsAndSpacesOfOtherProgramsAreTaken() throws {
    let plain = try read(
      "call,durationMilliseconds,status,attempt\nfetch,649.5,200,1\npost,422,ok,\n", "csv")
    #expect(plain.map(\.duration) == [.microseconds(649_500), .milliseconds(422)])
    let others = [
      // A spreadsheet where the decimal sign is a comma.
      "call;durationMilliseconds;status;attempt\r\nfetch;649,5;200;1\r\npost;422;ok;\r\n",
      "sep=;\ncall;durationMilliseconds;status;attempt\nfetch;649.5;200;1\npost;422;ok;\n",
      "\u{FEFF}\"sep=|\"\r\ncall|durationMilliseconds|status|attempt\nfetch|649.5|200|1\npost|422|ok|",
      "call\tdurationMilliseconds\tstatus\tattempt\nfetch\t649.5\t200\t1\npost\t422\tok\t\n",
      "call, durationMilliseconds, status, attempt\nfetch, 649.5, \"200\" , 1\npost,422, ok,\n",
      // Empty columns and rows behind the filled ones.
      "\ncall,durationMilliseconds,status,attempt,\nfetch,649.5,200,1,\n,,,,\npost,422,ok,,\n\n,,,\n",
      // A table of floating-point numbers.
      "call,durationMilliseconds,status,attempt\nfetch,6.495e+02,200.0,1.0\npost,422.0,OK,\n",
    ]
    for text in others {
      for ending in ["csv", "CSV", "tsv"] { #expect(try read(text, ending) == plain, "\(text)") }
    }
    #expect(
      try read("call;duration\nfetch;1,5s\npost;250ms\n", "csv").map(\.duration)
        == [.milliseconds(1500), .milliseconds(250)])
  }

  @Test func commasInNumbersAreNotGuessed() throws {
    #expect(
      try mistakes("call,durationMilliseconds\nfetch,\"1,203\"\n") == [
        "2:7 durationMilliseconds: expected a number without a comma, found \"1,203\""
      ])
    #expect(
      try mistakes("call;durationMilliseconds\nfetch;1.203,9\nfetch;812.4\nfetch;812,4\n") == [
        "2:7 durationMilliseconds: expected a number without a comma, found \"1.203,9\"",
        "3:7 durationMilliseconds: expected a decimal comma, as elsewhere in this file, "
          + "found \"812.4\"",
      ])
    #expect(try mistakes("call\tdurationSeconds\nfetch\t0,812\n").count == 1)
    #expect(
      try mistakes("call,duration,\nfetch,1s,\npost,1s,x\n")
        == ["3:9 the field \"x\" stands under no title"])
  }

  @Test func nullIsAnEmptyCell() throws {
    let lines = try read(
      """
      {"call": "fetch", "step": null, "durationMilliseconds": 649.0, "status": null, "attempt": null}
      {"call": "fetch", "durationMilliseconds": null, "durationSeconds": 1, "status": 500}
      {"call": "fetch", "durationMilliseconds": null, "status": "lost"}
      """, "ndjson")
    #expect(lines.map(\.outcome) == [.succeeded, .status(500), .lost])
    #expect(lines.map(\.duration) == [.milliseconds(649), .seconds(1), nil])
    #expect(
      try mistakes("[{\"call\": null, \"duration\": null}]", "json")
        == ["1:2 the record names no call", "1:2 an attempt that succeeded has no duration"])
  }

  @Test func jsonComesInThreeShapes() throws {
    let one = "{\"call\": \"post\", \"duration\": \"1s\"}"
    let expected = try read("[\(one), \(one)]", "json")
    #expect(try read("\(one)\n\(one)", "json") == expected)
    #expect(try read("[\(one), \(one)]", "jsonl") == expected)
    #expect(try read(one, "ndjson") == [expected[0]] && read(one, "json") == [expected[0]])
    #expect(
      try mistakes("{\"data\": [\(one)]}", "json") == ["1:1 expected an array, found an object"])
    #expect(try mistakes("[1, \(one)]", "json") == ["1:2 expected an object, found the number 1"])
    #expect(
      try mistakes("[{\"call\": \"post\", \"duration\": {}}]", "json") == [
        "1:31 duration: expected a duration with its unit, found an empty object"
      ])
  }

  @Test func statusWordsAreReadInAnyCase() throws {
    let words = ["OK", "Success", "succeeded", "204", "LOST", "Timeout", "304", "599"]
    let rows = words.map { "fetch,1s,\($0)\n" }.joined()
    #expect(
      try read("call,duration,status\n" + rows, "csv").map(\.outcome) == [
        .succeeded, .succeeded, .succeeded, .succeeded, .lost, .lost, .status(304), .status(599),
      ])
    func help(_ status: String) -> String? {
      do {
        _ = try read("call,duration,status\nfetch,1s,\(status)\n", "csv")
      } catch let list as DiagnosticList {
        return list.diagnostics.first?.help
      } catch {}
      return nil
    }
    #expect(help("200 OK") == "write 200")
    #expect(help("0") == "an attempt without a reply is \"lost\"")
    #expect(help("ERROR")?.contains("\"lost\" or \"timeout\"") == true)
    #expect(help("200.5") == help("ERROR") && help("600") == help("ERROR"))
  }

  @Test func unknownCallsAreExplained() {
    #expect(ObservedCall.help(on: "dispatch-issue-p1").contains("observe them as \"post\""))
    #expect(ObservedCall.help(on: "fetsh") == "did you mean \"fetch\"?")
    #expect(ObservedCall.help(on: "elsewhere").hasPrefix("the calls are connection, token"))
  }
}
