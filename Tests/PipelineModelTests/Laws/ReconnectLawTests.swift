import SimKernel
import Testing

@testable import PipelineModel

/// Source: pipeline-facts 1.3, 1.4, §7 (delivery ids).
@Suite("A connection that comes back, by hand")
struct ReconnectLawTests {
  /// A repository with items that a second installation sees under a new id.
  private static func bench(_ items: Int, _ name: Profile.Name) -> Bench {
    var bench = Bench([.release: items], name)
    bench.profile.connections.linkAtConnect = true
    bench.profile.connections.notifiesReactivation = true
    bench.world.installations.append(
      World.Installation(name: "new", organisation: 0, provider: .github, connected: false))
    bench.world.installations[1].replaces = 0
    bench.trigger(types: ["release"])
    return bench
  }

  @Test(
    "Under the same id marks refuse all, under a new one none", arguments: [3, 7], [1, 23, 25])
  func ids(_ items: Int, _ hours: Int) {
    for name in Profile.Name.allCases {
      for installation in [0, 1] {
        var bench = Self.bench(items, name)
        bench.at(.hours(hours), .connect(installation: installation))
        let outcome = bench.run()
        let counts = outcome.counts
        #expect(outcome.isSound)
        #expect(counts.expected == items && counts.undelivered == 0)
        let isRefused = installation == 0 && hours < 24
        #expect(counts.duplicateRefused == (isRefused ? items : 0))
        #expect(counts.delivered == (isRefused ? items : 2 * items))
        // As built a source id knows no installation.
        #expect(counts.stored == (isRefused || name == .asBuilt ? items : 2 * items))
      }
    }
  }

  @Test("The old id gets no tokens any more, the new one does")
  func tokens() {
    for name in Profile.Name.allCases {
      var bench = Self.bench(4, name)
      bench.story.steps.removeAll()
      bench.at(.zero, .connect(installation: 1))
      bench.trigger(at: .hours(1), types: ["release"])
      let outcome = bench.run()
      let old = outcome.runs(of: .worker).filter { $0.installation == 0 }
      let new = outcome.runs(of: .worker).filter { $0.installation == 1 }
      #expect(old.map(\.outcome) == [.failed] && old[0].failure == .status(502))
      #expect(new.count == 3 && new.allSatisfy { $0.outcome == .completed })
      #expect(outcome.counts.delivered == 4)
    }
  }

  @Test("A repository that is linked later becomes a resource of the id that is there")
  func link() {
    for name in Profile.Name.allCases {
      var bench = Self.bench(4, name)
      bench.world.repositories[0].linked = false
      bench.story.steps.removeAll()
      bench.at(.zero, .connect(installation: 1))
      bench.at(.minutes(1), .link(repository: 0))
      let linked = bench.run().milestones(.linked)
      #expect(linked.map(\.installation) == [1])
    }
  }
}
