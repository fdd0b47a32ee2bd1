import SimKernel
import Testing

@testable import PipelineModel

/// Source: pipeline-facts 7.
@Suite("Rule: a provider's tokens and windows")
struct ProviderRuleTests {
  /// Two installations whose window holds so many requests an hour.
  private func provider(requests: Int) -> ProviderAPI {
    var bench = Bench([.release: 101])
    bench.world.installations.append(
      World.Installation(name: "second", organisation: 0, provider: .github, connected: true))
    bench.profile.provider.rateLimit = Rate(count: requests, period: .hours(1))
    let sizes = ItemSizes(policy: bench.profile.items, random: RandomKey(seed: 1))
    let (listings, items) = bench.world.listings()
    return ProviderAPI(
      bench.world, bench.profile.provider, sizes, listings, items, .all(closed: 0))
  }

  private func status(
    _ provider: inout ProviderAPI, _ installation: Int32 = 0,
    expires: SimTime = .distantFuture, at microseconds: Int64
  ) -> Int {
    let request = PageRequest(
      installation: installation, unit: .only(.release), page: 1, cursor: .first,
      since: .zero - .days(30), token: Token(expiresAt: expires))
    switch provider.fetch(request, at: SimTime(microseconds: microseconds)) {
    case .page: return 200
    case .status(let status): return Int(status)
    default: return 0
    }
  }

  @Test("Each installation has a window of its own")
  func windows() {
    var provider = provider(requests: 1)
    let limit = Profile(.asBuilt).provider.limitStatus
    let first = [status(&provider, 0, at: 0), status(&provider, 0, at: 1)]
    let second = [status(&provider, 1, at: 2), status(&provider, 1, at: 3)]
    #expect(first == [200, limit] && second == [200, limit])
    let hour: Int64 = 3_600_000_000
    let later = [status(&provider, at: hour - 1), status(&provider, at: hour)]
    #expect(later == [limit, 200])
  }

  @Test("A page has 100 items")
  func pageSize() {
    var provider = provider(requests: 9)
    let counts = (1...2 as ClosedRange<Int32>).map { page -> Int32 in
      let request = PageRequest(
        installation: 0, unit: .only(.release), page: page,
        cursor: PageCursor(before: .distantFuture, number: page), since: .zero - .days(30),
        token: Token(expiresAt: .distantFuture))
      guard case .page(let page) = provider.fetch(request, at: .zero) else { return -1 }
      return page.rawCount
    }
    #expect(counts == [100, 1])
  }

  @Test("A token works until the moment of its end; a request without one uses up nothing")
  func token() {
    var provider = provider(requests: 2)
    let end = SimTime(microseconds: 5)
    let statuses = [
      status(&provider, expires: end, at: 4), status(&provider, expires: end, at: 5),
      status(&provider, expires: end, at: 6), status(&provider, at: 7),
    ]
    #expect(statuses == [200, 401, 401, 200])
    provider.revokeToken(of: 1)
    let revoked = status(&provider, 1, at: 8)
    #expect(revoked == 401)
  }
}
