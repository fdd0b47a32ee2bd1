import PipelineModel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("Many workers in a timeline")
struct TimelineFoldingTests {
  /// Repositories of one installation, each with `items` pull requests.
  private static func world(repositories: Int, items: Int) throws -> ScenarioFiles {
    let list = (1...repositories).map { number in
      """
      "r-\(number)": { "installation": "big-github",
        "items": { "pull_request": { "count": \(items), "spread": ["0d", "5d"] } } }
      """
    }
    return try ScenarioFiles([
      "main.jsonc": """
      {
        "title": "many repositories",
        "world": {
          "organisations": { "big": {} },
          "installations": { "big-github": { "organisation": "big" } },
          "repositories": { \(list.joined(separator: ",\n")) } },
        "story": [{ "label": "go", "trigger": { "installation": "big-github" } }]
      }
      """
    ])
  }

  private func lines(repositories: Int) throws -> [String] {
    let files = try Self.world(repositories: repositories, items: 12)
    let program = Program(
      name: "simrun", version: "0.0.0", abstract: "A test.", commands: [ReplayCommand()])
    let recorded = RecordedTerminal()
    let words = ["replay", files.path + "/main.jsonc", "-p", "as-built", "--timeline"]
    #expect(program.run(words, on: recorded.terminal()) == .success)
    return recorded.output.split(separator: "\n").map(String.init)
  }

  @Test("fold into lines of at most 100 columns", arguments: [2, 12, 40])
  func width(repositories: Int) throws {
    let lines = try lines(repositories: repositories)
    // Three lines of the notes name the file, which a temporary folder makes long.
    let long = lines.filter { $0.count > 100 && !$0.contains("main.jsonc") }
    #expect(long.isEmpty, "\(long.first ?? "")")
    #expect(lines.contains { $0.contains("stored") })
  }

  @Test("fold into a number of lines that grows no faster than their number")
  func length() throws {
    let (few, many) = try (lines(repositories: 10).count, lines(repositories: 40).count)
    #expect(many <= few * 4, "\(few) lines for 10, \(many) for 40")
  }
}
