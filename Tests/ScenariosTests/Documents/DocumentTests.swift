import Foundation
import Testing

@testable import Scenarios
@testable import simrun

@Suite("The documents")
struct DocumentTests {
  @Test("name paths that exist", arguments: ["ARCHITECTURE.md", "CONTRIBUTING.md"])
  func paths(document: String) throws {
    let text = try String(contentsOfFile: repositoryFolder + "/docs/" + document, encoding: .utf8)
    let paths = Self.paths(in: text)
    #expect(paths.count > 10)
    for path in paths where !FileManager.default.fileExists(atPath: repositoryFolder + "/" + path) {
      Issue.record("\(document) names \(path), which does not exist")
    }
  }

  /// What stands between backquotes and begins in a folder of the repository.
  static func paths(in text: String) -> [String] {
    let tops = ["Sources/", "Tests/", "docs/", "scenarios/", "reports/", ".ci/"]
    return text.components(separatedBy: "\n").flatMap { line in
      line.components(separatedBy: "`").enumerated().compactMap { place, words in
        place % 2 == 1 && tops.contains(where: words.hasPrefix) ? words : nil
      }
    }
  }

  @Test("link to files that exist")
  func links() throws {
    for document in try Document.all() {
      let folder = repositoryFolder + "/" + (document.name.hasPrefix("docs/") ? "docs/" : "")
      let text = try String(
        contentsOfFile: repositoryFolder + "/" + document.name, encoding: .utf8)
      for piece in text.components(separatedBy: "](").dropFirst() {
        let target = piece.prefix { $0 != ")" && $0 != "#" }
        guard !target.isEmpty, !target.contains("://") else { continue }
        let exists = FileManager.default.fileExists(atPath: folder + target)
        #expect(exists, "\(document.name) links to \(target)")
      }
    }
  }

  @Test("have commands that run, and show what they print")
  func commands() throws {
    var count = 0
    for document in try Document.all() {
      try withFolder { folder in
        try furnish(folder, with: document.files)
        for command in document.commands {
          count += 1
          try check(command, in: folder.path)
        }
      }
    }
    #expect(count >= 20)
  }

  /// Makes a folder look like the repository, with the files of a document's examples beside it.
  private func furnish(_ folder: URL, with files: [(name: String, text: String)]) throws {
    for name in ["scenarios", "reports"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/" + name, withDestinationPath: repositoryFolder + "/" + name)
    }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
  }

  private func check(_ command: Document.Command, in folder: String) throws {
    if command.isLong || command.isSlow && Self.isDebug {
      try parse(command)
      return
    }
    let recorded = RecordedTerminal()
    let words = Self.placed(command.words, in: folder)
    let code = Program.simrun.run(words, on: recorded.terminal())
    let ends: [ExitCode] = [.success, .broken, .undecided]
    #expect(ends.contains(code), "\(command.place): \(recorded.errors)")
    guard let shown = command.shown else { return }
    let output = recorded.output.replacing(folder + "/", with: "")
    if let line = Document.missing(shown, in: output) {
      Issue.record("\(command.place): the output has no line\n\(line)\nit is\n\(output)")
    }
  }

  private func parse(_ command: Document.Command) throws {
    let name = command.words.first ?? Program.simrun.defaultCommand ?? ""
    let found = try #require(Program.simrun.command(named: name), "\(command.place)")
    #expect(throws: Never.self, "\(command.place)") {
      _ = try CommandLineParser.parse(
        Array(command.words.dropFirst()), for: found, of: Program.simrun)
    }
  }

  /// The words of a command whose files are in a folder.
  private static func placed(_ words: [String], in folder: String) -> [String] {
    words.enumerated().map { index, word in
      let outputs = ["--output", "-o", "--items", "--trace", "--events", "--otlp"]
      let isWritten = index > 0 && outputs.contains(words[index - 1])
      let exists = FileManager.default.fileExists(atPath: folder + "/" + word)
      return isWritten || exists ? folder + "/" + word : word
    }
  }

  private static var isDebug: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }
}

@Suite("A document")
struct DocumentReadingTests {
  private let document = Document(
    name: "a.md",
    text: """
      Text:

          simrun list

      <!-- long -->
      ```
      swift run -c release simrun report --output reports   # a minute
      swift test
      ```

      <!-- file: one.jsonc -->
      ```jsonc
      { "title": "simrun" }
      ```

      ```
      simrun levers

      first
      ...
      last
      ```

      <!-- output of: simrun version -->
      ```
      1.0
      ```
      """)

  @Test("gives its commands, with marks and outputs")
  func commands() {
    #expect(
      document.commands == [
        Document.Command(place: "a.md:3", words: ["list"]),
        Document.Command(place: "a.md:7", words: ["report", "--output", "reports"], isLong: true),
        Document.Command(place: "a.md:17", words: ["levers"], shown: ["first", "...", "last"]),
        Document.Command(place: "a.md:26", words: ["version"], shown: ["1.0"]),
      ])
    #expect(document.files.map(\.name) == ["one.jsonc"])
  }

  @Test("shows lines that must be there, in order, with nothing between that is not left out")
  func shown() {
    let output = "head\nfirst\nsecond line\nthird\nlast\n"
    #expect(Document.missing(["first", "…", "last"], in: output) == nil)
    #expect(Document.missing(["first", "second ...", "third"], in: output) == nil)
    #expect(Document.missing(["first", "third"], in: output) == "third")
    #expect(Document.missing(["last", "…", "first"], in: output) == "first")
    #expect(Document.missing(["first", "second"], in: output) == "second")
  }

  @Test("names paths between backquotes")
  func paths() {
    #expect(
      DocumentTests.paths(in: "`Sources/a`, `b`, Sources/c `docs/d.md`")
        == ["Sources/a", "docs/d.md"])
  }
}
