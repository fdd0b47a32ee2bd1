import Foundation

/// Reads a file line by line, in little memory however long it is.
struct LineReader: ~Copyable {
  /// A line without its line feed.
  struct Line {
    let bytes: ArraySlice<UInt8>
    /// Where it begins in the file.
    let offset: Int
    /// False for a last line that has no line feed.
    let isWhole: Bool
  }

  private static let chunk = 1 << 16

  private let path: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var buffer: [UInt8] = []
  private var start = 0
  /// Where the buffer begins in the file.
  private var base = 0
  private var isAtEnd = false

  /// Opens a file; throws `SourceFailure`, exit code 66, when it cannot be read.
  init(path: String) throws(SourceFailure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    ownsDescriptor = true
    guard descriptor >= 0 else {
      let code = errno
      throw SourceFailure(
        path: path,
        reason: code == ENOENT ? .notFound : .unreadable(String(cString: strerror(code))))
    }
  }

  /// Reads an open file from its beginning and leaves it open.
  init(descriptor: Int32, path: String) {
    self.path = path
    self.descriptor = descriptor
    ownsDescriptor = false
  }

  deinit { if ownsDescriptor { close(descriptor) } }

  /// The next line, or nil at the end.
  mutating func next() throws(SourceFailure) -> Line? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Line(bytes: buffer[start..<end], offset: base + start, isWhole: true)
        start = end + 1
        return line
      }
      guard !isAtEnd else {
        guard start < buffer.count else { return nil }
        let line = Line(bytes: buffer[start...], offset: base + start, isWhole: false)
        start = buffer.count
        return line
      }
      searched = buffer.count - start
      try fill()
    }
  }

  /// Drops the lines that were read and adds a chunk.
  private mutating func fill() throws(SourceFailure) {
    buffer.removeSubrange(..<start)
    base += start
    start = 0
    let place = off_t(base + buffer.count)
    var code: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunk) { bytes, count in
      var read: Int
      repeat {
        read = pread(descriptor, bytes.baseAddress, Self.chunk, place)
      } while read < 0 && errno == EINTR
      code = read < 0 ? errno : 0
      count = max(read, 0)
    }
    guard code == 0 else {
      throw SourceFailure(path: path, reason: .unreadable(String(cString: strerror(code))))
    }
    buffer += chunk
    isAtEnd = chunk.isEmpty
  }
}
