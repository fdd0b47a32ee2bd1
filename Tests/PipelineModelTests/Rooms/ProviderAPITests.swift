import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

@Suite("ProviderAPI")
struct ProviderAPITests {
  private static let types: [EntityType] = [.pullRequest, .issue, .release, .deployment]

  private func request(_ type: EntityType, _ page: Int, _ cursor: PageCursor, since: SimTime)
    -> PageRequest
  {
    PageRequest(
      installation: 0, unit: .only(type), page: Int32(page), cursor: cursor, since: since,
      token: Token(expiresAt: .distantFuture))
  }

  private func fetchAll(
    _ provider: inout ProviderAPI, _ type: EntityType, since: SimTime, at now: SimTime
  ) -> NaiveListing.Pages {
    var cursor = PageCursor.first
    var found = NaiveListing.Pages()
    while case .page(let page) = provider.fetch(
      request(type, found.pages + 1, cursor, since: since), at: now)
    {
      found.items += (0..<page.count).map { provider.index(of: page.item(at: $0)) }
      found.raw += Int(page.rawCount)
      found.pages += 1
      guard page.hasMore else { break }
      cursor = page.next
    }
    return found
  }

  private func provider(_ dice: inout Dice, _ policy: Profile.Provider) -> ProviderAPI {
    var bench = Bench([:])
    bench.world.repositories[0].items = Self.types.map {
      World.ItemGroup(
        entityType: $0, count: dice.number(0...12),
        ages: .spread(from: .zero, to: .seconds(dice.number(0...60))))
    }
    let sizes = ItemSizes(policy: bench.profile.items, random: RandomKey(seed: 1))
    let (listings, items) = bench.world.listings()
    return ProviderAPI(bench.world, policy, sizes, listings, items, .all(closed: 0))
  }

  @Test("pages through created and updated items as sorted arrays do")
  func random() {
    for seed in Effort.seeds(debug: 25, release: 600) {
      var dice = Dice(seed: seed)
      var policy = Profile(.asBuilt).provider
      policy.pageSize = dice.number(1...6)
      policy.issuesIncludePullRequests = dice.chance(60)
      var provider = provider(&dice, policy)
      var naive = NaiveListing()
      for type in Self.types {
        let listing = provider.listing(.only(type))
        naive.lists[type] = (0..<listing.count).map {
          NaiveListing.Entry(item: listing.item(at: $0), time: listing.updatedAt($0))
        }
      }
      var now = SimTime.zero
      for item in 1000..<1030 as Range<Int32> {
        now += .seconds(dice.number(0...5))
        let type = dice.pick(Self.types)
        switch dice.number(1...3) {
        case 1:
          provider.create(item, in: .only(type), at: now)
          naive.create(type, item, at: now)
        case 2:
          let first = dice.number(0...14)
          let places = first..<first + dice.number(0...5)
          let updated = provider.update(places, in: .only(type), at: now)
          #expect(Set(updated) == naive.update(type, places, at: now), "seed \(seed)")
        default:
          // Vercel's "until" passes over what was created in the instant of a page's last.
          if type == .deployment, hasTies(naive.lists[type] ?? []) { continue }
          let since = now - .seconds(dice.number(0...90))
          let expected = naive.fetchAll(
            type, since: since, page: policy.pageSize,
            amongPulls: policy.issuesIncludePullRequests)
          let found = fetchAll(&provider, type, since: since, at: now)
          #expect(found == expected, "seed \(seed), \(type)")
        }
      }
    }
  }

  private func hasTies(_ list: [NaiveListing.Entry]) -> Bool {
    zip(list.dropFirst(), list).contains { $0.time == $1.time }
  }

  @Test("makes a page as heavy as its items", arguments: [0, 300])
  func sizes(_ spread: Int) {
    var bench = Bench([.pullRequest: 40])
    bench.profile.items.sizeSpread = spread
    let sizes = ItemSizes(policy: bench.profile.items, random: RandomKey(seed: 3))
    let (listings, items) = bench.world.listings()
    var provider = ProviderAPI(
      bench.world, bench.profile.provider, sizes, listings, items, .all(closed: 0))
    let wanted = request(.pullRequest, 1, .first, since: .zero - .days(99))
    guard case .page(let page) = provider.fetch(wanted, at: .zero) else { return }
    let mean = 22_000 * 40
    let range = mean * (1000 - spread) / 1000...mean * (1000 + spread) / 1000
    #expect(range.contains(page.bytes))
    #expect((page.bytes == mean) == (spread == 0))
  }

  @Test("allows so many requests between two resets, whenever they come")
  func window() {
    for seed in Effort.seeds(debug: 10, release: 200) {
      var dice = Dice(seed: seed)
      let rate = Rate(count: dice.number(1...6), period: .seconds(dice.number(1...30)))
      var window = RateWindow()
      var (now, reset, used) = (SimTime.zero, SimTime.zero, 0)
      for _ in 0..<300 {
        now += .seconds(dice.number(0...4))
        if now >= reset { (reset, used) = (now + rate.period, 0) }
        let isAllowed = used < rate.count
        if isAllowed { used += 1 }
        let isCharged = window.charge(rate, at: now)
        #expect(isCharged == isAllowed, "seed \(seed)")
        #expect(Int(window.used) == used && window.resetAt == reset)
      }
    }
  }
}
