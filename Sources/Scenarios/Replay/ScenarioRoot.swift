import Foundation

/// Where the repository's scenarios are.
public enum ScenarioRoot {
  /// The scenarios that play the runbook, below the root.
  public static let runbook = "scenarios/runbook"

  /// The given folder, or its nearest parent, that has `scenarios/runbook`.
  ///
  /// Throws `SourceFailure`, exit code 66, when there is none up to the root of the disk.
  public static func find(
    from folder: String = FileManager.default.currentDirectoryPath
  ) throws(SourceFailure) -> String {
    var folder = folder
    while true {
      var isFolder: ObjCBool = false
      let candidate = folder + (folder.hasSuffix("/") ? "" : "/") + runbook
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
        isFolder.boolValue
      {
        return folder
      }
      guard folder != "/", let slash = folder.lastIndex(of: "/") else {
        throw SourceFailure(path: runbook, reason: .notFound)
      }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
  }

  /// A path as seen from the root: what reports and command lines show.
  public static func relative(_ path: String, to root: String) -> String {
    let prefix = root.hasSuffix("/") ? root : root + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The scenarios that paths name: files as they are, folders with all scenarios in them; the
  /// runbook's when there are no paths.
  ///
  /// Throws a `ReportedError`: of a file that cannot be read, or with the mistakes in it.
  public static func scenarios(at paths: [String]) throws -> [Scenario] {
    guard !paths.isEmpty else {
      let root = try find()
      let isHere = root == FileManager.default.currentDirectoryPath
      return try ScenarioFolder.scenarios(in: isHere ? runbook : root + "/" + runbook)
    }
    return try paths.flatMap { path -> [Scenario] in
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
        return try ScenarioFolder.scenarios(in: path)
      }
      return [try Scenario.load(path: path)]
    }
  }
}
