import Foundation
import PipelineModel

/// The scenario that a replay's JSON tells of, where its file is at hand and unchanged.
public struct ReplayedScenario {
  let scenario: Scenario
  let profile: NamedProfile

  /// Nil when there is no such file below one of the folders, or it is another one by now.
  init?(_ report: ReplayReport, below folders: [String]) {
    let found = folders.lazy.compactMap { folder in
      try? Scenario.load(path: "\(folder)/\(report.scenario).jsonc")
    }.first { hexadecimal($0.digest) == report.scenarioHash }
    guard let profile = NamedProfile.builtIn.first(where: { $0.label == report.profile }),
      var scenario = found
    else { return nil }
    for (name, value) in report.overrides.sorted(by: { $0.key < $1.key }) {
      guard let setting = try? LeverSetting.parse(name, value) else { return nil }
      scenario.levers.append(setting)
    }
    scenario.seeds = [report.seed]
    (self.scenario, self.profile) = (scenario, profile)
  }
}

extension DiagnosisReport {
  /// Diagnoses the connections of a file or of the standard input, which is no scenario; remedies of
  /// a replay whose scenario lies below a root are played in that.
  public static func all(at path: String, root: String?) throws -> [DiagnosisReport] {
    try RecordedCases(at: path).reports(root: root)
  }
}

/// The connections of a file or of the standard input, which is no scenario.
public struct RecordedCases: Sendable {
  private let histories: [RunHistory]
  private let replays: [ReplayReport]
  /// Where the scenario of a replay may lie: beside the file, from here, and from the root of all paths.
  private let folders: [String]

  /// Reads them; throws a `ReportedError` with the place of each mistake.
  public init(at path: String) throws {
    let source = try DiagnosisInput.source(at: path)
    histories = try DiagnosisInput.histories(in: source)
    folders = [FilePath.folder(of: path), ".", ""]
    let data = Data(source.bytes)
    replays =
      (try? JSONDecoder().decode([ReplayReport].self, from: data))
      ?? (try? JSONDecoder().decode(ReplayReport.self, from: data)).map { [$0] } ?? []
  }

  /// Diagnoses each; remedies of a replay whose scenario lies below a root, or beside it, are played in
  /// that.
  public func reports(root: String?) -> [DiagnosisReport] {
    guard !replays.isEmpty else { return histories.map { DiagnosisReport($0) } }
    let folders = (root.map { ["\($0)/scenarios"] } ?? []) + folders
    return replays.flatMap { report in
      guard let replayed = ReplayedScenario(report, below: folders) else {
        return RunHistory.all(of: report).map { DiagnosisReport($0) }
      }
      return DiagnosisReport.all(of: replayed.scenario, profile: replayed.profile, until: nil)
    }
  }

  /// Diagnoses the one connection, and writes it as a scenario file with fitted latencies; the
  /// diagnosis says whether a replay of that shows what the records show.
  ///
  /// Throws `UsageError` when there are several.
  public func incident(
    root: String?
  ) throws(UsageError) -> (text: String, reports: [DiagnosisReport]) {
    guard histories.count == 1 else {
      let count = counted(histories.count, "connection")
      throw UsageError("An incident is of one connection, and these records tell of \(count).")
    }
    let incident = Incident(histories[0]).fitted()
    var reports = reports(root: root)
    let place = reports.firstIndex { $0.installation == histories[0].installation }
    if let place, reports[place].reproduction == nil, !histories[0].orchestrators.isEmpty {
      reports[place].reproduction = Reproduction(incident)
    }
    return (incident.text, reports)
  }
}
