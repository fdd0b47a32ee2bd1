import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// What diagnose says of a remedy is what a replay of the same file with the remedy appended shows.
@Suite struct RemedyLawTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../scenarios").standardized.path

  /// Shipped scenarios of a size for every day.
  private static let small: [String] = {
    let paths = ["runbook", "cases"].flatMap {
      (try? ScenarioFolder.paths(in: "\(root)/\($0)")) ?? []
    }
    return paths.filter { path in
      guard let scenario = try? Scenario.load(path: path), !scenario.isAbstract,
        scenario.fleet == nil
      else { return false }
      return scenario.world.repositories.flatMap(\.items).reduce(0) { $0 + $1.count } <= 600
    }
  }()

  /// Every seventh of them at one of two moments; all of them held when this was written.
  @Test func everyPredictionIsWhatTheContinuedFileShows() throws {
    #expect(Self.small.count > 60)
    let moments: [SimTime?] = [.zero + .minutes(12), nil]
    var compared = 0
    for (place, path) in Self.small.enumerated() where place % 7 == 0 {
      let scenario = try Scenario.load(path: path)
      let profile = scenario.profiles.last ?? .asBuilt
      let reports = DiagnosisReport.all(
        of: scenario, profile: profile, until: moments[place / 7 % moments.count])
      for report in reports {
        for rehearsal in report.rehearsals where !rehearsal.story.isEmpty {
          let shown = try Self.figures(path, rehearsal, profile, of: report.installation)
          let said = rehearsal.with
          #expect(
            shown == [
              said.expected, said.stored, said.undelivered, said.lost, said.duplicateDeliveries,
              said.duplicateStored,
            ], "\(path) \(rehearsal.remedy)")
          compared += 1
        }
      }
    }
    #expect(compared > 5)
  }

  /// The counts of a connection in a replay of the file with the remedy appended to its story.
  private static func figures(
    _ path: String, _ rehearsal: DiagnosisReport.Rehearsal, _ profile: Profile.Name,
    of connection: String
  ) throws -> [Int] {
    let lines = rehearsal.story.joined(separator: ",\n")
    let files = try ScenarioFiles([
      "main.jsonc": "{ \"extends\": \"\(path)\", \"title\": \"x\", \"+story\": [\(lines)] }"
    ])
    var scenario = try files.scenario()
    let last = scenario.story.steps.last?.when.offset ?? .zero
    if scenario.limits.horizon <= .zero + last { scenario.limits.horizon = .distantFuture }
    let report = ReplayReport(ReplayPlan(scenario, profile: profile).run())
    let parts = report.byRepository.filter { $0.connection == connection }.map(\.counts)
    func sum(_ count: (ReplayReport.Counts) -> Int) -> Int {
      parts.reduce(0) { $0 + count($1) }
    }
    return [
      sum(\.expected), sum(\.storedItems), sum(\.undelivered), sum { $0.lost ?? 0 },
      sum(\.duplicateDeliveries), sum(\.duplicateStored),
    ]
  }
}
