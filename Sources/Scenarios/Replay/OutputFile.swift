import Foundation

/// A file that the program writes.
public enum OutputFile {
  /// Writes text, whole or not at all; makes the folders it lies in.
  ///
  /// Throws `OutputFileFailure`, exit code 74, when that cannot be done.
  public static func write(_ text: String, to path: String) throws(OutputFileFailure) {
    do {
      let url = URL(fileURLWithPath: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw OutputFileFailure(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}

/// Why a file could not be written.
public struct OutputFileFailure: ReportedError, Equatable {
  public let path: String
  public let reason: String

  public var exitCode: ExitCode { .cannotWrite }

  public func report(colours: Bool) -> String {
    "\(VisibleText.of(path)): error: cannot be written: \(reason)\n"
  }
}
