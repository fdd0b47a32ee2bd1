/// Reads JSON5: JSON with comments, trailing commas, single quotes, bare keys and more numbers.
///
/// Stricter than JSON5 in three points: keys of an object are unique, surrogates come in pairs,
/// and depth and number of values are bounded. O(n).
///
/// Source: https://spec.json5.org
public struct JSON5Parser {
  public static let maximumDepth = 64
  public static let maximumValues = 1_000_000

  let source: SourceText
  let bytes: [UInt8]
  let file: UInt16
  var offset = 0
  private var values = 0
  /// The brackets that are open, outermost first.
  var openings: [Int] = []

  private init(_ source: SourceText, file: UInt16) {
    self.source = source
    self.file = file
    bytes = source.bytes
  }

  /// Reads the one value of a file; throws the first mistake with its place.
  ///
  /// `file` is written into every span, for trees that are merged from several files.
  public static func parse(
    _ source: SourceText, file: UInt16 = 0
  ) throws(Diagnostic) -> JSONNode {
    guard source.bytes.count <= UInt32.max else {
      throw source.diagnostic("the text is larger than 4 GiB", at: 0..<0)
    }
    var parser = JSON5Parser(source, file: file)
    try parser.skipSpace()
    let node = try parser.value("a value")
    try parser.skipSpace()
    guard parser.isAtEnd else { throw parser.surplus() }
    return node
  }

  /// Reads the values of a text that holds several, with nothing but space between them (NDJSON).
  public static func sequence(_ source: SourceText) throws(Diagnostic) -> [JSONNode] {
    guard source.bytes.count <= UInt32.max else {
      throw source.diagnostic("the text is larger than 4 GiB", at: 0..<0)
    }
    var parser = JSON5Parser(source, file: 0)
    var nodes: [JSONNode] = []
    try parser.skipSpace()
    while !parser.isAtEnd {
      nodes.append(try parser.value("a value"))
      try parser.skipSpace()
    }
    return nodes
  }

  var isAtEnd: Bool { offset >= bytes.count }

  /// The byte at the offset; 0 at the end, which is no valid start of anything.
  var next: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  func byte(after distance: Int) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  mutating func value(_ expected: String) throws(Diagnostic) -> JSONNode {
    values += 1
    guard values <= Self.maximumValues else { throw tooManyValues() }
    let start = offset
    let value: JSONNode.Value =
      switch next {
      case UInt8(ascii: "{"): .object(try object())
      case UInt8(ascii: "["): .array(try array())
      case UInt8(ascii: "\""), UInt8(ascii: "'"): .string(try string())
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."):
        .number(try number())
      default: try word(expected)
      }
    return JSONNode(value, span: span(from: start))
  }

  func span(from start: Int) -> SourceSpan { SourceSpan(start..<offset, file: file) }

  private mutating func array() throws(Diagnostic) -> [JSONNode] {
    try open()
    var nodes: [JSONNode] = []
    try skipSpace()
    while next != UInt8(ascii: "]") {
      nodes.append(try value("a value or \"]\""))
      try skipSpace()
      if next == UInt8(ascii: "]") { break }
      guard next == UInt8(ascii: ",") else { throw missingComma(closing: "]") }
      offset += 1
      try skipSpace()
    }
    close()
    return nodes
  }

  private mutating func object() throws(Diagnostic) -> [JSONMember] {
    try open()
    var members: [JSONMember] = []
    var seen = SeenKeys()
    try skipSpace()
    while next != UInt8(ascii: "}") {
      let start = offset
      let key = try key()
      let keySpan = span(from: start)
      if let earlier = seen.insert(key, into: members) {
        throw duplicate(key, at: keySpan, earlier: members[earlier].keySpan)
      }
      try skipSpace()
      guard next == UInt8(ascii: ":") else { throw missingColon(after: key) }
      offset += 1
      try skipSpace()
      let value = try value("a value for \(VisibleText.quoted(key))")
      members.append(JSONMember(key: key, keySpan: keySpan, value: value))
      try skipSpace()
      if next == UInt8(ascii: "}") { break }
      guard next == UInt8(ascii: ",") else { throw missingComma(closing: "}") }
      offset += 1
      try skipSpace()
    }
    close()
    return members
  }

  private mutating func open() throws(Diagnostic) {
    guard openings.count < Self.maximumDepth else { throw tooDeep() }
    openings.append(offset)
    offset += 1
  }

  private mutating func close() {
    openings.removeLast()
    offset += 1
  }

  /// Finds a key among the earlier ones of its object: by looking at few, by hashing many.
  private struct SeenKeys {
    private static let linearLimit = 12
    private var indices: [String: Int] = [:]

    /// The index of the earlier member with this key, or nil when it is new.
    mutating func insert(_ key: String, into members: [JSONMember]) -> Int? {
      guard members.count >= Self.linearLimit else {
        return members.firstIndex { $0.key == key }
      }
      if members.count == Self.linearLimit {
        for (index, member) in members.enumerated() { indices[member.key] = index }
      }
      return indices.updateValue(members.count, forKey: key)
    }
  }
}
