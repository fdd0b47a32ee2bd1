import Foundation

/// The scenario files below a folder.
public enum ScenarioFolder {
  /// Paths of all `.jsonc` files, sorted by their bytes; workloads and the schema are `.json`.
  ///
  /// Throws `SourceFailure` when there is no such folder.
  public static func paths(in folder: String) throws(SourceFailure) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      isFolder.boolValue, let entries = FileManager.default.enumerator(atPath: folder)
    else { throw SourceFailure(path: folder, reason: .notFound) }
    var paths: [String] = []
    while let entry = entries.nextObject() as? String {
      if entry.hasSuffix(".jsonc") { paths.append(folder + "/" + entry) }
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The scenarios of a folder that are to be played, in the order of their paths.
  ///
  /// Throws the first file's mistakes as a `ReportedError`.
  public static func scenarios(in folder: String) throws -> [Scenario] {
    try paths(in: folder).map { try Scenario.load(path: $0) }.filter { !$0.isAbstract }
  }
}
