import PipelineModel
import SimKernel

@testable import Scenarios

/// Small worlds to hunt in.
enum HuntFixture {
  /// The base world of the runbook with so many pull requests, issues and releases.
  static func base(_ counts: [Int]) throws -> Scenario {
    var scenario = try Scenario.load(path: repositoryFolder + "/scenarios/runbook/base.jsonc")
    for (place, count) in counts.enumerated() {
      scenario.world.repositories[0].items[place].count = count
    }
    scenario.world.repositories[0].items.removeAll { $0.count == 0 }
    return scenario
  }

  static func plan(_ counts: [Int], _ profile: NamedProfile) throws -> HuntPlan {
    try HuntPlan(try base(counts), profile: profile)
  }

  /// Only the calls on these wires, or every so many jobs.
  static func part(
    of plan: HuntPlan, _ wires: [Wire] = Wire.allCases, each: Int = 1
  ) -> HuntPlan {
    var part = plan
    part.jobs = plan.jobs.filter { job in
      guard case .call(let call) = job else { return wires.count == Wire.allCases.count }
      return wires.contains(plan.calls.records[call].wire)
    }
    part.jobs = stride(from: 0, to: part.jobs.count, by: each).map { part.jobs[$0] }
    return part
  }

  static func report(_ plan: HuntPlan, threads: Int = 2) throws -> HuntReport {
    var hunt = Hunt(plan)
    hunt.threads = threads
    return try HuntReport(hunt, try hunt.run(resuming: false), explains: false)
  }
}
