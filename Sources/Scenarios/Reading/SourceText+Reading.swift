import Foundation

extension SourceText {
  /// 8 MiB: room for a workload of 100,000 items, little enough to be parsed in a moment.
  public static let maximumBytes = 8 << 20

  /// Reads a regular file, refusing it by its size before the first byte is read.
  ///
  /// Throws `SourceFailure`; never waits on a pipe and never reads a device. O(n).
  public static func read(
    path: String, limit: Int = maximumBytes
  ) throws(SourceFailure) -> SourceText {
    guard !path.utf8.contains(0) else { throw SourceFailure(path: path, reason: .notFound) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path, errno) }
    try check(status, path: path, limit: limit)

    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    try check(status, path: path, limit: limit)

    let bytes = try contents(
      of: descriptor, path: path, expected: Int(status.st_size), limit: limit)
    guard !bytes.isEmpty else { throw SourceFailure(path: path, reason: .empty) }
    return try SourceText(path: path, bytes: bytes)
  }

  private static func check(
    _ status: stat, path: String, limit: Int
  ) throws(SourceFailure) {
    let reason: SourceFailure.Reason? =
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        status.st_size > limit ? .tooLarge(bytes: Int64(status.st_size), limit: limit) : nil
      case S_IFDIR: .folder
      case S_IFIFO: .notRegular("a named pipe")
      case S_IFSOCK: .notRegular("a socket")
      default: .notRegular("a device")
      }
    if let reason { throw SourceFailure(path: path, reason: reason) }
  }

  /// Reads to the end, because a file can grow while it is read and `/proc` reports size 0.
  private static func contents(
    of descriptor: Int32, path: String, expected: Int, limit: Int
  ) throws(SourceFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(expected, 4_095) + 1)
    var filled = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Foundation.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      }
      if count < 0 {
        guard errno == EINTR else { throw failure(path, errno) }
        continue
      }
      guard count > 0 else { break }
      filled += count
      if filled > limit {
        throw SourceFailure(path: path, reason: .tooLarge(bytes: Int64(filled), limit: limit))
      }
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: filled)) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  private static func failure(_ path: String, _ code: Int32) -> SourceFailure {
    let reason: SourceFailure.Reason =
      switch code {
      case ENOENT, ENOTDIR: .notFound
      case EACCES, EPERM: .noPermission
      default: .unreadable(String(cString: strerror(code)))
      }
    return SourceFailure(path: path, reason: reason)
  }
}
