import Scenarios
import Testing

/// What JSON5 allows, section by section of its specification.
struct ConformanceTests {
  /// The specification's own example, "Short Example".
  @Test func kitchenSink() throws {
    let node = try parse(
      #"""
      {
        // comments
        unquoted: 'and you can quote me on that',
        singleQuotes: 'I can use "double quotes" here',
        lineBreaks: "Look, Mom! \
      No \\n's!",
        hexadecimal: 0xdecaf,
        leadingDecimalPoint: .8675309, andTrailing: 8675309.,
        positiveSign: +1,
        trailingComma: 'in objects', andIn: ['arrays',],
        "backwardsCompatible": "with JSON",
      }
      """#)
    #expect(
      node.members.map(\.key) == [
        "unquoted", "singleQuotes", "lineBreaks", "hexadecimal", "leadingDecimalPoint",
        "andTrailing", "positiveSign", "trailingComma", "andIn", "backwardsCompatible",
      ])
    #expect(node["lineBreaks"]?.value == .string("Look, Mom! No \\n's!"))
    #expect(try number(node["hexadecimal"]).int64 == 0xdecaf)
    #expect(try number(node["leadingDecimalPoint"]).double == 0.8675309)
    #expect(try number(node["andTrailing"]).int64 == 8_675_309)
    #expect(try number(node["positiveSign"]).int64 == 1)
  }

  @Test(arguments: [
    (#""\b\f\n\r\t\v\0\'\"\\\/\a\q""#, "\u{8}\u{C}\n\r\t\u{B}\0'\"\\/aq"),
    (#""\x41\u00e9\uD83D\uDE00""#, "Aé😀"), (#"'"'"#, "\""), (#""'""#, "'"),
    ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e\\\u{2029}f'", "abcdef"),
    ("'\u{2028}\u{2029}'", "\u{2028}\u{2029}"), ("'\t\u{1}'", "\t\u{1}"), ("''", ""),
    (#"'\0a'"#, "\0a"),
    (#"'\uD83D\uDFFF\uDBFF\uDFFF\uD800\uDC00'"#, "\u{1F7FF}\u{10FFFF}\u{10000}"),
    (#"'\é\😀'"#, "é😀"),
  ])
  func string(_ text: String, _ expected: String) throws {
    #expect(try parse(text).value == .string(expected))
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("42", 42), ("+42", 42), ("-42", -42), ("0x10", 16), ("-0XfF", -255),
    ("1e3", 1_000), ("1.5e1", 15), ("2.0", 2), ("5.", 5), ("1000e-3", 1), (".5e1", 5),
    ("9223372036854775807", .max), ("-9223372036854775808", .min), ("0e99999999999", 0),
    ("922337203685477580700e-2", .max),
  ])
  func integer(_ text: String, _ expected: Int64) throws {
    #expect(try number(parse(text)).int64 == expected)
  }

  @Test(arguments: [
    "0.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "Infinity", "-Infinity",
    "NaN", "0xFFFFFFFFFFFFFFFFFF", "1e999999999999", "1e-999999999999999999999",
    "1.00000000000000000001",
  ])
  func numberWithoutExactInteger(_ text: String) throws {
    #expect(try number(parse(text)).int64 == nil)
  }

  @Test(arguments: [
    (".5", 0.5), ("5.", 5), ("-.5e-1", -0.05), ("1e400", .infinity), ("Infinity", .infinity),
    ("+Infinity", .infinity), ("-Infinity", -.infinity), ("0x1F", 31), ("1e-400", 0),
    ("0xFFFFFFFFFFFFFFFFFF", 0x1p72), ("0.1", 0.1),
    ("123456789012345678901234567890", 1.2345678901234568e29),
  ])
  func double(_ text: String, _ expected: Double) throws {
    #expect(try number(parse(text)).double == expected)
  }

  @Test func notANumberIsANumber() throws {
    #expect(try number(parse("NaN")).double.isNaN)
    #expect(try number(parse("-NaN")).isFinite == false)
  }

  @Test(arguments: [
    ("{a: 1}", "a"), ("{$_1: 1}", "$_1"), ("{ünïcödé: 1}", "ünïcödé"), (#"{\u0061b: 1}"#, "ab"),
    ("{null: 1}", "null"), ("{'a b': 1}", "a b"), ("{\"\": 1}", ""), ("{Infinity: 1}", "Infinity"),
    ("{a\u{200D}b: 1}", "a\u{200D}b"),
    ("{a\u{200C}b: 1}", "a\u{200C}b"), (#"{"\u0000": 1}"#, "\0"), ("{日本: 1}", "日本"),
  ])
  func key(_ text: String, _ expected: String) throws {
    #expect(try parse(text).members.map(\.key) == [expected])
  }

  @Test(arguments: [
    "\u{FEFF}[1]", " \t\u{B}\u{C}\u{A0}\r\n\u{2028}\u{2029}\u{3000}[1]", "// x\n[1]", "// x\r[1]",
    "// x\u{2028}[1]", "/* * / ** */[1]/**/", "[/* a */1/* b */,/* c */]// end", "[1,\u{FEFF}]",
  ])
  func spaceAndComments(_ text: String) throws {
    let nodes = try #require(elements(parse(text)))
    #expect(nodes.map(\.value) == [.number(try #require(JSONNumber("1")))])
  }

  @Test func spansPointAtKeysAndValues() throws {
    let text = "{ a : [ 12, 'x' ] }"
    let node = try parse(text)
    let member = try #require(node.members.first)
    #expect(node.span.range == 0..<19)
    #expect(member.keySpan.range == 2..<3)
    #expect(member.value.span.range == 6..<17)
    #expect(elements(member.value)?.map(\.span.range) == [8..<10, 12..<15])
  }

  @Test func depthIsBounded() throws {
    let limit = JSON5Parser.maximumDepth
    let open = String(repeating: "[", count: limit)
    let close = String(repeating: "]", count: limit)
    #expect(try parse(open + close).kind == .array)
    for bracket in ["[", "{a:"] {
      let deep = String(repeating: bracket, count: 10_000)
      let error = #expect(throws: Diagnostic.self) { try parse(deep) }
      #expect(error?.message == "objects and arrays are nested deeper than 64 levels")
      #expect(error?.column == limit * bracket.count + 1)
    }
  }

  @Test func neighboursAreNoDepth() throws {
    let text = "[" + String(repeating: "[], {}, ", count: 100) + "]"
    #expect(elements(try parse(text))?.count == 200)
  }

  /// Few keys are compared one by one, many by their hashes; both find every duplicate.
  @Test(arguments: 1...30) func duplicateKeysAreFound(_ count: Int) throws {
    let keys = (0..<count).map { "key\($0): 0, " }
    #expect(try parse("{" + keys.joined() + "}").members.count == count)
    for (index, key) in keys.enumerated() {
      let error = #expect(throws: Diagnostic.self) { try parse("{" + keys.joined() + key + "}") }
      #expect(error?.message == "the key \"key\(index)\" is given twice")
      #expect(error?.notes.map(\.position.column) == [2 + keys[..<index].joined().count])
    }
  }

  @Test func numberOfValuesIsBounded() throws {
    let text = "[" + String(repeating: "0,", count: JSON5Parser.maximumValues) + "]"
    let error = #expect(throws: Diagnostic.self) { try parse(text) }
    #expect(error?.message == "the file has more than 1000000 values")
    #expect(error?.column == 2 * JSON5Parser.maximumValues)
  }

  private func parse(_ text: String) throws -> JSONNode {
    try JSON5Parser.parse(SourceText(path: "case.jsonc", text: text))
  }

  private func number(_ node: JSONNode?) throws -> JSONNumber {
    guard case .number(let number) = try #require(node).value else {
      throw NotThere()
    }
    return number
  }

  private func elements(_ node: JSONNode) -> [JSONNode]? {
    guard case .array(let nodes) = node.value else { return nil }
    return nodes
  }

  private struct NotThere: Error {}
}
