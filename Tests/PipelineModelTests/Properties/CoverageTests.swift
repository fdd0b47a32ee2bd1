import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

/// What the random experiments must have met, all together; otherwise they prove little.
@Suite("Random experiments meet")
struct CoverageTests {
  private struct Met {
    var milestones: Set<UInt8> = []
    var outcomes: Set<UInt8> = []
    var drops: Set<UInt8> = []
    var itemDrops: Set<UInt8> = []
    var statuses: Set<Int16> = []

    mutating func add(_ outcome: Outcome) {
      outcomes.formUnion(outcome.runs.map(\.outcome.rawValue))
      statuses.formUnion(outcome.answers.map(\.status))
      for milestone in outcome.milestones {
        milestones.insert(milestone.kind.rawValue)
        if case .runDropped(let reason, _) = milestone.event { drops.insert(reason.rawValue) }
        if let drop = milestone.drop { itemDrops.insert(drop.rawValue) }
      }
    }
  }

  @Test("every kind of milestone, end and drop", .enabled(if: !Effort.isDebug))
  func everything() {
    var met = Met()
    for seed in Effort.seeds(debug: 1, release: 1000) {
      for name in Profile.Name.allCases {
        met.add(Experiment.random(seed: seed, name, recording: .items).run())
      }
    }
    let kinds = Milestone.Kind.allCases.filter { !met.milestones.contains($0.rawValue) }
    #expect(kinds.isEmpty)
    let ends = RunOutcome.allCases.filter { $0 != .running && !met.outcomes.contains($0.rawValue) }
    #expect(ends.isEmpty)
    #expect(met.drops.isSuperset(of: [DropReason.singleton, .quota].map(\.rawValue)))
    let itemDrops = ItemDrop.allCases.filter { !met.itemDrops.contains($0.rawValue) }
    #expect(itemDrops.isEmpty)
    #expect(met.statuses.isSuperset(of: [0, 200, 400, 401, 500, 502]))
  }
}
