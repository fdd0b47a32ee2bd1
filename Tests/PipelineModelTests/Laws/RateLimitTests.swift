import SimKernel
import Testing

@testable import PipelineModel

/// A window of ten requests an hour; a worker sleeps when none is left (pipeline-facts §6.4, §7).
@Suite("A provider's window")
struct RateLimitTests {
  private func bench(items: Int, _ name: Profile.Name = .asBuilt) -> Bench {
    var bench = Bench([.pullRequest: items], name)
    bench.profile.provider.rateLimit = Rate(count: 10, period: .hours(1))
    bench.profile.provider.pageSize = 10
    bench.trigger(types: ["pull_request"])
    return bench
  }

  @Test("makes the worker sleep to its reset, in whole seconds")
  func sleeps() throws {
    var bench = bench(items: 155)
    bench.profile.connections.tokenLifetime = .hours(3)
    let outcome = bench.run()
    #expect(outcome.isSound)
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(worker.outcome == .completed)
    #expect(worker.pages == 16)
    #expect(outcome.counts.accepted == 155)
    let pages = outcome.milestones(.pageFetched).map(\.time)
    let reset = pages[0] + .hours(1)
    let wake = try #require(outcome.milestones(.asleep).first)
    guard case .asleep(_, let until) = wake.event else { return }
    let pause = until - wake.time
    let left = (reset - wake.time).microseconds
    #expect(until >= reset)
    // The worker computes the pause in the request that goes to sleep, 50 ms before its response.
    #expect(pause.microseconds - left < 1_000_000)
    #expect(pages.map { $0 < reset } == (0..<16).map { $0 < 10 })
    #expect(outcome.milestones(.asleep).count == 1)
    #expect(outcome.limits.first { $0.name == "provider.rate-limit" }?.maximum == 10)
  }

  @Test(
    "outlives the token that the worker got before it, so as built the next page is refused",
    arguments: Profile.Name.allCases)
  func token(_ name: Profile.Name) throws {
    let outcome = bench(items: 155, name).run()
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(worker.asleep > .minutes(59))
    #expect(worker.failure == (name == .asBuilt ? .status(401) : .none))
    #expect(worker.pages == (name == .asBuilt ? 10 : 16))
  }

  @Test("also after the last page, as built", arguments: [false, true])
  func lastPage(_ looks: Bool) throws {
    var bench = bench(items: 95)
    bench.profile.worker.sleepsAfterLastPage = looks
    let outcome = bench.run()
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(worker.pages == 10)
    #expect(worker.outcome == .completed)
    #expect((worker.asleep > .minutes(50)) == looks)
    #expect((worker.endedAt - worker.startedAt > .hours(1)) == looks)
  }

  @Test("refuses what comes too early", arguments: Profile.Name.allCases)
  func refuses(_ name: Profile.Name) throws {
    var bench = bench(items: 155, name)
    bench.profile.worker.rateLimitThreshold = 0
    let outcome = bench.run()
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(worker.outcome == .failed)
    #expect(worker.failure == .status(name == .runbook ? 429 : 403))
    #expect(worker.pages == 10)
    #expect(outcome.milestones(.rateLimited).count == 4)
    #expect(outcome.providerRequests == [14])
    #expect(outcome.counts.undelivered == 55)
  }

  @Test("is shared by the workers of an installation")
  func shared() {
    var bench = bench(items: 30)
    bench.world.repositories[0].items.append(
      World.ItemGroup(entityType: .release, count: 75, ages: .spread(from: .zero, to: .days(9))))
    bench.profile.worker.rateLimitThreshold = 0
    bench.story.steps = []
    bench.trigger(types: ["pull_request", "release"])
    let outcome = bench.run()
    #expect(outcome.milestones(.pageFetched).count == 10)
    #expect(outcome.limits.first { $0.name == "provider.rate-limit" }?.maximum == 10)
  }
}
