import SimKernel
import Testing

@testable import PipelineModel

/// Connecting, linking, tearing down (pipeline-facts §1, §12; runbook §5, §11).
@Suite("A connection")
struct ConnectionLawTests {
  @Test("as built is backfilled before it has a repository: success without results")
  func noUnits() throws {
    var bench = Bench([.release: 3], connected: false)
    bench.at(.zero, .connect(installation: 0))
    let outcome = bench.run()
    #expect(outcome.isSound)
    let result = try #require(outcome.orchestratorResults.first)
    #expect(result.success)
    #expect(result.workUnits == 0)
    #expect(result.results == nil)
    #expect(outcome.runs(of: .worker).isEmpty)
    #expect(outcome.counts.undelivered == 3)
  }

  @Test("in the runbook has its repositories at once")
  func linkedAtConnect() {
    var bench = Bench([.release: 3], .runbook, connected: false)
    bench.at(.zero, .connect(installation: 0))
    let outcome = bench.run()
    #expect(outcome.counts.stored == 3)
    #expect(outcome.orchestratorResults.map(\.workUnits) == [3])
  }

  @Test("is torn down step by step, and closes last")
  func teardown() {
    var bench = Bench([.release: 3])
    bench.at(.hours(1), .delete(installation: 0))
    bench.trigger(at: .hours(1) + .milliseconds(1500), types: ["release"])
    bench.trigger(at: .hours(1) + .seconds(3), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.isSound)
    let steps = outcome.milestones(.teardown)
    #expect(steps.map(\.event) == (1...5).map { .teardown(step: $0) })
    let start = SimTime.zero + .hours(1)
    let times = (0..<5).map { start + SimDuration.milliseconds(500 * $0) }
    #expect(steps.map(\.time) == times)
    // The first trigger still finds it active, the second does not.
    let runs = outcome.runs(of: .orchestrator)
    #expect(runs.map(\.outcome) == [.completed, .failed])
    #expect(runs.last?.failure == .inactive)
    #expect(runs.last?.attempts == 2)
  }

  @Test("that never existed cannot be torn down")
  func absent() {
    var bench = Bench([.release: 3], connected: false)
    bench.at(.zero, .delete(installation: 0))
    bench.at(.zero, .link(repository: 0))
    bench.at(.seconds(10), .connect(installation: 0))
    let outcome = bench.run()
    #expect(outcome.milestones(.teardown).isEmpty)
    #expect(outcome.milestones(.connected).map(\.event) == [.connected(reactivated: false)])
    #expect(outcome.milestones(.linked).map(\.time) == [SimTime.zero + .seconds(40)])
  }

  @Test(
    "of GitHub is reactivated by a second callback, any other is refused",
    arguments: [ProviderName.github, .vercel, .linear])
  func reconnect(_ provider: ProviderName) {
    var bench = Bench([:], provider: provider)
    bench.at(.hours(1), .delete(installation: 0))
    bench.at(.hours(2), .connect(installation: 0))
    let outcome = bench.run()
    #expect(outcome.answers.map(\.status) == [provider == .github ? 200 : 502])
    #expect(
      outcome.milestones(.connected).map(\.event)
        == (provider == .github ? [.connected(reactivated: true)] : []))
    #expect(outcome.runs.isEmpty)
  }

  @Test("without a connector fails its run at once")
  func noConnector() {
    var bench = Bench([:], provider: .linear, connected: false)
    bench.at(.zero, .connect(installation: 0))
    let outcome = bench.run()
    #expect(outcome.runs(of: .orchestrator).map(\.failure) == [.noConnector])
    #expect(outcome.counts.expected == 0)
  }

  @Test("is not told when somebody adds a repository")
  func addRepository() {
    var bench = Bench([.release: 3])
    bench.world.repositories.append(
      World.Repository(
        name: "acme/second", installation: 0, linked: false,
        items: [
          World.ItemGroup(entityType: .release, count: 2, ages: .spread(from: .zero, to: .zero))
        ]))
    bench.trigger(types: ["release"])
    bench.at(.hours(1), .link(repository: 1))
    #expect(bench.run().counts.undelivered == 2)
    bench.trigger(at: .hours(2), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.counts.undelivered == 0)
    #expect(outcome.counts.duplicateRefused == 3)
  }

  @Test("expects of each type what the deepest request for it asks")
  func expected() {
    var bench = Bench([:])
    bench.world.repositories[0].items = [.pullRequest, .release].map {
      World.ItemGroup(entityType: $0, count: 90, ages: .spread(from: .zero, to: .days(90)))
    }
    bench.trigger(types: ["release"], depth: .number(90))
    bench.trigger(types: ["pull_request"], depth: .number(7))
    bench.trigger(types: ["pull_request"], depth: .string("far back"))
    bench.trigger(types: ["nonsense"], depth: .number(90))
    let outcome = bench.run()
    let expected = outcome.countsByEntityType.map(\.expected)
    #expect(expected[Int(EntityType.release.rawValue)] == 90)
    #expect(expected[Int(EntityType.pullRequest.rawValue)] == 7)
  }
}
