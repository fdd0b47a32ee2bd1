import SimKernel
import Testing

@testable import PipelineModel

/// Workspaces that come and go, by hand.
///
/// Source: pipeline-facts §10, §11, §14.
@Suite("Workspaces that are made and removed")
struct WorkspaceTests {
  @Test("an item goes to the first that is there; numbers are not used again")
  func table() {
    var table = WorkspaceTable([3, 0])
    let (one, two) = (table.id(of: 1, in: 0), table.id(of: 2, in: 0))
    #expect(table.first(of: 0) == one && table.first(of: 1) == -1)
    table.remove(one, of: 0)
    #expect(table.first(of: 0) == two && !table.isThere(one))
    table.add(to: 0)
    #expect(table.first(of: 0) == two && table.id(of: 4, in: 0) > table.id(of: 3, in: 0))
    table.add(to: 1)
    #expect(table.first(of: 1) == table.id(of: 1, in: 1))
    table.remove(two, of: 0)
    #expect(table.first(of: 0) == table.id(of: 3, in: 0))
    table.remove(-1, of: 0)
    #expect(table.id(of: 5, in: 0) == -1 && !table.isThere(-1))
  }

  @Test("What comes before the first is dropped, what comes after its sync is stored")
  func madeLater() {
    for name in Profile.Name.allCases {
      for isSynced in [false, true] {
        var bench = Bench([.release: 6], name)
        bench.world.organisations[0].workspaces = 0
        bench.trigger(types: ["release"])
        bench.at(.hours(1), .addWorkspace(organisation: 0))
        if isSynced { bench.at(.hours(1), .alter(.sync, repository: 0)) }
        bench.trigger(at: .hours(26), types: ["release"])
        let outcome = bench.run()
        #expect(outcome.isSound)
        let drops = outcome.milestones(.itemDropped).compactMap(\.drop)
        #expect(drops.count { $0 == .noWorkspace } == 6)
        // The runbook's Console does not ask who syncs what.
        let isStored = isSynced || name == .runbook
        #expect(outcome.counts.stored == (isStored ? 6 : 0))
        #expect(drops.count { $0 == .notSynced } == (isStored ? 0 : 6))
        #expect(outcome.counts.payloadRows == 6)
      }
    }
  }

  @Test("After the first is removed the next one gets everything", arguments: [1, 2])
  func removed(_ number: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.release: 5], name)
      bench.world.organisations[0].workspaces = 2
      bench.trigger(types: ["release"])
      bench.at(.hours(1), .removeWorkspace(organisation: 0, workspace: number))
      bench.trigger(at: .hours(26), types: ["release"])
      let outcome = bench.run()
      #expect(outcome.isSound && outcome.counts.delivered == 10 && outcome.counts.missing == 0)
      let drops = outcome.milestones(.itemDropped).compactMap(\.drop)
      switch (name, number) {
      // Another workspace has other source ids: the runbook's observations are there twice.
      case (.runbook, _): #expect(outcome.counts.stored == 10)
      case (.asBuilt, 1): #expect(drops == [ItemDrop](repeating: .notSynced, count: 5))
      case (.asBuilt, _): #expect(drops == [ItemDrop](repeating: .sourceID, count: 5))
      }
    }
  }

  @Test("A repository that is moved to a new workspace is stored there once that is the first")
  func moved() {
    var bench = Bench([.release: 5])
    bench.at(.zero, .addWorkspace(organisation: 0))
    bench.at(.zero, .move(repository: 0, workspace: 2))
    bench.trigger(at: .minutes(1), types: ["release"])
    bench.at(.hours(1), .removeWorkspace(organisation: 0, workspace: 1))
    bench.trigger(at: .hours(26), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.isSound && outcome.counts.stored == 5)
    let drops = outcome.milestones(.itemDropped).compactMap(\.drop)
    #expect(drops == [ItemDrop](repeating: .foreignWorkspace, count: 5))
  }

  @Test("What is on its way to a workspace that goes is dropped for want of it")
  func inFlight() {
    for isOne in [false, true] {
      var bench = Bench([.release: 1])
      bench.profile.console.oneFunction = isOne
      bench.trigger(types: ["release"])
      let delivered = bench.run().milestones(.itemDelivered)[0].time
      // The workspace is known, and the capture has not looked for its integration row.
      bench.at(
        delivered - SimTime.zero + .milliseconds(500),
        .removeWorkspace(organisation: 0, workspace: 1))
      let outcome = bench.run()
      #expect(outcome.counts.payloadRows == 1 && outcome.counts.stored == 0)
      #expect(outcome.milestones(.itemDropped).compactMap(\.drop) == [.noWorkspace])
    }
  }
}
