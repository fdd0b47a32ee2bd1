extension JSON5Parser {
  /// Moves to the next byte that is neither white space nor part of a comment.
  mutating func skipSpace() throws(Diagnostic) {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09, 0x0B, 0x0C:
        offset += 1
      case UInt8(ascii: "/"):
        try skipComment()
      case 0x80...:
        let scalar = scalar(at: offset)
        guard Self.isSpace(scalar) else { return }
        offset += scalar.utf8.count
      default:
        return
      }
    }
  }

  private mutating func skipComment() throws(Diagnostic) {
    let start = offset
    switch byte(after: 1) {
    case UInt8(ascii: "/"):
      while offset < bytes.count, lineBreakLength(at: offset) == 0 { offset += 1 }
    case UInt8(ascii: "*"):
      offset += 2
      while byte(after: 0) != UInt8(ascii: "*") || byte(after: 1) != UInt8(ascii: "/") {
        guard offset < bytes.count else {
          throw source.diagnostic(
            "this comment is never closed", at: start..<start + 2, help: "end it with */")
        }
        offset += 1
      }
      offset += 2
    default:
      throw source.diagnostic(
        "expected a comment, found a single \"/\"", at: start..<start + 1,
        help: "comments are written // to the end of the line, or /* … */")
    }
  }

  /// The bytes of the line break at an offset (LF, CR, CR LF, U+2028, U+2029), or 0.
  func lineBreakLength(at index: Int) -> Int {
    switch bytes[index] {
    case 0x0A: 1
    case 0x0D: index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
    case 0xE2:
      index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8 ? 3 : 0
    default: 0
    }
  }

  /// Decodes the scalar that starts at an offset; the text is known to be UTF-8.
  func scalar(at index: Int) -> Unicode.Scalar {
    let end = min(index + 4, bytes.count)
    return String(decoding: bytes[index..<end], as: UTF8.self).unicodeScalars.first ?? "\0"
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xFEFF, 0x2028, 0x2029: true
    default: scalar.properties.generalCategory == .spaceSeparator
    }
  }
}
