import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite("Explanations")
struct ExplanationTests {
  /// All shipped files where the environment asks for them, else a few.
  static let files: [String] = {
    let all = ProcessInfo.processInfo.environment["SIMRUN_EXPLAIN_ALL"] != nil
    guard all else {
      return ["runbook/09-dispatch-fails/after-the-mark", "runbook/06-retrigger/25h"]
    }
    let root = repositoryFolder + "/scenarios"
    return (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".jsonc") }.sorted().map { String($0.dropLast(6)) }
  }()

  @Test("every cause, played again from its own words, heals every item", arguments: files)
  func laws(file: String) throws {
    let scenario = try Scenario.load(path: repositoryFolder + "/scenarios/\(file).jsonc")
    guard !scenario.isAbstract, scenario.fleet == nil else { return }
    for profile in scenario.profiles {
      let plan = ReplayPlan(scenario, profile: profile)
      let counts = plan.run().outcome.counts
      let explanation = try Explainer(plan).explanation()
      let missing = explanation.groups.filter { $0.trouble == .missing }
      #expect(missing.reduce(0) { $0 + $1.items } == counts.missing)
      for group in explanation.groups {
        if explanation.notPlayed == 0 { #expect(!group.causes.isEmpty, "\(file) \(group.first)") }
        for cause in group.causes.prefix(2) + group.causes.suffix(1) {
          let look = ItemLook(group.names, in: try Self.again(plan, cause).run())
          #expect(
            group.names.indices.allSatisfy { look.heals($0, group.trouble) }, "\(cause.words)")
        }
      }
    }
  }

  private static func again(_ plan: ReplayPlan, _ cause: Explanation.Cause) throws -> ReplayPlan {
    guard let setting = cause.setting else { return cause.played.plan(plan) }
    let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
    return ReplayPlan(
      plan.scenario, profile: plan.profile, seed: plan.seed,
      overrides: plan.overrides + [try LeverSetting.parse(parts[0], parts[1])])
  }

  @Test("behind the mark the same trigger heals nothing within a day and doubles after it")
  func deadline() throws {
    let path = repositoryFolder + "/scenarios/runbook/09-dispatch-fails/after-the-mark.jsonc"
    let plan = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt)
    let explanation = try Explainer(plan, troubles: [.missing]).explanation()
    let group = try #require(explanation.groups.first { $0.fate == .behindMark })
    #expect(group.causes.contains { $0.kind == "faults" })
    #expect(group.remedies.first?.healed == 0)
    #expect(group.remedies.last?.healed == group.items)
    #expect((group.remedies.last?.change.duplicateDeliveries ?? 0) > 0)
  }
}
