import Foundation
import PipelineModel

/// The scenario that a replay's JSON tells of, where its file is at hand and unchanged.
public struct ReplayedScenario {
  let scenario: Scenario
  let profile: Profile.Name

  /// Nil when there is no such file below a root, or it is another one by now.
  init?(_ report: ReplayReport, root: String) {
    let path = "\(root)/scenarios/\(report.scenario).jsonc"
    guard let profile = Profile.Name(rawValue: report.profile),
      var scenario = try? Scenario.load(path: path),
      hexadecimal(scenario.digest) == report.scenarioHash
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
    let source = try DiagnosisInput.source(at: path)
    let histories = try DiagnosisInput.histories(in: source)
    let data = Data(source.bytes)
    let replays =
      (try? JSONDecoder().decode([ReplayReport].self, from: data))
      ?? (try? JSONDecoder().decode(ReplayReport.self, from: data)).map { [$0] } ?? []
    guard let root, !replays.isEmpty else { return histories.map { DiagnosisReport($0) } }
    return replays.flatMap { report in
      guard let replayed = ReplayedScenario(report, root: root) else {
        return RunHistory.all(of: report).map { DiagnosisReport($0) }
      }
      return all(of: replayed.scenario, profile: replayed.profile, until: nil)
    }
  }
}
