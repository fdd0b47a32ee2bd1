import Foundation

/// The scenarios to be played that paths name: files as they are, folders with what is in them.
public struct ScenarioSelection: Sendable {
  /// A file to be played, or one that cannot be.
  public enum Entry: Sendable {
    case scenario(Scenario)
    case wrong(path: String, any ReportedError)
  }

  /// In the order of the paths, those of a folder in the order of their bytes; without the files
  /// of folders that only serve others to extend.
  public let entries: [Entry]
  /// Files of folders with a fleet, which takes long: they are played when they are named.
  public let fleets: [String]
  /// The scenarios whose files were named themselves.
  public let named: [Scenario]

  /// Reads the files that paths name, or the runbook's when there are none.
  ///
  /// `advance` is called before each file with the number read, the number of files and the path.
  /// Throws a `ReportedError` when a folder cannot be read, and `NoRepository`.
  public init(
    at paths: [String],
    advance: (_ done: Int, _ total: Int, _ path: String) -> Void = { _, _, _ in }
  ) throws {
    let files = try ScenarioRoot.paths(at: paths)
    let own = Set(paths)
    var named: [Scenario] = []
    var entries: [Entry] = []
    var fleets: [String] = []
    for (index, path) in files.enumerated() {
      advance(index, files.count, path)
      do {
        let scenario = try Scenario.load(path: path)
        try scenario.checkMemory()
        if own.contains(path) { named.append(scenario) }
        if own.contains(path) || (!scenario.isAbstract && scenario.fleet == nil) {
          entries.append(.scenario(scenario))
        } else if !scenario.isAbstract {
          fleets.append(path)
        }
      } catch let error as any ReportedError {
        entries.append(.wrong(path: path, error))
      }
    }
    self.entries = entries
    self.fleets = fleets
    self.named = named
  }

  /// The scenarios alone; throws the error of the first file that is wrong.
  public func scenarios() throws -> [Scenario] {
    try entries.map { entry in
      switch entry {
      case .scenario(let scenario): scenario
      case .wrong(_, let error): throw error
      }
    }
  }
}
