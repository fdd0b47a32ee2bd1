import Foundation
import PipelineModel
import Testing

@testable import Scenarios

/// The repository's folder, found from this file.
let repositoryFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

@Suite("The shipped scenario files")
struct ShippedScenariosTests {
  static let all = (try? ScenarioFolder.paths(in: repositoryFolder + "/scenarios")) ?? []
  /// Made after public reports, each with its source; they speak to no claim of the runbook.
  static let cases = all.filter {
    $0.contains("/scenarios/cases/") || $0.contains("/scenarios/rest/")
  }
  static let paths = all.filter { !cases.contains($0) }
  /// Fleets are measured and not judged; running a month of customers has tests of its own.
  static let judged = paths.filter { !$0.contains("/scenarios/fleet/") }

  @Test("decode", arguments: paths)
  func decode(path: String) throws {
    do {
      let scenario = try Scenario.load(path: path)
      #expect(!scenario.name.hasPrefix("/"))
      guard !scenario.isAbstract, Self.judged.contains(path) else { return }
      #expect(!scenario.claims.isEmpty, "A scenario speaks to claims.")
      #expect(!scenario.expectations.isEmpty && !scenario.sometimes.isEmpty)
    } catch let error as any ReportedError {
      Issue.record(Comment(rawValue: error.report(colours: false)))
    }
  }

  @Test("pass under the profiles they play in", arguments: judged)
  func pass(path: String) throws {
    let scenario = try Scenario.load(path: path)
    guard !scenario.isAbstract else { return }
    for profile in scenario.profiles {
      for seed in scenario.seeds { check(ReplayPlan(scenario, profile: profile, seed: seed)) }
    }
  }

  @Test("of cases have the results that their reports say", arguments: cases)
  func hold(path: String) throws {
    let scenario = try Scenario.load(path: path)
    guard !scenario.isAbstract else { return }
    #expect(!scenario.expectations.isEmpty && !scenario.judgedProfiles.isEmpty)
    for profile in scenario.profiles {
      let plan = ReplayPlan(scenario, profile: profile)
      check(plan, isJudged: scenario.judgedProfiles.contains(profile))
    }
  }

  /// A run passes, and the fates of its items are as many as its counts say.
  private func check(_ plan: ReplayPlan, isJudged: Bool = true) {
    let replay = plan.run()
    FateCounts(replay).check()
    for violation in replay.verdict.violations { Issue.record("\(violation.message)") }
    guard isJudged else { return }
    #expect(replay.verdict.status == .pass, "\(plan.profile.label), seed \(plan.seed)")
    for judgement in replay.verdict.broken + replay.verdict.neverHappened {
      Issue.record("\(judgement.summary)")
    }
  }

  @Test("expect numbers that follow from their world", arguments: judged)
  func followTheWorld(path: String) throws {
    var scenario = try Scenario.load(path: path)
    guard !scenario.isAbstract else { return }
    for repository in scenario.world.repositories.indices {
      for group in scenario.world.repositories[repository].items.indices {
        let items = scenario.world.repositories[repository].items[group]
        guard case .spread = items.ages, items.count > 0 else { continue }
        scenario.world.repositories[repository].items[group].count += 4
      }
    }
    let experiment = scenario.experiment()
    let verdict = scenario.verdict(on: experiment.run(), of: experiment)
    for judgement in verdict.broken { Issue.record("\(judgement.summary)") }
  }

  @Test("speak to every claim of the runbook")
  func claims() throws {
    let spoken = Set(try Self.paths.flatMap { try Scenario.load(path: $0).claims })
    let all = Set(Claim.all.map(\.id))
    #expect(spoken == all, "\(spoken.symmetricDifference(all).sorted())")
  }

  @Test("have titles that tell them apart")
  func titles() throws {
    let titles = try Self.all.map { try Scenario.load(path: $0) }.filter { !$0.isAbstract }
      .map(\.title)
    #expect(Set(titles).count == titles.count)
  }
}
