import Foundation
import PipelineModel
import Testing

@testable import Scenarios

/// The committed list of where levers matter; that it is what the model gives is compared by CI.
@Suite struct LeverPageTests {
  private static let rows = Result {
    try String(contentsOfFile: repositoryFolder + "/reports/" + LeverPage.path, encoding: .utf8)
      .split(separator: "\n").filter { $0.hasPrefix("| `") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
  }

  @Test func everyLeverMattersInAShippedScenario() throws {
    let rows = try Self.rows.get()
    #expect(rows.map { $0[0] } == Lever.all.map { "`\($0.name)`" })
    for row in rows {
      #expect(row.count == 6, "\(row[0])")
      #expect(FileManager.default.fileExists(atPath: "\(repositoryFolder)/\(row[2])"), "\(row)")
    }
  }

  /// Every so many rows are played again from what the row says.
  @Test func whatARowSaysIsSeenWhenItIsPlayed() throws {
    var played = 0
    for row in try Self.rows.get() where !row[1].contains("beside") {
      let name = String(row[0].dropFirst().dropLast())
      let lever = try #require(Lever.all.first { $0.name == name })
      let profile = try #require(NamedProfile.builtIn.first { $0.label == row[3] })
      let scenario = try Scenario.load(path: "\(repositoryFolder)/\(row[2])")
      let plan = ReplayPlan(scenario, profile: profile)
      let now = lever.value(in: plan.experiment(.counts).profile)
      let values = lever.values(otherThan: now).filter { $0.text == row[1] }
      guard let value = values.first, let setting = LeverSetting(name, value) else { continue }
      let before = plan.tally()
      let after = ReplayPlan(scenario, profile: profile, overrides: [setting]).tally()
      #expect("\(before.events)" == row[4].replacing(",", with: ""), "\(name)")
      let isAnother =
        before.fingerprint != after.fingerprint || before.executions != after.executions
        || before.counts != after.counts
      #expect(isAnother || row[5] == "what is returned", "\(name)")
      played += 1
    }
    #expect(played > 100)
  }
}
