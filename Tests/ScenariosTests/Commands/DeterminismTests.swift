import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite struct DeterminismTests {
  #if DEBUG
    static let copies = 3
  #else
    static let copies = 100
  #endif

  @Test("Copies of every scenario on all threads have one fingerprint each, the golden one")
  func copiesAgree() throws {
    let root = #filePath.components(separatedBy: "/Tests/")[0]
    let scenarios = try ScenarioFolder.scenarios(in: root + "/scenarios/runbook")
    let plans = ReplayPlan.all(scenarios, profiles: [.runbook, .asBuilt])
    let copies = (0..<Self.copies).flatMap { _ in plans }
    let lines = Campaign.run(copies) { replay -> String in
      let report = ReplayReport(replay)
      return "\(report.scenario) \(report.profile) \(report.seed) \(report.fingerprint)"
    }
    let golden = try String(
      contentsOfFile: root + "/reports/fingerprints.txt", encoding: .utf8
    ).split(separator: "\n").dropFirst().map(String.init)
    for copy in 0..<Self.copies {
      #expect(Array(lines[copy * plans.count..<(copy + 1) * plans.count]) == golden)
    }
  }
}
