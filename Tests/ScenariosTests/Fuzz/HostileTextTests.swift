import Foundation
import Testing

@testable import Scenarios
@testable import simrun

/// Text of files and their names reaches no output as it is: nothing hidden, no line of its own, no
/// formula, no markup.
@Suite("Hostile text") struct HostileTextTests {
  private static let text = FuzzExtremes.hostile
  private static let quoted = JSONText.quoted(text)

  private static var world: String {
    """
    "world": {"organisations": {"acme": {}}, "installations": {"acme-github": {"organisation": "acme"}},
     "repositories": {"app": {"installation": "acme-github", "items": {"issue": {"count": 3}}}}},
    "story": [{"label": "first", "trigger": {"installation": "acme-github"}},
     {"trigger": {"key": "valid", "body": {"installationId": \(quoted), "provider": \(quoted),
      "orgId": \(quoted), "depth": \(quoted), "entityTypes": [\(quoted)]}}},
     {"cancel": {"key": "valid", "installationId": \(quoted)}}]
    """
  }

  private static let scenario = """
    {"title": \(quoted), "claims": ["7.1", "7.2", "1.2"], \(world),
     "expect": ["stored == 0"], "sometimes": ["stored == 99"]}
    """

  private static let sweep = """
    {"title": \(quoted), \(world), "axes": {"size": {"items": {"repository": "app", "entityType": "issue"}, "values": [1, 2]},
     "name": {"path": ["title"],
     "values": [\(quoted), "=1+1", "+1", "-1", "@x", "<b>"]}}}
    """

  private static let fleet = """
    {"title": \(quoted), "fleet": {"connections": 1, "over": "1h", "mix": [{"share": 1,
     "repositories": 1, "items": {"issue": {"count": 1}}}]}}
    """

  private static let records = """
    {"now": "2026-02-25T11:40:00Z", "installation": \(quoted), "provider": "github",
     "customer": {"misses": ["issue"]}, "orchestrators": [{"id": \(quoted), "status": "failed",
      "error": \(quoted), "createdAt": "2026-02-25T10:30:00Z", "startedAt": "2026-02-25T10:30:01Z",
      "endedAt": "2026-02-25T10:34:12Z"}],
     "workers": [{"id": \(quoted), "parent": \(quoted), "resource": \(quoted), "entityType": "issue",
      "status": "failed", "error": \(quoted), "step": "fetch-issue-p2", "pages": 1,
      "createdAt": "2026-02-25T10:30:02Z", "startedAt": "2026-02-25T10:30:02Z",
      "endedAt": "2026-02-25T10:34:10Z"}]}
    """

  private static let observations =
    "call,durationMilliseconds,status\nfetch,649.0,200\n\"\(text.replacing("\"", with: "\"\""))\",1,200\n"

  /// The names of files hold the same, but for the slash that no name has.
  private static let name = "n" + text.replacing("/", with: "")

  private static let files = [
    "\(name).jsonc": scenario, "\(name).sweep.jsonc": sweep, "f\(name).jsonc": fleet,
    "\(name).json": records, "\(name).csv": observations, "wrong\(name).jsonc": "{\(quoted): 1}",
  ]

  private static let commands: [(command: String, file: String, formats: [String])] = [
    ("replay", "\(name).jsonc", ["text", "json", "ndjson"]),
    ("test", "\(name).jsonc", ["text", "junit", "tap", "github"]),
    ("test", "wrong\(name).jsonc", ["text", "junit", "tap", "github"]),
    ("test", "missing\(name).jsonc", ["text", "junit", "tap", "github"]),
    ("mend", "\(name).jsonc", ["text", "json", "markdown", "html"]),
    ("diff", "\(name).jsonc", ["text", "json", "markdown", "html"]), ("page", "\(name).jsonc", []),
    ("diagnose", "\(name).jsonc", ["text", "json", "markdown"]),
    ("diagnose", "\(name).json", ["text", "json", "markdown"]),
    ("list", "\(name).jsonc", []), ("validate", "wrong\(name).jsonc", []), ("validate", ".", []),
    ("sweep", "\(name).sweep.jsonc", ["csv", "ndjson"]),
    ("explore", "\(name).sweep.jsonc", ["text", "json", "markdown", "html"]),
    ("frontier", "\(name).sweep.jsonc", ["text", "json", "markdown", "html"]),
    ("fleet", "f\(name).jsonc", ["text", "json", "markdown"]),
    ("calibrate", "\(name).csv", ["text", "json"]),
  ]

  private static let options = [
    "diff": ["--set", "engine.poll-tick=1s"], "frontier": ["--axis", "size"],
    "mend": ["--shipped", "0"], "page": ["--no-why"],
  ]

  @Test("is shown and not obeyed, whatever the command and the format", arguments: commands.indices)
  func everyCommand(_ index: Int) throws {
    let (command, file, formats) = Self.commands[index]
    let folder = try ScenarioFiles(Self.files)
    for format in formats.isEmpty ? [""] : formats {
      let recorded = RecordedTerminal()
      let code = Program.simrun.run(
        [command, folder.path + "/" + file] + (Self.options[command] ?? [])
          + (format.isEmpty ? [] : ["--format", format]),
        on: recorded.terminal())
      #expect(!(recorded.output + recorded.errors).isEmpty, "\(command) \(format)")
      #expect(code != .usage, "\(command) \(format): \(VisibleText.of(recorded.errors))")
      for said in [recorded.output, recorded.errors] {
        for line in said.unicodeScalars.split(separator: "\n").map({ String($0) }) {
          #expect(
            (!line.hasPrefix("=INJECTED") || format == "html")
              && !line.unicodeScalars.contains(where: VisibleText.isHidden),
            "\(command) \(format): \(VisibleText.of(line))")
        }
      }
      try check(recorded.output, as: format)
    }
  }

  private func check(_ output: String, as format: String) throws {
    switch format {
    case "csv":
      for line in output.split(separator: "\n") {
        let fields = try CSVField.fields(of: Array(line.utf8)[...])
        #expect(!fields.contains { $0.hasPrefix("=") || $0.hasPrefix("+") || $0.hasPrefix("@") })
      }
    case "tap":
      // What stands behind a bare number sign would be a directive.
      for line in output.split(separator: "\n") where line.contains("ok ") {
        #expect(
          !line.replacing("\\\\", with: "").replacing("\\#", with: "").contains("#"), "\(line)")
      }
    case "markdown":
      let outsideOfCode = output.split(separator: "`", omittingEmptySubsequences: false)
        .enumerated()
        .filter { $0.offset % 2 == 0 }.map(\.element)
      #expect(!outsideOfCode.contains { $0.contains("<b>") }, "\(output.prefix(3000))")
    case "html", "junit": #expect(!output.contains("<b>"), "\(output.prefix(3000))")
    case "json":
      if !output.isEmpty { _ = try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    case "github":
      for line in output.split(separator: "\n") { #expect(line.hasPrefix("::"), "\(line)") }
    default: break
    }
  }
}
