import SimKernel
import Testing

@testable import PipelineModel

/// Pages and counts, computed from pipeline-facts §7 without the model.
@Suite("A worker fetches")
struct PageTests {
  struct Size: Sendable, CustomTestStringConvertible {
    let all: Int
    let inWindow: Int
    var testDescription: String { "\(inWindow) of \(all)" }
  }

  static let sizes = [
    Size(all: 0, inWindow: 0), Size(all: 1, inWindow: 1), Size(all: 99, inWindow: 99),
    Size(all: 100, inWindow: 100), Size(all: 101, inWindow: 101), Size(all: 200, inWindow: 200),
    Size(all: 100, inWindow: 0), Size(all: 250, inWindow: 100), Size(all: 250, inWindow: 150),
    Size(all: 201, inWindow: 200),
  ]

  /// Items of one type: so many five days old, the rest forty.
  private func bench(
    _ type: EntityType, _ size: Size, provider: ProviderName = .github
  ) -> Bench {
    var bench = Bench([:], .runbook, provider: provider)
    var days = [Int](repeating: 0, count: 41)
    days[5] = size.inWindow
    days[40] = size.all - size.inWindow
    bench.world.repositories[0].items = [
      World.ItemGroup(entityType: type, count: size.all, ages: .perDay(days))
    ]
    bench.trigger(types: [type.name])
    return bench
  }

  private func check(_ bench: Bench, pages: Int, raw: Int, items: Int) {
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.runs(of: .worker).map(\.pages) == [Int32(pages)])
    #expect(outcome.counts.fetched == items)
    #expect(outcome.counts.accepted == items)
    #expect(outcome.counts.expected == items)
    #expect(outcome.counts.missing == 0)
    #expect(outcome.orchestratorResults.map(\.eventsProduced) == [raw])
  }

  @Test("pull requests and releases until a page is not full of wanted ones", arguments: sizes)
  func newestFirst(_ size: Size) {
    let pages = size.inWindow / 100 + 1
    let raw = min(size.all, pages * 100)
    check(bench(.pullRequest, size), pages: pages, raw: raw, items: size.inWindow)
    check(bench(.release, size), pages: pages, raw: raw, items: size.inWindow)
  }

  @Test("issues until a page is not full; GitHub filters them", arguments: sizes)
  func issues(_ size: Size) {
    check(
      bench(.issue, size), pages: size.inWindow / 100 + 1, raw: size.inWindow,
      items: size.inWindow)
  }

  @Test("issues with the pull requests among them", arguments: sizes)
  func issuesAmongPullRequests(_ size: Size) {
    var bench = bench(.issue, size)
    bench.profile.provider.issuesIncludePullRequests = true
    bench.world.repositories[0].items.append(
      World.ItemGroup(
        entityType: .pullRequest, count: 130, ages: .spread(from: .days(1), to: .days(9))))
    let listed = size.inWindow + 130
    check(bench, pages: listed / 100 + 1, raw: listed, items: size.inWindow)
  }

  @Test("deployments until Vercel names no next page", arguments: sizes)
  func deployments(_ size: Size) {
    let isCut = size.inWindow < size.all
    let pages = isCut ? size.inWindow / 100 + 1 : max(1, (size.all + 99) / 100)
    check(
      bench(.deployment, size, provider: .vercel), pages: pages,
      raw: min(size.all, pages * 100), items: size.inWindow)
  }
}
