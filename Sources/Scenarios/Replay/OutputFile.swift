import Foundation

/// A file of a folder that the program makes.
public enum OutputFile {
  /// Refuses an output before any work is done for it.
  ///
  /// Throws `UsageError` when the output is one of the inputs, and `AtomicFile.Failure`, exit code
  /// 74, when its folder is not there or takes no files.
  public static func check(_ path: String, inputs: [String] = []) throws {
    if let own = FileIdentity(path), inputs.contains(where: { FileIdentity($0) == own }) {
      throw UsageError(
        "The output '\(VisibleText.of(path))' is an input as well: choose another '--output'.")
    }
    guard !path.isEmpty else { throw AtomicFile.Failure(path: path, reason: "this is no path") }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isFolder.boolValue {
      throw AtomicFile.Failure(path: path, reason: "there is a folder of that name")
    }
    if exists, FileManager.default.isWritableFile(atPath: path) { return }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard access(folder, W_OK | X_OK) == 0 else {
      throw AtomicFile.Failure.now(path)
    }
  }

  /// The first of several outputs that goes into the same file as one before it.
  ///
  /// Where no file is yet, its folder and its name tell; what is no regular file takes them all.
  public static func repeated(_ paths: [String]) -> String? {
    let places = paths.map { path in
      let file = URL(fileURLWithPath: path).standardizedFileURL
      let folder = file.deletingLastPathComponent().resolvingSymlinksInPath()
      return folder.appendingPathComponent(file.lastPathComponent).path
    }
    return paths.indices.first { place in
      let own = FileIdentity(paths[place])
      return own?.isRegular ?? true
        && (0..<place).contains { before in
          places[before] == places[place] || own != nil && FileIdentity(paths[before]) == own
        }
    }.map { paths[$0] }
  }

  /// A file by whatever name.
  private struct FileIdentity: Equatable {
    let device: dev_t
    let number: ino_t
    let isRegular: Bool

    /// Nil when there is no file.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      (device, number) = (status.st_dev, status.st_ino)
      isRegular = status.st_mode & S_IFMT == S_IFREG
    }
  }

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
