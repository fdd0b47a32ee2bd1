import Foundation

/// Where the repository's scenarios are.
public enum ScenarioRoot {
  /// The scenarios that play the runbook, below the root.
  public static let runbook = "scenarios/runbook"

  /// The given folder, or its nearest parent, that has `scenarios/runbook`.
  ///
  /// Throws `NoRepository`, exit code 66, when there is none up to the root of the disk.
  public static func find(
    from start: String = FileManager.default.currentDirectoryPath
  ) throws(NoRepository) -> String {
    var folder = start
    while true {
      if isFolder(folder + (folder.hasSuffix("/") ? "" : "/") + runbook) { return folder }
      guard folder != "/", let slash = folder.lastIndex(of: "/") else {
        throw NoRepository(folder: start)
      }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
  }

  /// Whether a path is that of a folder, or of a link to one.
  public static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// A path as seen from the root: what reports and command lines show.
  public static func relative(_ path: String, to root: String) -> String {
    let prefix = root.hasSuffix("/") ? root : root + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// A scenario's name without the folder that all of the runbook's share.
  public static func short(_ name: String) -> String {
    name.hasPrefix("runbook/") ? String(name.dropFirst(8)) : name
  }

  /// The scenarios to be played that paths name: files as they are, folders with all in them; the
  /// runbook's when there are no paths.
  ///
  /// `advance` is called with each path before it is read. Throws a `ReportedError`: of a file that
  /// cannot be read, or with the mistakes in it.
  public static func scenarios(
    at paths: [String], advance: (_ path: String) -> Void = { _ in }
  ) throws -> [Scenario] {
    let own = Set(paths)
    return try self.paths(at: paths).compactMap { path in
      advance(path)
      let scenario = try Scenario.load(path: path)
      return scenario.isAbstract && !own.contains(path) ? nil : scenario
    }
  }

  /// The folder of the runbook's scenarios as it is named from here; throws `NoRepository`.
  public static func runbookFolder() throws(NoRepository) -> String {
    let root = try find()
    return root == FileManager.default.currentDirectoryPath ? runbook : root + "/" + runbook
  }

  /// The scenario files that paths name, each once, also those that only serve others to extend; in
  /// folders those without axes, unless sweeps are wanted too.
  ///
  /// Throws `SourceFailure` when a folder cannot be read, `NoRepository` when none is named.
  public static func paths(
    at paths: [String], withSweeps: Bool = false
  ) throws -> [String] {
    let found = withSweeps ? ScenarioFolder.pathsWithSweeps(in:) : ScenarioFolder.paths(in:)
    guard !paths.isEmpty else { return try found(try runbookFolder()) }
    var files: [String] = []
    for path in paths {
      if isFolder(path) {
        let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        files += try found(folder)
      } else {
        files.append(path)
      }
    }
    var seen: Set<String> = []
    return files.filter {
      seen.insert(URL(fileURLWithPath: $0).resolvingSymlinksInPath().path).inserted
    }
  }
}

/// Nobody named a scenario, and there are none around.
public struct NoRepository: ReportedError, Equatable {
  /// Where the search began.
  public let folder: String

  public var exitCode: ExitCode { .noInput }

  public func report(colours: Bool) -> String {
    let paint = Paint(colours)
    return paint.error("error: ")
      + paint.bold("there is no \(ScenarioRoot.runbook) in \(VisibleText.of(folder)) or above it\n")
      + paint.help("help: ") + "change into the repository, or name scenario files\n"
  }
}
