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

    /// What none has met.
    var kinds: [Milestone.Kind] {
      Milestone.Kind.allCases.filter { !milestones.contains($0.rawValue) }
    }
    var ends: [RunOutcome] {
      RunOutcome.allCases.filter { $0 != .running && !outcomes.contains($0.rawValue) }
    }
    var itemLosses: [ItemDrop] { ItemDrop.allCases.filter { !itemDrops.contains($0.rawValue) } }

    var isEverything: Bool { kinds.isEmpty && ends.isEmpty && itemLosses.isEmpty }

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
    for seed in Effort.seeds(debug: 1, release: 20_000) {
      for name in Profile.Name.allCases {
        met.add(Experiment.random(seed: seed, name, recording: .items).run())
      }
      if seed >= 1000, met.isEverything { break }
    }
    #expect(met.kinds.isEmpty)
    #expect(met.ends.isEmpty)
    #expect(met.drops.isSuperset(of: [DropReason.singleton, .quota].map(\.rawValue)))
    #expect(met.itemLosses.isEmpty)
    #expect(met.statuses.isSuperset(of: [0, 200, 400, 401, 500, 502]))
  }
}
