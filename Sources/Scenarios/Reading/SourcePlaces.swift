import Synchronization

/// The lines and columns of a text, counted once, so that any number of places costs one pass.
///
/// One place is kept for every kibibyte; a column is counted from the nearest one before it.
final class SourcePlaces: Sendable {
  private static let distance = 1 << 10

  /// The place of every `distance`th byte; empty until somebody asks.
  private let landmarks = Mutex<[SourceText.Position]>([])

  /// The place of an offset in the bytes, which are the same in every call.
  func position(at offset: Int, in bytes: [UInt8]) -> SourceText.Position {
    let end = min(max(offset, 0), bytes.count)
    let start = end / Self.distance
    let landmark = landmarks.withLock { landmarks in
      if landmarks.isEmpty { landmarks = Self.landmarks(of: bytes) }
      return landmarks[start]
    }
    return Self.position(at: end, in: bytes, from: start * Self.distance, landmark)
  }

  private static func landmarks(of bytes: [UInt8]) -> [SourceText.Position] {
    var landmarks = [SourceText.Position(line: 1, column: 1)]
    for start in stride(from: 0, through: bytes.count - distance, by: distance) {
      landmarks.append(
        position(at: start + distance, in: bytes, from: start, landmarks[landmarks.count - 1]))
    }
    return landmarks
  }

  /// The place of `end`, counted from the place of an earlier offset. O(bytes between).
  ///
  /// Of CR LF the line feed alone ends the line; the byte order mark is in no column.
  private static func position(
    at end: Int, in bytes: [UInt8], from start: Int, _ place: SourceText.Position
  ) -> SourceText.Position {
    var (line, column) = (place.line, place.column)
    bytes.withUnsafeBufferPointer { bytes in
      for index in start..<end {
        let byte = bytes[index]
        let isPair = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") && !isPair {
          line += 1
          column = 1
        } else if byte & 0xC0 != 0x80 {
          column += 1
        }
      }
    }
    if start == 0, line == 1, column > 1, bytes.startWithByteOrderMark { column -= 1 }
    return SourceText.Position(line: line, column: column)
  }
}
