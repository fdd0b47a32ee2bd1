import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

@Suite("Captures that go by a table")
struct CaptureTableTests {
  /// Among them three, as built, in which a deploy renames the step of a capture under way.
  @Test("are those that replay their body", arguments: Profile.Name.allCases)
  func whole(_ name: Profile.Name) {
    for seed in [4468, 18_184, 18_519] + Effort.seeds(debug: 40, release: 1000) {
      var experiment = Experiment.random(seed: seed, name, recording: .items)
      let outcome = experiment.run()
      experiment.goesByTables = false
      #expect(experiment.run() == outcome, "seed \(seed), profile \(name.rawValue)")
    }
  }

  @Test("also when a fault comes half-way, in either of two forks")
  func half() {
    var tabled = 0
    for seed in Effort.seeds(debug: 40, release: 1000) {
      var experiment = Experiment.random(seed: seed, .asBuilt, recording: .items)
      let late = experiment.faults.first {
        $0.wire == .capture || $0.wire == .engineRequest
      }
      experiment.faults.removeAll { $0.wire == .capture || $0.wire == .engineRequest }
      let middle = Int(seed &* 0x9e37_79b9 % 1000) * experiment.run().events / 1000
      var ends: [[Outcome]] = []
      for goesByTables in [true, false] {
        experiment.goesByTables = goesByTables
        var one = experiment.simulation()
        one.run(maxEvents: middle)
        var other = one.fork()
        tabled += one.model.host.tabled.indices.count { one.model.host.tabled[$0].serial != 0 }
        let effect = Fault(wire: .capture, trigger: .nth(1...3), effect: .lostReply)
        one.add(late ?? effect, met: 0)
        ends.append([one.finish(experiment), other.finish(experiment)])
      }
      #expect(ends[0] == ends[1], "seed \(seed)")
    }
    #expect(tabled > 0, "no fork had a capture under way that went by a table")
  }

  @Test("stand in the table as they stand in the body")
  func rows() throws {
    let profile = Profile(.asBuilt)
    let latencies = Latencies(profile, RandomKey(seed: 1))
    let data = CaptureData(
      source: 1, item: 0, workspace: 0, place: PagePlace(), edition: 0,
      unit: UnitOfWork(index: 0), significance: 75)
    func table(_ data: CaptureData, longest: SimDuration = .hours(1)) -> CaptureTable? {
      CaptureTable(.init(data: data, policy: profile.console), latencies, longest: longest)
    }
    let significant = try #require(table(data))
    let steps = significant.rows.compactMap { row -> StepName? in
      guard case .step(let number, _) = row.end else { return nil }
      return StepID(number: number).name
    }
    #expect(
      steps == [
        .replaySafeIDs, .resolveOrganisation, .createJob, .startJob, .checkDuplicate,
        .checkAllowed, .evaluateSignificance, .fetchContext, .classify, .extract, .extract,
        .extract, .assignCluster, .upsertVectors, .storeObservation, .detectRelationships,
        .emitEvents, .completeJob,
      ])
    #expect(significant.rows.count == 20 && significant.calls.count == 21)
    var other = data
    other.significance = 39
    #expect(try #require(table(other)).rows.count == 9)
    #expect(table(data, longest: .seconds(1)) == nil)
  }
}
