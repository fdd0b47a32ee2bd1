import Foundation

/// A file of a folder that the program makes.
public enum OutputFile {
  /// Writes text below a folder, whole or not at all; makes the folders between.
  ///
  /// Throws `AtomicFile.Failure`, exit code 74, when that cannot be done.
  public static func write(_ text: String, to path: String) throws(AtomicFile.Failure) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw AtomicFile.Failure(path: folder.path, reason: "the folder cannot be made")
    }
    try AtomicFile.write(text, to: path)
  }
}
