/// The bytes of one file, known to be UTF-8, with the path they came from.
///
/// Offsets count bytes from the start of the file. Lines and columns start at 1; a column is one
/// Unicode scalar, a tab counts as one, and a byte order mark is not counted.
public struct SourceText: Sendable, Equatable {
  public let path: String
  public let bytes: [UInt8]

  /// Checks that the bytes are UTF-8.
  ///
  /// Throws `SourceFailure` (exit code 65) with the position of the first bad byte. O(n).
  public init(path: String, bytes: [UInt8]) throws(SourceFailure) {
    self.init(path: path, checkedBytes: bytes)
    if let offset = UTF8Check.firstInvalidOffset(in: bytes) {
      throw SourceFailure(path: path, reason: .notUTF8(notUTF8(at: offset)))
    }
  }

  public init(path: String, text: String) {
    self.init(path: path, checkedBytes: Array(text.utf8))
  }

  private init(path: String, checkedBytes: [UInt8]) {
    self.path = path
    bytes = checkedBytes
  }

  /// A line and a column, both starting at 1.
  public struct Position: Hashable, Comparable, Sendable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    public static func < (left: Position, right: Position) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }
  }

  /// The place of a byte; an offset past the end is the place behind the last byte. O(n).
  public func position(at offset: Int) -> Position {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var lineStart = startsWithByteOrderMark ? 3 : 0
    var index = 0
    while index < end {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
      if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") {
        guard index < end else { break }
        index += 1
      }
      line += 1
      lineStart = index
    }
    guard lineStart < end else { return Position(line: line, column: 1) }
    let scalars = bytes[lineStart..<end].count { $0 & 0xC0 != 0x80 }
    return Position(line: line, column: scalars + 1)
  }

  /// The bytes of the line an offset lies on, without its line break. O(length of the line).
  public func line(around offset: Int) -> Range<Int> {
    let anchor = min(max(offset, 0), bytes.count)
    var lower = anchor
    while lower > 0, !endsLine(at: lower - 1) { lower -= 1 }
    var upper = anchor
    while upper < bytes.count, !endsLine(at: upper) { upper += 1 }
    if lower == 0, startsWithByteOrderMark { lower = min(3, upper) }
    return lower..<max(lower, upper)
  }

  public var startsWithByteOrderMark: Bool { bytes.starts(with: [0xEF, 0xBB, 0xBF]) }

  private func endsLine(at index: Int) -> Bool {
    let byte = bytes[index]
    guard byte == UInt8(ascii: "\r") else { return byte == UInt8(ascii: "\n") }
    return true
  }

  private func notUTF8(at offset: Int) -> Diagnostic {
    let looksLikeUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let byte = String(bytes[offset], radix: 16, uppercase: true)
    return diagnostic(
      "byte 0x\(byte) is not valid UTF-8 (byte \(offset) of the file)",
      at: offset..<offset + 1,
      help: looksLikeUTF16
        ? "the file looks like UTF-16; save it as UTF-8" : "save the file as UTF-8")
  }
}
