import Foundation

/// The folder of a hunt's class files: there as a whole or not at all.
public enum HuntFolder {
  /// Writes the class files and the report beside the folder, puts them in its place, and removes
  /// the journals.
  ///
  /// Throws `AtomicFile.Failure`, exit code 74; then the earlier folder is untouched.
  public static func write(
    _ report: some WrittenReport, _ texts: [(path: String, text: String)], to output: String
  ) throws(AtomicFile.Failure) {
    let fresh = output + ".new"
    let old = output + ".old"
    let files = FileManager.default
    try? files.removeItem(atPath: fresh)
    try? files.removeItem(atPath: old)
    for (path, text) in texts { try OutputFile.write(text, to: "\(fresh)/\(path)") }
    try OutputFile.write(report.content(.json), to: "\(fresh)/hunt.json")
    let isThere = files.fileExists(atPath: output)
    if isThere, rename(output, old) != 0 { throw AtomicFile.Failure.now(output) }
    guard rename(fresh, output) == 0 else { throw AtomicFile.Failure.now(output) }
    try? files.removeItem(atPath: old)
    HuntJournal.remove(of: output)
  }

  /// Refuses an output that is a file, or a folder of something else.
  ///
  /// Throws `AtomicFile.Failure`, exit code 74.
  public static func check(_ output: String) throws(AtomicFile.Failure) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: output, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else {
      throw AtomicFile.Failure(path: output, reason: "it is a file; a hunt fills a folder")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    guard names.isEmpty || names.contains("hunt.json") else {
      throw AtomicFile.Failure(path: output, reason: "the folder has files that no hunt made")
    }
  }
}
