import Foundation
import Testing

@testable import Scenarios

/// Files that a scenario names and that are none: said at the name, without a word of theirs.
@Suite("A file that a scenario names") struct ForeignFileTests {
  private static let foreign = [
    ("secret.txt", "root:x:0:0", "it is no JSON"),
    ("secret.json", "{\"password\": \"root:x\"}", "it has none of a scenario's keys"),
    ("list.json", "[\"root:x\"]", "it holds an array"),
    ("key", "-----root:x", "it is no JSON"),
  ]

  @Test("to extend and that is no scenario is not shown", arguments: foreign)
  func bases(_ name: String, _ text: String, _ why: String) throws {
    let files = try ScenarioFiles([name: text, "main.jsonc": "{\"extends\": \"\(name)\"}"])
    #expect(
      try files.mistakes()
        == ["main.jsonc:1:13: extends: \"\(name)\" is no scenario file: \(why)"])
    do {
      _ = try files.scenario()
    } catch let list as DiagnosticList {
      #expect(!list.report(colours: false).contains("root"))
    }
  }

  @Test("may be a scenario under any name, and its own mistakes are shown")
  func scenarios() throws {
    let files = try ScenarioFiles([
      "base.json": "{\"titel\": 1}", "typo.jsonc": "{\"password\": 1}",
      "main.jsonc": "{\"extends\": \"base.json\", \"title\": \"A\"}",
      "other.jsonc": "{\"extends\": \"typo.jsonc\", \"title\": \"A\"}",
    ])
    #expect(try files.mistakes() == ["base.json:1:2: unknown key \"titel\""])
    #expect(try files.mistakes("other.jsonc") == ["typo.jsonc:1:2: unknown key \"password\""])
  }

  @Test("to read and that is a folder, a pipe or binary is refused at once")
  func specialFiles() throws {
    let files = try ScenarioFiles(["a/b.jsonc": "{}"])
    #expect(mkfifo(files.path + "/pipe.jsonc", 0o600) == 0)
    try Data([0x7F, 0x45, 0x4C, 0x46, 0xC0, 0]).write(
      to: URL(fileURLWithPath: files.path + "/binary.jsonc"))
    for (name, reason) in [
      ("a", "this is a folder, not a file"), ("binary.jsonc", "byte 0xC0 is not valid UTF-8"),
      ("pipe.jsonc", "this is a named pipe, not a regular file"),
    ] {
      let main = files.path + "/main.jsonc"
      try "{\"extends\": \"\(name)\"}".write(toFile: main, atomically: true, encoding: .utf8)
      #expect(try files.mistakes()[0].contains(reason))
      let world = """
        {"title": "A", "world": {"organisations": {"o": {}}, "installations": {"i":
        {"organisation": "o"}}, "repositories": {"r": {"installation": "i",
        "items": {"workload": "\(name)"}}}}}
        """
      try world.write(toFile: main, atomically: true, encoding: .utf8)
      #expect(try files.mistakes()[0].contains(reason))
    }
  }
}
