extension JSON5Parser {
  /// Reads a number with its sign and keeps its text.
  mutating func number() throws(Diagnostic) -> JSONNumber {
    let start = offset
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { offset += 1 }
    switch next {
    case UInt8(ascii: "I"): try constant("Infinity", from: start)
    case UInt8(ascii: "N"): try constant("NaN", from: start)
    case UInt8(ascii: "0") where byte(after: 1) | 0x20 == UInt8(ascii: "x"):
      offset += 2
      let digits = offset
      while Self.hexadecimalDigit(next) != nil { offset += 1 }
      if offset == digits { throw badNumber(start, "hexadecimal digits after 0x", "0x1F") }
    default:
      try decimal(from: start)
    }
    guard !startsIdentifier(at: offset), next != UInt8(ascii: ".") else {
      throw gluedNumber(from: start)
    }
    return JSONNumber(validText: String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private mutating func constant(_ name: String, from start: Int) throws(Diagnostic) {
    guard bytes[offset...].starts(with: name.utf8) else {
      throw unexpected("a number, Infinity or NaN")
    }
    offset += name.utf8.count
  }

  private mutating func decimal(from start: Int) throws(Diagnostic) {
    let startsWithZero = next == UInt8(ascii: "0")
    let whole = digits()
    if startsWithZero, whole > 1 {
      let plain = String(decoding: bytes[start..<offset], as: UTF8.self)
      throw source.diagnostic(
        "a number cannot start with 0", at: start..<offset,
        help: "write \(Self.withoutLeadingZeros(plain)), or a hexadecimal number as 0x1F")
    }
    var fraction = 0
    if next == UInt8(ascii: ".") {
      offset += 1
      fraction = digits()
    }
    guard whole + fraction > 0 else { throw badNumber(start, "a digit", "10 or 0.5") }
    guard next | 0x20 == UInt8(ascii: "e") else { return }
    offset += 1
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { offset += 1 }
    if digits() == 0 { throw badNumber(start, "the digits of the exponent", "1e-5") }
  }

  /// Moves past the digits and counts them.
  private mutating func digits() -> Int {
    let start = offset
    while UInt8(ascii: "0")...UInt8(ascii: "9") ~= next { offset += 1 }
    return offset - start
  }

  private static func withoutLeadingZeros(_ text: String) -> String {
    let sign = text.prefix { $0 == "-" || $0 == "+" }
    let digits = text.dropFirst(sign.count).drop { $0 == "0" }
    return digits.isEmpty ? sign + "0" : String(sign + digits)
  }
}
