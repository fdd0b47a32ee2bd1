import Foundation

/// The scenario files below a folder.
public enum ScenarioFolder {
  /// Paths of all `.jsonc` files but sweeps, sorted by their bytes; workloads and the schema are
  /// `.json`.
  ///
  /// Throws `SourceFailure` when there is no such folder.
  public static func paths(in folder: String) throws(SourceFailure) -> [String] {
    try files(in: folder) { $0.hasSuffix(".jsonc") && !$0.hasSuffix(sweepEnding) }
  }

  /// Paths of all `.jsonc` files, sorted by their bytes.
  ///
  /// Throws `SourceFailure` when there is no such folder.
  public static func pathsWithSweeps(in folder: String) throws(SourceFailure) -> [String] {
    try files(in: folder) { $0.hasSuffix(".jsonc") }
  }

  /// Paths of all sweep files, sorted by their bytes.
  ///
  /// Throws `SourceFailure` when there is no such folder.
  public static func sweeps(in folder: String) throws(SourceFailure) -> [String] {
    try files(in: folder) { $0.hasSuffix(sweepEnding) }
  }

  private static let sweepEnding = ".sweep.jsonc"

  private static func files(
    in folder: String, where isWanted: (String) -> Bool
  ) throws(SourceFailure) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      isFolder.boolValue, let entries = FileManager.default.enumerator(atPath: folder)
    else { throw SourceFailure(path: folder, reason: .notFound) }
    var paths: [String] = []
    while let entry = entries.nextObject() as? String {
      if isWanted(entry) { paths.append(folder + "/" + entry) }
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
