extension JSON5Parser {
  /// Reads a key: a string or a bare identifier.
  mutating func key() throws(Diagnostic) -> String {
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") { return try string() }
    guard let name = try identifier() else { throw missingKey() }
    return name
  }

  /// Reads `null`, `true`, `false`, `Infinity` or `NaN`.
  mutating func word(_ expected: String) throws(Diagnostic) -> JSONNode.Value {
    let start = offset
    guard let name = try identifier() else { throw unexpected(expected) }
    switch name {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "Infinity", "NaN": return .number(JSONNumber(validText: name))
    default: throw unknownWord(name, from: start, expected)
    }
  }

  /// Reads an identifier of ECMAScript 5.1, or nothing when none starts here.
  mutating func identifier() throws(Diagnostic) -> String? {
    let start = offset
    while Self.isPlainLetter(next) || (offset > start && 0x30...0x39 ~= next) { offset += 1 }
    var name = String(decoding: bytes[start..<offset], as: UTF8.self)
    while next == UInt8(ascii: "\\") || next >= 0x80 || startsIdentifier(at: offset) {
      let scalarStart = offset
      let scalar = try identifierScalar()
      guard let scalar, Self.continues(scalar, isFirst: scalarStart == start) else {
        offset = scalarStart
        break
      }
      name.unicodeScalars.append(scalar)
    }
    return offset == start ? nil : name
  }

  /// True when an identifier, a digit or an escape starts at the offset.
  func startsIdentifier(at index: Int) -> Bool {
    guard index < bytes.count else { return false }
    let byte = bytes[index]
    if byte < 0x80 {
      return Self.isPlainLetter(byte) || 0x30...0x39 ~= byte || byte == UInt8(ascii: "\\")
    }
    return Self.continues(scalar(at: index), isFirst: true)
  }

  private mutating func identifierScalar() throws(Diagnostic) -> Unicode.Scalar? {
    guard next == UInt8(ascii: "\\") else {
      let scalar = scalar(at: offset)
      offset += scalar.utf8.count
      return scalar
    }
    guard byte(after: 1) == UInt8(ascii: "u") else { return nil }
    let start = offset
    offset += 1
    return try unicodeEscape(from: start)
  }

  private static func isPlainLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  private static func continues(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber:
      true
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation:
      !isFirst
    default:
      scalar == "$" || scalar == "_" || (!isFirst && (scalar == "\u{200C}" || scalar == "\u{200D}"))
    }
  }
}
