import Foundation
import Testing

@testable import PipelineModel

/// The house rules that a compiler does not check.
@Suite("The sources")
struct TidyTests {
  struct Source {
    let path: String
    let lines: [Substring]
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
    var imports: [Substring] {
      lines.filter { $0.hasPrefix("import ") }.map { $0.dropFirst("import ".count) }
    }
  }

  private static let root = URL(
    fileURLWithPath: #filePath.components(separatedBy: "/Tests/")[0])

  static let all: [Source] = ["Sources", "Tests"].flatMap { top -> [Source] in
    let folder = root.appendingPathComponent(top).path
    let paths = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path -> Source? in
      guard let text = try? String(contentsOfFile: folder + "/" + path, encoding: .utf8) else {
        return nil
      }
      return Source(
        path: top + "/" + path, lines: text.split(separator: "\n", omittingEmptySubsequences: false)
      )
    }
  }

  private static func module(_ name: String) -> [Source] {
    all.filter { $0.path.hasPrefix("Sources/\(name)/") }
  }

  @Test("import one way: simrun, Scenarios, PipelineModel, SimKernel")
  func imports() {
    let allowed: [String: Set<Substring>] = [
      "SimKernel": [], "PipelineModel": ["SimKernel"],
      "Scenarios": ["Foundation", "PipelineModel", "SimKernel", "Synchronization"],
    ]
    for (name, modules) in allowed {
      for source in Self.module(name) {
        #expect(Set(source.imports).subtracting(modules).isEmpty, "\(source.path)")
      }
    }
    #expect(Self.module("SimKernel").count > 10 && Self.module("PipelineModel").count > 50)
  }

  @Test("have rooms that do not name each other; only the pipeline names every room")
  func rooms() {
    let rooms = [
      "MessageQueue": "MessageQueue", "KeyValueStore": "KeyValueStore",
      "ProviderAPI": "ProviderAPI", "Connections": "Connections", "Gateway": "Gateway",
      "Console": "Console", "Operator": "Operator", "DurableEngine": "DurableEngine",
    ]
    // What a room may say of another: the gateway answers with what the store replied.
    let known: Set<String> = ["Gateway→KeyValueStore"]
    for source in Self.module("PipelineModel") {
      let own = source.folder.split(separator: "/").dropFirst(2).first.map(String.init) ?? ""
      guard rooms[own] != nil || own == "BackfillApp" else { continue }
      for (room, type) in rooms where room != own {
        let names = source.lines.contains { line in
          let code = line.split(separator: "//", omittingEmptySubsequences: false).first ?? ""
          return code.split { !$0.isLetter && $0 != "." && $0 != "\\" }.contains { word in
            word == type || word.hasPrefix(type + ".")
          }
        }
        #expect(!names || known.contains("\(own)→\(room)"), "\(source.path) names \(type)")
      }
    }
  }

  @Test("draw by purposes of the one register, and use every one of them")
  func purposes() throws {
    let call = try Regex(#"\bbits\(\s*(\.\w+|purpose)?"#)
    var used: Set<Substring> = []
    for source in Self.module("PipelineModel") + Self.module("Scenarios")
    where !source.path.hasSuffix("DrawPurpose.swift") {
      let text = source.lines.joined(separator: "\n")
      for match in text.matches(of: call) {
        #expect(match.output[1].substring != nil, "\(source.path): \(text[match.range])")
      }
      used.formUnion(text.split { !$0.isLetter && $0 != "." })
    }
    #expect(DrawPurpose.allCases.filter { !used.contains(".\($0)") }.isEmpty)
  }

  @Test("are no longer than 300 lines, those of the model no wider than 100 characters")
  func size() {
    for source in Self.all { #expect(source.lines.count <= 301, "\(source.path)") }
    let model = ["Sources/PipelineModel/", "Tests/PipelineModelTests/"]
    for source in Self.all where model.contains(where: source.path.hasPrefix) {
      for (index, line) in source.lines.enumerated() where line.count > 100 {
        Issue.record("\(source.path):\(index + 1) has \(line.count) characters")
      }
    }
  }

  @Test("of model and kernel draw no luck from outside")
  func luck() {
    let banned = ["Date" + "()", ".random(" + "in:", "System" + "RandomNumberGenerator"]
    for source in Self.module("SimKernel") + Self.module("PipelineModel") {
      for word in banned where source.lines.contains(where: { $0.contains(word) }) {
        Issue.record("\(source.path) says \(word)")
      }
    }
  }

  @Test("leave nothing for later, and have names that say something")
  func words() {
    for source in Self.all {
      for word in ["TO" + "DO", "FIX" + "ME"]
      where source.lines.contains(where: { $0.contains(word) }) {
        Issue.record("\(source.path) says \(word)")
      }
      let name = source.path.split(separator: "/").last ?? ""
      let isVague = ["Manager", "Helper", "Utils"].contains { name.contains($0) }
      #expect(!isVague, "\(source.path)")
    }
  }
}
