import SimKernel
import Testing

@testable import PipelineModel

/// Source: pipeline-facts §7, §14.
@Suite("What the provider answers, by hand")
struct ProviderAnswerTests {
  /// Items of one type, pages of so many, in both profiles.
  struct Pages: Sendable, CustomTestStringConvertible {
    var items: Int
    var size: Int
    var testDescription: String { "\(items) items, \(size) a page" }

    /// A full page is followed by another request.
    var requests: Int { items / size + 1 }

    static let all = [(0, 5), (4, 5), (5, 5), (7, 5), (20, 5), (33, 8), (12, 1)].map {
      Pages(items: $0, size: $1)
    }
  }

  private func bench(_ pages: Pages, _ type: EntityType, _ name: Profile.Name) -> Bench {
    var bench = Bench([type: pages.items], name)
    bench.profile.provider.pageSize = pages.size
    bench.trigger(at: .seconds(1), types: [type.name])
    return bench
  }

  @Test("A renamed repository costs two requests a page", arguments: Pages.all)
  func renamed(pages: Pages) {
    for name in Profile.Name.allCases {
      var bench = bench(pages, .pullRequest, name)
      bench.at(.zero, .alter(.rename, repository: 0))
      let outcome = bench.run()
      #expect(outcome.isSound)
      #expect(outcome.providerRequests == [2 * pages.requests])
      #expect(outcome.counts.delivered == pages.items)
    }
  }

  @Test("Issues end behind the last that is listed by page numbers", arguments: Pages.all, [6, 20])
  func lastIssue(pages: Pages, last: Int) {
    for name in Profile.Name.allCases {
      var bench = bench(pages, .issue, name)
      bench.profile.provider.lastIssue = last
      let outcome = bench.run()
      // The pages that begin before the end.
      let reach = (last + pages.size - 1) / pages.size * pages.size
      #expect(outcome.counts.delivered == min(pages.items, reach))
      let isRefused = pages.items >= reach
      #expect(outcome.orchestratorResults.map(\.success) == [!isRefused])
      let refusals = outcome.milestones.count {
        if case .attemptFailed(_, _, .status(422)) = $0.event { true } else { false }
      }
      #expect(refusals == (isRefused ? 4 : 0))
    }
  }

  @Test("Without headers the worker runs into the window", arguments: Pages.all)
  func headersMissing(pages: Pages) {
    for name in Profile.Name.allCases {
      var bench = bench(pages, .pullRequest, name)
      bench.profile.provider.rateLimit = Rate(count: 4, period: .hours(1))
      bench.fail(.fetch, .headers(.missing))
      let outcome = bench.run()
      #expect(outcome.counts.delivered == min(pages.items, 4 * pages.size))
      #expect(outcome.milestones(.asleep).isEmpty)
      #expect(outcome.orchestratorResults.map(\.success) == [pages.requests <= 4])
    }
  }

  @Test("Headers that are no numbers fail the step that reads them", arguments: Pages.all)
  func headersNotNumbers(pages: Pages) {
    for name in Profile.Name.allCases {
      var bench = bench(pages, .pullRequest, name)
      bench.fail(.fetch, .headers(.notNumbers)) { $0.attempts = 1...2 }
      let outcome = bench.run()
      #expect(outcome.counts.delivered == pages.items)
      #expect(outcome.providerRequests == [3 * pages.requests])
      #expect(outcome.milestones(.attemptFailed).count == 2 * pages.requests)
    }
  }

  @Test("A token that is not good for the repository, or for anything")
  func tokens() {
    for name in Profile.Name.allCases {
      let pages = Pages(items: 7, size: 5)
      var withdrawn = bench(pages, .pullRequest, name)
      withdrawn.at(.zero, .alter(.withdraw, repository: 0))
      withdrawn.at(.hours(1), .alter(.grant, repository: 0))
      withdrawn.trigger(at: .hours(2), types: ["pull_request"])
      let outcome = withdrawn.run()
      #expect(outcome.orchestratorResults.map(\.success) == [false, true])
      #expect(outcome.counts.delivered == 7)
      #expect(outcome.providerRequests == [4 + 2])

      var revoked = bench(pages, .pullRequest, name)
      revoked.at(.zero, .turn(.revoke, installation: 0))
      revoked.at(.hours(1), .connect(installation: 0))
      revoked.trigger(at: .hours(2), types: ["pull_request"])
      let shutOut = revoked.run()
      #expect(shutOut.orchestratorResults.map(\.success) == [false, true])
      #expect(shutOut.counts.delivered == 7)
      #expect(shutOut.providerRequests == [2])
    }
  }

  @Test("A window that others use is counted as if each of their requests were made")
  func others() {
    for (count, seconds, resets) in [(600, 3600, 1500), (7, 60, 90), (50, 36, 3600), (1, 1, 7)] {
      let rate = Rate(count: 50, period: .seconds(100))
      let others = Rate(count: count, period: .seconds(seconds))
      let shared = World.SharedWindow(used: 3, resetsIn: .seconds(resets), others: others)
      var window = RateWindow(shared)
      var (own, start, reset, first) = (0, 0, resets, 3)
      for now in stride(from: 0, to: 4000, by: 13) {
        while now >= reset { (own, start, reset, first) = (0, reset, reset + 100, 0) }
        let theirs = (now - start) * count / seconds
        // What is refused is not counted; nobody gets more than the window has.
        let isFree = min(50, first + theirs + own) < 50
        let isAllowed = window.charge(rate, at: SimTime(microseconds: Int64(now) * 1_000_000))
        #expect(isAllowed == isFree, "\(count) in \(seconds) s, at \(now) s")
        if isAllowed { own += 1 }
      }
    }
  }

  @Test("Secondary limits tell how long to stay away")
  func secondary() {
    var policy = Profile(.asBuilt).provider
    policy.concurrentRequests = 2
    var limits = SecondaryLimits()
    func time(_ seconds: Int64) -> SimTime { SimTime(microseconds: seconds * 1_000_000) }
    let many = [0, 1, 2, 5].map { limits.refuse(policy, until: time($0 + 5), at: time($0)) }
    #expect(many == [nil, nil, .minutes(1), nil])

    policy.concurrentRequests = 0
    policy.pointsPerMinute = 3
    var points = SecondaryLimits()
    let paid = [0, 10, 20, 30, 60].map { points.refuse(policy, until: .zero, at: time($0)) }
    #expect(paid == [nil, nil, nil, .seconds(30), nil])
  }

  @Test("A worker that honours Retry-After comes back after the minute", arguments: [4, 11])
  func retryAfter(_ count: Int) {
    for name in Profile.Name.allCases {
      var bench = bench(Pages(items: 10 * count, size: 10), .pullRequest, name)
      bench.profile.provider.pointsPerMinute = 5
      bench.profile.worker.honoursRetryAfter = true
      let outcome = bench.run()
      #expect(outcome.counts.delivered == 10 * count)
      // Each minute has five pages, and each of them takes about two seconds.
      #expect(outcome.milestones(.rateLimited).count == count / 5)
    }
  }
}
