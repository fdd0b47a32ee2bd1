extension JSON5Parser {
  /// Reads a string in single or double quotes.
  mutating func string() throws(Diagnostic) -> String {
    let start = offset
    let quote = next
    offset += 1
    var runStart = offset
    var decoded = ""
    while offset < bytes.count {
      switch bytes[offset] {
      case quote:
        let run = String(decoding: bytes[runStart..<offset], as: UTF8.self)
        offset += 1
        return decoded.isEmpty ? run : decoded + run
      case UInt8(ascii: "\\"):
        decoded += String(decoding: bytes[runStart..<offset], as: UTF8.self)
        try escape(into: &decoded)
        runStart = offset
      case 0x0A, 0x0D:
        throw unclosedString(from: start)
      default:
        offset += 1
      }
    }
    throw unclosedString(from: start)
  }

  private mutating func escape(into text: inout String) throws(Diagnostic) {
    let start = offset
    offset += 1
    guard !isAtEnd else { return }
    let length = lineBreakLength(at: offset)
    guard length == 0 else {
      offset += length
      return
    }
    let letter = next
    switch letter {
    case UInt8(ascii: "u"): text.unicodeScalars.append(try unicodeEscape(from: start))
    case UInt8(ascii: "x"):
      offset += 1
      text.unicodeScalars.append(Unicode.Scalar(UInt8(try hexadecimal(2, from: start))))
    case UInt8(ascii: "0") where !(0x30...0x39).contains(byte(after: 1)):
      offset += 1
      text.append("\0")
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      throw source.diagnostic(
        "a digit cannot be escaped", at: start..<offset + 1,
        help: "write the digit alone, or a character by its number as \\u0041")
    default:
      let scalar = scalar(at: offset)
      offset += scalar.utf8.count
      text.unicodeScalars.append(Self.named(letter) ?? scalar)
    }
  }

  private static func named(_ letter: UInt8) -> Unicode.Scalar? {
    switch letter {
    case UInt8(ascii: "b"): "\u{08}"
    case UInt8(ascii: "f"): "\u{0C}"
    case UInt8(ascii: "n"): "\n"
    case UInt8(ascii: "r"): "\r"
    case UInt8(ascii: "t"): "\t"
    case UInt8(ascii: "v"): "\u{0B}"
    default: nil
    }
  }

  /// Reads `uHHHH`, or two of them that form a surrogate pair; stands on the `u`.
  mutating func unicodeEscape(from start: Int) throws(Diagnostic) -> Unicode.Scalar {
    offset += 1
    let first = try hexadecimal(4, from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, next == UInt8(ascii: "\\"), byte(after: 1) == UInt8(ascii: "u") else {
      throw unpaired(from: start)
    }
    let secondStart = offset
    offset += 2
    let second = try hexadecimal(4, from: secondStart)
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw unpaired(from: start) }
    return scalar
  }

  private mutating func hexadecimal(_ count: Int, from start: Int) throws(Diagnostic) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = Self.hexadecimalDigit(next) else { throw badEscape(count, from: start) }
      value = value << 4 | digit
      offset += 1
    }
    return value
  }

  static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
