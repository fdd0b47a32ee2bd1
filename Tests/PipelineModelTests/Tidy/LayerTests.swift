import Foundation
import Testing

/// Who may name whom among folders, and that nothing is declared for nobody.
@Suite("The layers")
struct LayerTests {
  private static let all: [(path: String, words: SourceWords)] = TidyTests.all.map {
    ($0.path, SourceWords($0.lines.joined(separator: "\n")))
  }

  @Test("have no circles: no folder of a module names one that leads back to it")
  func circles() {
    let circles = FolderCircles(Self.all)
    #expect(circles.uses.count > 30)
    for use in circles.closing { Issue.record("\(use) closes a circle of folders") }
  }

  @Test("find a circle of two, of three, and none where names differ only by case")
  func circlesAreFound() {
    func closing(_ files: [String: String]) -> [String] {
      FolderCircles(
        files.map { ("Sources/M/\($0).swift", SourceWords($1)) }
      ).closing
    }
    #expect(
      closing(["A/a": "struct One { let two: Two }", "B/b": "enum Two { case one(One) }"])
        == ["M/A → B", "M/B → A"])
    #expect(
      closing([
        "A/a": "struct One { let text = \"\\(Two.self)\" }", "B/b": "struct Two { var c: [Three] }",
        "C/c": "extension Three { func f() -> One? { nil } }\nstruct Three {}",
      ]) == ["M/A → B", "M/B → C", "M/C → A"])
    #expect(
      closing([
        "A/a": "struct One { let two: Two }  // Three", "B/b": "struct Two { let t = \"One\" }",
        "C/c": "struct Three { struct One {} }",
      ]).isEmpty)
  }

  /// The folders of the model from the lowest: one names only its own layer and those before it.
  private static let layers: [Set<String>] = [
    ["Levers", "Structures", "Vocabulary"], ["Experiment", "Faults"],
    [
      "BackfillApp", "Connections", "Console", "DurableEngine", "Gateway", "KeyValueStore",
      "MessageQueue", "Operator", "ProviderAPI",
    ],
    ["Wires"], ["Accounting", "AppHost"], ["Readings"], ["Pipeline"], ["Runs"],
  ]

  @Test("name nothing above them: no room the accounts or the host, nobody the pipeline")
  func order() {
    let model = FolderCircles(Self.all).uses.filter { $0.key.hasPrefix("PipelineModel/") }
    let folders = Self.all.filter { $0.path.hasPrefix("Sources/PipelineModel/") }.map {
      String($0.path.split(separator: "/")[2])
    }
    #expect(Set(folders) == Set(Self.layers.joined()))
    for use in Self.upward(in: model) { Issue.record("\(use) names a layer above its own") }
  }

  @Test("find a room that names the pipeline")
  func upwardIsFound() {
    func upward(_ name: String) -> [String] {
      Self.upward(in: ["PipelineModel/Gateway": ["PipelineModel/\(name)": [name]]])
    }
    #expect(upward("Pipeline") == ["Gateway → Pipeline"])
    #expect(upward("Accounting") == ["Gateway → Accounting"])
    #expect(upward("Faults").isEmpty && upward("KeyValueStore").isEmpty)
  }

  private static func upward(in uses: [String: [String: Set<String>]]) -> [String] {
    func layer(_ folder: String) -> Int {
      layers.firstIndex { $0.contains(String(folder.dropFirst(14))) } ?? -1
    }
    return uses.flatMap { folder, others in
      others.keys.filter { layer($0) > layer(folder) }.map { other in
        "\(folder.dropFirst(14)) → \(other.dropFirst(14))"
      }
    }.sorted()
  }

  @Test("leave the pipeline itself at most 20 stored properties")
  func storedProperties() throws {
    let path = "Sources/PipelineModel/Pipeline/Pipeline.swift"
    let source = try #require(TidyTests.all.first { $0.path == path })
    let count = Self.storedProperties(in: source.lines)
    #expect((10...20).contains(count), "\(count)")
  }

  @Test("count stored properties, not computed or local ones")
  func storedPropertiesAreCounted() {
    let lines: [Substring] = [
      "struct One {", "  let a: Int", "  var b = 1", "  private(set) var c: Int",
      "  var d: Int { a + b }", "  public init() {", "    let e = 1", "  }", "}",
    ]
    #expect(Self.storedProperties(in: lines) == 3)
  }

  /// The stored properties of a type that stand before its first initializer.
  private static func storedProperties(in lines: [Substring]) -> Int {
    lines.prefix { !$0.hasPrefix("  public init") }.count { line in
      ["  let ", "  var ", "  private(set) var ", "  private var "].contains { line.hasPrefix($0) }
        && !line.hasSuffix(" }")
    }
  }

  @Test("declare nothing that is named nowhere else")
  func deadDeclarations() {
    for (path, name) in Self.dead(in: Self.all) {
      Issue.record("\(path) declares \(name) for nobody")
    }
  }

  @Test("find what is declared and not named")
  func deadDeclarationsAreFound() {
    let files = [
      ("Sources/M/a.swift", SourceWords("struct One { var used = 1; func unused() {} }")),
      ("Tests/T/b.swift", SourceWords("let one = One().used // unused")),
    ]
    #expect(Self.dead(in: files).map(\.name) == ["unused"])
  }

  /// The declarations of `Sources` whose names are said once in all.
  private static func dead(
    in files: [(path: String, words: SourceWords)]
  ) -> [(path: String, name: String)] {
    var counts: [String: Int] = [:]
    for file in files {
      for word in file.words.all { counts[word.text, default: 0] += 1 }
    }
    return files.filter { $0.path.hasPrefix("Sources/") }.flatMap { file in
      file.words.declarations.filter { counts[$0] == 1 }.map { (file.path, $0) }
    }
  }
}
