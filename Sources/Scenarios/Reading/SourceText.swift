/// The bytes of one file, known to be UTF-8, with the path they came from.
///
/// Offsets count bytes from the start of the file. Lines and columns start at 1; a column is one
/// Unicode scalar, a tab counts as one, and a byte order mark is not counted.
public struct SourceText: Sendable, Equatable {
  public let path: String
  public let bytes: [UInt8]
  private let places = SourcePlaces()

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

  /// The place of a byte; an offset past the end is the place behind the last byte.
  ///
  /// O(n) the first time, O(1) from then on.
  public func position(at offset: Int) -> Position { places.position(at: offset, in: bytes) }

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

  public var startsWithByteOrderMark: Bool { bytes.startWithByteOrderMark }

  public static func == (left: SourceText, right: SourceText) -> Bool {
    left.path == right.path && left.bytes == right.bytes
  }

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

extension [UInt8] {
  /// Whether they begin with the byte order mark of UTF-8.
  var startWithByteOrderMark: Bool { starts(with: [0xEF, 0xBB, 0xBF]) }
}
