import Foundation
import Testing

@testable import Scenarios
@testable import simrun

/// Large files of every kind are read, played and judged in a time that grows with them: where it
/// would grow with their square, those of a release build would take longer than the limit.
@Suite("Large files", .serialized, .timeLimit(.minutes(1))) struct LinearReadersTests {
  #if DEBUG
    private static let usual = 2_000
  #else
    private static let usual = 100_000
  #endif
  /// Parts of each file; `SIMRUN_LARGE` sets another number.
  private static let count =
    ProcessInfo.processInfo.environment["SIMRUN_LARGE"].flatMap { Int($0) } ?? usual

  private static func many(_ element: (Int) -> String) -> String {
    (0..<count).map(element).joined(separator: ",")
  }

  private static let world = """
    "world": {"organisations": {"o": {}}, "installations": {"i": {"organisation": "o"}},
     "repositories": {"r": {"installation": "i", "items": {"issue": {"count": 3}}}}}
    """

  private static let files: [(name: String, command: String, text: String)] = [
    ("keys.jsonc", "validate", "{\"title\": \"A\", \(many { "\"k\($0)\": 0" })}"),
    ("equal-keys.jsonc", "validate", "{\"title\": \"A\", \(many { _ in "\"k\": 0" })}"),
    (
      "labels.jsonc", "replay",
      "{\"title\": \"A\", \(world), \"story\": [\(many { "{\"label\": \"s\($0)\", \"connect\": \"i\"}" })]}"
    ),
    (
      "anchors.jsonc", "validate",
      """
      {"title": "A", \(world), "story": [{"label": "s", "connect": "i"},
       \(many { "{\"after\": \"t\($0)\", \"connect\": \"i\"}" })]}
      """
    ),
    (
      "expectations.jsonc", "replay",
      "{\"title\": \"A\", \(world), \"expect\": [\(many { _ in "\"stored == 0\"" })]}"
    ),
    (
      "wrong.jsonc", "validate",
      "{\"title\": \"A\", \(world), \"expect\": [\(many { "\"stoerd(r\($0)) == 0\"" })]}"
    ),
    (
      "installations.jsonc", "validate",
      """
      {"title": "A", "world": {"organisations": {"o": {}},
       "installations": {\(many { "\"i\($0)\": {\"organisation\": \"o\"}" })},
       "repositories": {\(many { "\"r\($0)\": {\"installation\": \"i\($0)\"}" })}},
       "faults": [\(many { "{\"wire\": \"fetch\", \"repository\": \"r\($0)\", \"status\": 500}" })]}
      """
    ),
    (
      "create.jsonc", "replay",
      """
      {"title": "A", \(world), "story": [
       {"create": {"repository": "r", "entityType": "issue", "count": \(count)}},
       {"at": "1m", "update": {"repository": "r", "entityType": "issue", "count": \(count)}}]}
      """
    ),
    (
      "values.sweep.jsonc", "sweep --plan",
      """
      {"title": "A", \(world), "story": [{"connect": "i"}], "axes": {"n": {"items":
       {"repository": "r", "entityType": "issue"}, "values": [\(many { "\($0)" })]}}}
      """
    ),
    ("titles.csv", "calibrate", "call,durationMilliseconds,\(many { "t\($0)" })\n"),
    (
      "rows.ndjson", "calibrate",
      (0..<count).map { "{\"call\": \"c\($0)\", \"durationMilliseconds\": 1}" }
        .joined(separator: "\n")
    ),
    (
      "records.json", "diagnose",
      """
      {"now": "2026-02-25T11:40:00Z", "installation": "i", "provider": "github", "orchestrators": [],
       "workers": [\(many { "{\"id\": \"w\($0)\", \"status\": \"failed\", \"entityType\": \"issue\"}" })]}
      """
    ),
    ("nested.jsonc", "validate", String(repeating: "[", count: 1_000_000)),
    ("nested.json", "diagnose", String(repeating: "{\"a\":", count: 1_000_000)),
  ]

  @Test("are read in linear time", arguments: files.indices)
  func everyFile(_ index: Int) throws {
    let (name, command, text) = Self.files[index]
    let folder = try ScenarioFiles([name: text])
    let recorded = RecordedTerminal()
    let words = command.split(separator: " ").map(String.init) + [folder.path + "/" + name]
    let code = Program.simrun.run(words, on: recorded.terminal())
    #expect(code != .usage, "\(recorded.errors.prefix(500))")
    #expect(recorded.errors.utf8.count < 100_000)
  }
}
