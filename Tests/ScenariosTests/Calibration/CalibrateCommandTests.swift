import Foundation
import Testing

@testable import Scenarios
@testable import simrun

@Suite struct CalibrateCommandTests {
  private static let program = Program(
    name: "simrun", version: "0.0.0", abstract: "A test.", commands: [CalibrateCommand()],
    defaultCommand: "calibrate")

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
    let recorded = RecordedTerminal()
    let code = Self.program.run(["calibrate"] + words, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  @Test func writesAReportAndAnOverlay() throws {
    try withFolder { folder in
      let file = { folder.appendingPathComponent($0).path }
      let rows = (0..<400).map {
        "fetch,\(400 + 2 * ($0 * 179 % 400)),\($0 % 40 == 7 ? 503 : 200)\n"
      }
      try AtomicFile.write(
        "call,durationMilliseconds,status\n" + rows.joined(), to: file("a.csv"))
      try AtomicFile.write("{ \"title\": \"Base\" }", to: file("base.jsonc"))
      let done = run(file("a.csv"), "--base", "base.jsonc", "--overlay", file("o.jsonc"))
      #expect(done.code == .success)
      #expect(done.output.hasPrefix("400 observations: fetch 400\n\nwire.fetch from 390 "))
      #expect(done.output.contains("fetch: 10 of 400 attempts ended 503, 2.50 % (1.36–4.54 %)"))
      #expect(done.errors.contains("wrote "))
      let scenario = try Scenario.load(path: file("o.jsonc"))
      #expect(scenario.levers.map(\.name) == ["wire.fetch"] && scenario.isAbstract)
      #expect(scenario.faults.map(\.trigger) == [.probability(perMillion: 25_000)])

      let json = run(file("a.csv"), "--format", "json", "--family", "exponential")
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let latency = try #require((report["latencies"] as? [[String: Any]])?.first)
      #expect(latency["observations"] as? Int == 390)
      let families = try #require(latency["families"] as? [[String: Any]])
      let chosen = families.filter { $0["isChosen"] as? Bool == true }
      #expect(chosen.map { $0["family"] as? String } == ["exponential"])
      #expect(chosen.map { $0["fits"] as? Bool } == [false])
      #expect((latency["warnings"] as? [String])?.contains { $0.contains("does not fit") } == true)
    }
  }

  @Test func mistakesHaveTheirExitCodes() throws {
    try withFolder { folder in
      let file = { folder.appendingPathComponent($0).path }
      try AtomicFile.write("call,duration\nfetch,1s\n", to: file("a.csv"))
      try AtomicFile.write("call,duration\nfetch,1\n", to: file("wrong.csv"))
      #expect(run(file("none.csv")).code == .noInput)
      #expect(run(file("a.txt")).code == .usage)
      #expect(run(file("a.csv"), "--overlay", file("o.json")).code == .usage)
      let overlay = run(file("a.csv"), "--output", file("o.jsonc"))
      #expect(overlay.code == .usage && overlay.errors.contains("go to '--overlay "))
      #expect(run(file("a.csv"), "--output", file("a.csv")).code == .usage)
      #expect(run(file("a.csv"), "--base", "b.jsonc").code == .usage)
      #expect(run(file("a.csv"), "--overlay", file("none/o.jsonc")).code == .cannotWrite)
      let json = run(file("a.csv"), "--output", file("report.json"))
      #expect(json.code == .success && json.output.isEmpty)
      #expect(try String(contentsOfFile: file("report.json"), encoding: .utf8).hasPrefix("{"))
      let wrong = run(file("wrong.csv"))
      #expect(wrong.code == .badData && wrong.output.isEmpty)
      #expect(wrong.errors.contains("wrong.csv:2:7: error: "))
      #expect(wrong.errors.contains("\n 2 | fetch,1\n   |       ^\n"))
    }
  }
}
