import Foundation
import Scenarios

/// A folder with some files, removed when it is no longer used.
final class ScenarioFiles {
  let path: String

  init(_ files: [String: String]) throws {
    path = NSTemporaryDirectory() + "scenario-files-" + UUID().uuidString
    for (name, text) in files {
      let file = URL(fileURLWithPath: path + "/" + name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Loads one of the files as a scenario.
  func scenario(_ name: String = "main.jsonc") throws -> Scenario {
    try Scenario.load(path: path + "/" + name)
  }

  /// Loads one of the files and gives its mistakes as `name:line:column: message`.
  func mistakes(_ name: String = "main.jsonc") throws -> [String] {
    do {
      _ = try scenario(name)
      return []
    } catch let list as DiagnosticList {
      return list.diagnostics.map { diagnostic in
        let file = diagnostic.path.replacing(path + "/", with: "")
        let message = diagnostic.message.replacing(path + "/", with: "")
        return "\(file):\(diagnostic.line):\(diagnostic.column): \(message)"
      }
    }
  }
}

/// A scenario file with a small world, a trigger labelled "first", and more keys.
func smallScenario(_ more: String = "") -> String {
  """
  {
    "title": "Small",
    "world": {
      "organisations": { "acme": {} },
      "installations": { "acme-github": { "organisation": "acme" } },
      "repositories": { "app": { "installation": "acme-github", "items": {
        "issue": { "count": 10, "spread": ["0d", "10d"] },
        "pull_request": { "perDay": [3, 0, 2] } } } },
    },
    "story": [{ "label": "first", "trigger": { "installation": "acme-github" } }],
    \(more)
  }
  """
}
