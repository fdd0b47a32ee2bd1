import Foundation
import Scenarios
import Testing

/// Damaged files never crash or hang: they give a value or one mistake with a place in the file.
struct FuzzTests {
  private static let seeds = [
    #"{title: "x", transport: 'train', duration: "1h30m", people: [{name: 'Ada', age: 30}], }"#,
    #"// comment\#n{"title": "日本\uD83D\uDE00", rain: "0.1%", /* why */ luggage: '4 MiB', count: 'all'}"#,
    "[0x1F, -Infinity, NaN, +.5e-3, null, true, [[[{}]]], 'a\\\nb', \"\\x41\\0\"]",
    "{\n\tstory: [{rest: '5m'}, {swim: 2}],\r\n  stock: {apples: 3, bread: 4},\n  altitude: -12.5}",
  ]

  private static let fragments = [
    "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "\\u", "\\uD83D", "/*", "*/", "//", "\n", "\r",
    "0x", "1e", "-", "+", ".", "NaN", "null", "\u{FEFF}", "\u{2028}", "é", "😀", "\0", "title",
    "99999999999999999999",
  ]

  @Test(arguments: 1...4)
  func damagedFilesGiveAValueOrOneMistake(_ seed: UInt64) {
    var random = SplitMix(state: seed)
    var values = 0
    var mistakes = 0
    for _ in 0..<5_000 {
      let bytes = damaged(Array(Self.seeds[Int(seed) - 1].utf8), &random)
      guard let source = checked(bytes) else { continue }
      do {
        let node = try JSON5Parser.parse(source)
        #expect(spansNest(node, within: 0..<bytes.count))
        values += 1
      } catch {
        expectPlaced(error, in: source)
        mistakes += 1
      }
    }
    #expect(values > 50)
    #expect(mistakes > 1_000)
  }

  @Test func damagedScenariosGiveAValueOrPlacedMistakes() {
    var random = SplitMix(state: 5)
    var listed = 0
    for round in 0..<2_000 {
      let bytes = damaged(Array(Self.seeds[round % Self.seeds.count].utf8), &random)
      guard let source = checked(bytes) else { continue }
      do {
        _ = try Fields.read(source, as: Outing.init(reading:))
      } catch {
        #expect(error.diagnostics.count <= DiagnosticList.maximumCount)
        #expect(error.diagnostics.map(\.position) == error.diagnostics.map(\.position).sorted())
        for diagnostic in error.diagnostics { expectPlaced(diagnostic, in: source) }
        listed += error.diagnostics.count
      }
    }
    #expect(listed > 1_000)
  }

  /// A tree written by Foundation's encoder is read back as the same tree.
  @Test func encodedTreesAreReadBack() throws {
    var random = SplitMix(state: 6)
    for _ in 0..<300 {
      let tree = object(depth: 4, &random)
      let data = try JSONSerialization.data(
        withJSONObject: tree, options: [.sortedKeys, .prettyPrinted])
      let text = try #require(String(data: data, encoding: .utf8))
      let node = try JSON5Parser.parse(SourceText(path: "tree.json", text: text))
      #expect(NSDictionary(dictionary: tree) == plain(node) as? NSDictionary)
    }
  }

  private func damaged(_ original: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 3: bytes.removeSubrange(place...)
      default:
        let fragment = Self.fragments.randomElement(using: &random) ?? ""
        bytes.insert(contentsOf: fragment.utf8, at: place)
      }
    }
    return bytes
  }

  /// The text, or nothing when it is no UTF-8, on which Foundation must agree.
  private func checked(_ bytes: [UInt8]) -> SourceText? {
    do {
      return try SourceText(path: "fuzz.jsonc", bytes: bytes)
    } catch {
      #expect(String(validating: bytes, as: UTF8.self) == nil)
      guard case .notUTF8(let diagnostic) = error.reason else {
        Issue.record("unexpected failure \(error)")
        return nil
      }
      #expect(diagnostic.line >= 1 && diagnostic.column >= 1)
      return nil
    }
  }

  private func expectPlaced(_ diagnostic: Diagnostic, in source: SourceText) {
    let end = source.position(at: source.bytes.count)
    #expect(diagnostic.position <= end)
    #expect(diagnostic.line >= 1 && diagnostic.column >= 1)
    #expect(!diagnostic.message.isEmpty)
    let lines = diagnostic.report(colours: false).split(separator: "\n")
    #expect(lines.count >= 3 && lines[2].contains("^"))
  }

  private func spansNest(_ node: JSONNode, within outer: Range<Int>) -> Bool {
    let range = node.span.range
    guard range.lowerBound >= outer.lowerBound, range.upperBound <= outer.upperBound else {
      return false
    }
    switch node.value {
    case .array(let nodes): return nodes.allSatisfy { spansNest($0, within: range) }
    case .object(let members): return members.allSatisfy { spansNest($0.value, within: range) }
    default: return true
    }
  }

  private func object(depth: Int, _ random: inout SplitMix) -> [String: Any] {
    var result: [String: Any] = [:]
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      result[text(&random)] = value(depth: depth - 1, &random)
    }
    return result
  }

  private func value(depth: Int, _ random: inout SplitMix) -> Any {
    switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
    case 0: return Int.random(in: Int.min...Int.max, using: &random)
    case 1: return Double.random(in: -1e9...1e9, using: &random)
    case 2: return text(&random)
    case 3: return Bool.random(using: &random)
    case 4: return object(depth: depth, &random)
    default:
      return (0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1, &random)
      }
    }
  }

  private func text(_ random: inout SplitMix) -> String {
    let alphabet: [Character] = [
      "a", "\"", "\\", "/", "\n", "\u{1}", "é", "😀", "\u{2028}", "'", "\u{7F}",
    ]
    return String(
      (0..<Int.random(in: 0...8, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? "a"
      })
  }

  private func plain(_ node: JSONNode) -> Any {
    switch node.value {
    case .null: return NSNull()
    case .bool(let bool): return bool
    case .number(let number): return number.int64.map { Int($0) } ?? number.double
    case .string(let text): return text
    case .array(let nodes): return nodes.map(plain)
    case .object(let members):
      return NSDictionary(
        objects: members.map { plain($0.value) }, forKeys: members.map { $0.key as NSString })
    }
  }
}
