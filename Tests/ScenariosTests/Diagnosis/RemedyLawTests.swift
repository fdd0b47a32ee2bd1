import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// What diagnose says of a remedy is what a replay of the same file with the remedy appended shows.
@Suite struct RemedyLawTests {
  private static let isWhole =
    ProcessInfo.processInfo.environment["SIMRUN_REMEDY_ALL"] != nil

  /// Moments after the start of the story; nil is the end.
  private static let grid: [SimDuration?] = [
    .seconds(1), .seconds(40), .minutes(4), .minutes(12), .minutes(65), .hours(5), .hours(25), nil,
  ]

  /// One scenario at the moments at which it is looked at.
  struct Look: Sendable, CustomStringConvertible {
    var path: String
    var moments: [SimDuration?]
    var description: String { path.replacing(repositoryFolder + "/scenarios/", with: "") }
  }

  /// All shipped files at every moment where `SIMRUN_REMEDY_ALL` is set, as `.ci/laws` does; else
  /// every seventh of a size for every day, each at one of two moments.
  static let looks: [Look] = {
    let paths = ((try? ScenarioFolder.paths(in: repositoryFolder + "/scenarios")) ?? []).filter {
      guard let scenario = try? Scenario.load(path: $0) else { return false }
      let items = scenario.world.repositories.flatMap(\.items).reduce(0) { $0 + $1.count }
      return !scenario.isAbstract && scenario.fleet == nil && (isWhole || items <= 600)
    }
    guard !isWhole else { return paths.map { Look(path: $0, moments: grid) } }
    return paths.enumerated().filter { $0.offset % 7 == 0 }.map {
      Look(path: $0.element, moments: [$0.offset / 7 % 2 == 0 ? .minutes(12) : nil])
    }
  }()

  @Test(arguments: looks)
  func everyPredictionIsWhatTheContinuedFileShows(_ look: Look) throws {
    let scenario = try Scenario.load(path: look.path)
    let profiles = Self.isWhole ? scenario.profiles : [scenario.profiles.last ?? .asBuilt]
    var compared = 0
    for profile in profiles {
      for moment in look.moments {
        let reports = DiagnosisReport.all(
          of: scenario, profile: profile, until: moment.map { .zero + $0 })
        for report in reports {
          for rehearsal in report.rehearsals
          where rehearsal.assumes.isEmpty {
            let said = rehearsal.with
            #expect(
              try Self.figures(look.path, rehearsal, profile, of: report.installation) == [
                said.expected, said.stored, said.undelivered, said.lost, said.duplicateDeliveries,
                said.duplicateStored,
              ], "\(look) \(profile) \(moment.map { "\($0)" } ?? "end"): \(rehearsal.remedy)")
            compared += 1
          }
        }
      }
    }
    if Self.isWhole { print("remedies of \(look): \(compared) compared") }
  }

  @Test func theSampleIsNoneOfNothing() {
    #expect(Self.looks.count > 10)
  }

  /// The counts of a connection in a replay of the file with the remedy appended to its story.
  private static func figures(
    _ path: String, _ rehearsal: DiagnosisReport.Rehearsal, _ profile: NamedProfile,
    of connection: String
  ) throws -> [Int] {
    let lines = rehearsal.story.joined(separator: ",\n")
    let limits = rehearsal.liftsHorizon ? ", \"limits\": { \"horizon\": \"36500d\" }" : ""
    let files = try ScenarioFiles([
      "main.jsonc":
        "{ \"extends\": \"\(path)\", \"title\": \"x\", \"+story\": [\(lines)]\(limits) }"
    ])
    let scenario = try files.scenario()
    let report = ReplayReport(ReplayPlan(scenario, profile: profile).run())
    let parts = report.byRepository.filter { $0.connection == connection }.map(\.counts)
    func sum(_ count: (ReplayReport.Counts) -> Int) -> Int {
      parts.reduce(0) { $0 + count($1) }
    }
    return [
      sum(\.expected), sum(\.storedItems), sum(\.undelivered), sum(\.lost),
      sum(\.duplicateDeliveries), sum(\.duplicateStored),
    ]
  }
}
