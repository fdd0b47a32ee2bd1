/// One word, number or sign of an expression, with the bytes it takes in the text.
struct Token: Equatable {
  enum Kind: Equatable {
    /// A whole number.
    case number(Int)
    /// A duration literal in microseconds, such as `1h30m`.
    case duration(Int64)
    /// A name; `-`, `.`, `/` and `:` between letters or digits belong to it.
    case name(String)
    /// An operator, bracket or comma.
    case sign(String)
    /// The end of the text.
    case end
  }

  let kind: Kind
  let range: Range<Int>

  /// What stands there, in words for a message.
  var found: String {
    switch kind {
    case .number(let number): "\(number)"
    case .duration(let microseconds): DurationText.format(microseconds)
    case .name(let name): VisibleText.quoted(name)
    case .sign(let sign): "\"\(sign)\""
    case .end: "the end"
    }
  }
}

/// Cuts the text of an expression into tokens. O(n).
struct Tokenizer {
  private let bytes: [UInt8]
  private var offset = 0

  private static let signs = [
    "==", "!=", "<=", ">=", "<", ">", "=", "+", "-", "*", "/", "(", ")", "[", "]", ",", ".",
  ]

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// All tokens of the text; the last one is `.end`.
  static func tokens(of text: String) throws(ValueProblem) -> [Token] {
    var tokenizer = Tokenizer(text)
    var tokens: [Token] = []
    repeat { tokens.append(try tokenizer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(ValueProblem) -> Token {
    while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    let start = offset
    guard offset < bytes.count else { return Token(kind: .end, range: start..<start) }
    if Self.isDigit(bytes[offset]) { return try quantity(from: start) }
    if Self.isLetter(bytes[offset]) { return name(from: start) }
    for sign in Self.signs where bytes[offset...].starts(with: sign.utf8) {
      offset += sign.utf8.count
      return Token(kind: .sign(sign), range: start..<offset)
    }
    let rest = String(decoding: bytes[start...], as: UTF8.self)
    let character = rest.prefix(1)
    throw ValueProblem(
      "an expression cannot contain \(VisibleText.quoted(String(character)))",
      help: "compare two amounts, for example \"stored == expected\"",
      range: start..<start + character.utf8.count)
  }

  private mutating func quantity(from start: Int) throws(ValueProblem) -> Token {
    while offset < bytes.count, Self.isWordByte(bytes[offset]) || isPoint() { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    let digits = text.replacing("_", with: "")
    if digits.utf8.allSatisfy(Self.isDigit) {
      guard let number = Int(digits) else {
        throw ValueProblem(
          "the number \(text) is too large", help: "the largest number is \(Int.max)",
          range: start..<offset)
      }
      return Token(kind: .number(number), range: start..<offset)
    }
    do {
      return Token(kind: .duration(try DurationText.parse(text)), range: start..<offset)
    } catch {
      let inner = error.range ?? 0..<text.utf8.count
      throw ValueProblem(
        error.message, help: error.help,
        range: start + inner.lowerBound..<start + inner.upperBound)
    }
  }

  private mutating func name(from start: Int) -> Token {
    while offset < bytes.count, Self.isWordByte(bytes[offset]) || isJoint() { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    return Token(kind: .name(text), range: start..<offset)
  }

  /// A decimal point between digits.
  private func isPoint() -> Bool {
    bytes[offset] == UInt8(ascii: ".") && offset + 1 < bytes.count
      && Self.isDigit(bytes[offset + 1])
  }

  /// A sign inside a name: the byte behind it belongs to a word.
  private func isJoint() -> Bool {
    "-./:".utf8.contains(bytes[offset]) && offset + 1 < bytes.count
      && Self.isWordByte(bytes[offset + 1])
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_")
  }
}
