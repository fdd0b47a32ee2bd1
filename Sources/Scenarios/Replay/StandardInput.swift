import Foundation

extension SourceText {
  /// Reads the standard input to its end, at most `maximumBytes`.
  ///
  /// Throws `SourceFailure` when it is empty, too long or not UTF-8.
  public static func readStandardInput() throws(SourceFailure) -> SourceText {
    let path = "standard input"
    var data = Data()
    while let piece = try? FileHandle.standardInput.read(upToCount: 1 << 16), !piece.isEmpty {
      data += piece
      guard data.count <= maximumBytes else {
        throw SourceFailure(
          path: path, reason: .tooLarge(bytes: Int64(data.count), limit: maximumBytes))
      }
    }
    guard !data.isEmpty else { throw SourceFailure(path: path, reason: .empty) }
    return try SourceText(path: path, bytes: Array(data))
  }
}
