/// The scenario files below a folder.
public enum ScenarioFolder {
  /// Paths of all `.jsonc` files but sweeps and profiles, sorted by their bytes; workloads and the
  /// schema are `.json`. Links to folders are followed.
  ///
  /// Throws `SourceFailure` when there is no such folder, and when one in it cannot be read.
  public static func paths(in folder: String) throws(SourceFailure) -> [String] {
    try pathsWithSweeps(in: folder).filter { !$0.hasSuffix(sweepEnding) }
  }

  /// Paths of all `.jsonc` files but profiles, sorted by their bytes.
  ///
  /// Throws `SourceFailure` when there is no such folder.
  public static func pathsWithSweeps(in folder: String) throws(SourceFailure) -> [String] {
    try FolderWalk.files(in: folder) { $0.hasSuffix(".jsonc") }.filter { !isProfile($0) }
  }

  /// Paths of all profile files, sorted by their bytes: those in folders called `profiles`.
  ///
  /// Throws `SourceFailure` when there is no such folder.
  public static func profiles(in folder: String) throws(SourceFailure) -> [String] {
    try FolderWalk.files(in: folder) { $0.hasSuffix(".jsonc") }.filter(isProfile)
  }

  private static func isProfile(_ path: String) -> Bool {
    path.split(separator: "/").dropLast().last == "profiles"
  }

  /// Paths of all sweep files, sorted by their bytes.
  ///
  /// Throws `SourceFailure` when there is no such folder.
  public static func sweeps(in folder: String) throws(SourceFailure) -> [String] {
    try FolderWalk.files(in: folder) { $0.hasSuffix(sweepEnding) }
  }

  private static let sweepEnding = ".sweep.jsonc"

  /// The scenarios of a folder that are to be played, in the order of their paths.
  ///
  /// Throws the first file's mistakes as a `ReportedError`.
  public static func scenarios(in folder: String) throws -> [Scenario] {
    try paths(in: folder).map { try Scenario.load(path: $0) }.filter { !$0.isAbstract }
  }
}
