/// Finds the file of a sweep of which only rows are known.
public enum SweepFinder {
  /// Where the repository's sweep files are, below its root.
  static let folder = "scenarios/capacity"

  /// The file below `scenarios/capacity` whose plan has this digest; nil when there is none.
  public static func path(ofSweep digest: UInt64, version: String) -> String? {
    guard let root = try? ScenarioRoot.find(),
      let paths = try? ScenarioFolder.sweeps(in: root + "/" + folder)
    else { return nil }
    let match = paths.first { path in
      (try? SweepPlan.load(path: path, version: version))?.digest == digest
    }
    return match.map { ScenarioRoot.relative($0, to: root) }
  }
}
