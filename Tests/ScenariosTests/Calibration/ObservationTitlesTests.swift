import Testing

@testable import Scenarios

@Suite struct ObservationTitlesTests {
  /// Column, message and help of everything wrong with a line of titles.
  private func mistakes(_ titles: String, ignoring ignored: [String] = []) throws -> [String] {
    var found: [String] = []
    try withFolder { folder in
      let path = folder.appendingPathComponent("o.csv").path
      try AtomicFile.write(titles + "\n", to: path)
      do {
        _ = try ObservationFile.read(path: path, ignoring: ignored)
      } catch let list as DiagnosticList {
        found = list.diagnostics.map { "\($0.column) \($0.message): \($0.help ?? "")" }
      }
    }
    return found
  }

  @Test func everyWrongTitleIsToldAtOnce() throws {
    #expect(
      try mistakes("Call,DurationMilliseconds,Status,Attempt") == [
        "1 there is no column \"Call\": did you mean \"call\"?",
        "6 there is no column \"DurationMilliseconds\": did you mean \"durationMilliseconds\"?",
        "27 there is no column \"Status\": did you mean \"status\"?",
        "34 there is no column \"Attempt\": did you mean \"attempt\"?",
      ])
    let others = try mistakes("host,call,region,durationSeconds")
    #expect(others.count == 2 && others[0].hasSuffix("; leave it out with --ignore host"))
    #expect(others[0].contains("the columns are call, step, status, attempt, duration,"))
    #expect(others[1] == "11 there is no column \"region\": leave it out with --ignore region")
    #expect(
      try mistakes("host,call,region,durationSeconds", ignoring: ["host", "region"])
        == ["1 there is no observation: a row is one attempt of one call"])
  }

  @Test func aFileWithoutTitlesIsToldFromOneWithWrongOnes() throws {
    let none = "no column of an observation is here"
    #expect(
      try mistakes("fetch,649.0,200,1") == [
        "1 \(none): the first line has the titles, for example "
          + "call,durationMilliseconds,status,attempt"
      ])
    #expect(
      try mistakes("# exported\ncall,duration")
        == ["1 \(none): remove the comment; the first line has the titles"])
    #expect(
      try mistakes("{\"call\": \"post\"}")
        == ["1 \(none): name a file of JSON .json, and one of an object a line .ndjson"])
    let withoutCall = try mistakes("durationSeconds,status")
    #expect(withoutCall.map { $0.prefix(46) } == ["1 no column says which call was observed: add "])
  }

  @Test func unitsInOtherSpellingsAreUnderstood() {
    let spellings = [
      "Duration (ms)": "durationMilliseconds", "duration_ms": "durationMilliseconds",
      "latencyMs": "durationMilliseconds", "response time [s]": "durationSeconds",
      "duration_us": "durationMicroseconds", "elapsed µs": "durationMicroseconds",
      "Durations": "duration", "statuss": "status",
    ]
    for (spelling, key) in spellings {
      #expect(ObservationTitles.meant(by: spelling) == key, "\(spelling)")
    }
    for other in ["timestamp", "host", "url", "ms", ""] {
      #expect(ObservationTitles.meant(by: other) == nil, "\(other)")
    }
  }
}
