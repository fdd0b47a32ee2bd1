import Foundation
import SimKernel

/// A line of a journal: 16 hexadecimal digits of checksum, a space, the content.
enum JournalLine {
  private static let prefix = 17

  /// The line with its line feed.
  static func bytes(of content: String) -> [UInt8] {
    let content = Array(content.utf8)
    return Array(checksum(of: content).utf8) + [UInt8(ascii: " ")] + content
      + [UInt8(ascii: "\n")]
  }

  /// The content of a line; nil when the checksum is not that of the content.
  static func content(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard line.count >= prefix, line[line.startIndex + prefix - 1] == UInt8(ascii: " ") else {
      return nil
    }
    let content = line.dropFirst(prefix)
    return line.prefix(prefix - 1).elementsEqual(checksum(of: Array(content)).utf8)
      ? content : nil
  }

  private static func checksum(of content: [UInt8]) -> String {
    var digest = TraceFingerprint()
    digest.combine(content)
    return digest.hex
  }
}

/// One line of a file, read by where it begins.
enum FileLine {
  /// The bytes up to the line feed; nil when they cannot be read.
  static func read(_ descriptor: Int32, at offset: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var filled = 0
    while true {
      let count = buffer.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + filled, $0.count - filled, off_t(offset + filled))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      let end = buffer[filled..<filled + count].firstIndex(of: UInt8(ascii: "\n"))
      if let end { return Array(buffer[..<end]) }
      filled += count
      if filled == buffer.count { buffer += [UInt8](repeating: 0, count: filled) }
    }
  }
}
