import SimKernel
import Testing

@testable import PipelineModel

/// Source: pipeline-facts §7, §9, §10, §11, §14.
@Suite("Items that change, by hand")
struct ItemLifeTests {
  /// So many open items, of which some are changed an hour after the backfill.
  struct Case: Sendable, CustomTestStringConvertible {
    var items: Int
    var changed: Int
    var testDescription: String { "\(changed) of \(items)" }

    static let all = [(5, 2), (1, 1), (12, 12), (30, 7), (4, 0)].map {
      Case(items: $0, changed: $1)
    }
  }

  private func bench(
    _ one: Case, _ type: EntityType, _ change: ItemChange, _ name: Profile.Name,
    live: LiveDedupID = .colon
  ) -> Bench {
    var bench = Bench([type: one.items], name)
    bench.profile.items.closedPerMille = 0
    bench.profile.gateway.liveDedupID = live
    bench.trigger(types: [type.name])
    bench.at(
      .hours(1),
      .changeItems(change, repository: 0, entityType: type, first: 0, count: one.changed))
    return bench
  }

  @Test("An edit that no webhook brings leaves a stale observation", arguments: Case.all)
  func edited(one: Case) {
    for name in Profile.Name.allCases {
      for later in [SimDuration.hours(2), .hours(26)] {
        var bench = bench(one, .pullRequest, .edited, name)
        bench.trigger(at: later, types: ["pull_request"])
        let counts = bench.run().counts
        #expect(counts.missing == 0)
        let comesAgain = later > .hours(24)
        #expect(counts.delivered == one.items * (comesAgain ? 2 : 1))
        // As built the source id has the action, which is the same.
        let isSeen = comesAgain && name == .runbook
        #expect(counts.stale == (isSeen ? 0 : one.changed))
        let stored = isSeen ? 2 * one.items : one.items
        #expect(counts.stored == stored)
      }
    }
  }

  @Test("A close has a source id of its own, after the marks are gone", arguments: Case.all)
  func closed(one: Case) {
    var soon = bench(one, .issue, .closed, .asBuilt)
    soon.trigger(at: .hours(2), types: ["issue"])
    #expect(soon.run().counts.stale == one.changed)
    var late = bench(one, .issue, .closed, .asBuilt)
    late.trigger(at: .hours(26), types: ["issue"])
    let counts = late.run().counts
    #expect(counts.stale == 0)
    #expect(counts.stored == one.items + one.changed)
    #expect(counts.captureDuplicates == one.items - one.changed)
  }

  @Test("A webhook that arrives brings the last version", arguments: Case.all)
  func live(one: Case) {
    for name in Profile.Name.allCases {
      let counts = bench(one, .pullRequest, .merged, name, live: .plain).run().counts
      #expect(counts.delivered == one.items + one.changed)
      #expect(counts.stored == one.items + one.changed)
      #expect(counts.stale == 0 && counts.missing == 0)
    }
  }

  @Test("What is deleted stays as an observation", arguments: Case.all)
  func deleted(one: Case) {
    for name in Profile.Name.allCases {
      var bench = bench(one, .issue, .deleted, name)
      bench.trigger(at: .hours(26), types: ["issue"])
      let counts = bench.run().counts
      #expect(counts.expected == one.items - one.changed)
      #expect(counts.delivered == 2 * one.items - one.changed)
      #expect(counts.ghosts == one.changed && counts.stale == 0 && counts.missing == 0)
    }
  }

  @Test("Finished deployments are significant, whatever their share", arguments: [0, 500, 1000])
  func deployments(_ succeeded: Int) {
    for name in Profile.Name.allCases {
      for count in [1, 7, 130] {
        var bench = Bench([.deployment: count], name, provider: .vercel)
        bench.profile.items.closedPerMille = succeeded
        bench.trigger()
        let counts = bench.run().counts
        #expect(counts.delivered == count && counts.missing == 0 && counts.captureFiltered == 0)
        #expect(counts.stored == count)
      }
    }
  }

  @Test("A deployment that is being built takes the idempotency key of its end")
  func building() {
    for (hours, isStored) in [(1, false), (23, false), (25, true)] {
      var bench = Bench([.deployment: 3], provider: .vercel)
      bench.profile.gateway.liveDedupID = .plain
      bench.trigger()
      bench.at(
        .hours(1),
        .createItems(repository: 0, entityType: .deployment, count: 2, isUnfinished: true))
      bench.at(
        .hours(1 + hours),
        .changeItems(.succeeded, repository: 0, entityType: .deployment, first: 0, count: 2))
      let counts = bench.run().counts
      #expect(counts.captureFiltered == 2)
      #expect(counts.stored == 3 + (isStored ? 2 : 0))
      #expect(counts.captureDuplicates == (isStored ? 0 : 2))
    }
  }

  @Test("A page holds its items as they were when it was fetched")
  func fetchedBefore() {
    for name in Profile.Name.allCases {
      var bench = Bench([.pullRequest: 40], name)
      bench.profile.items.closedPerMille = 0
      bench.profile.gateway.liveDedupID = .colon
      bench.profile.wires.post = .constant(.seconds(1))
      bench.trigger(types: ["pull_request"])
      bench.at(
        .seconds(25),
        .changeItems(.closed, repository: 0, entityType: .pullRequest, first: 30, count: 6))
      let counts = bench.run().counts
      #expect(counts.stored == 40 && counts.stale == 6)
    }
  }

  @Test("Versions follow the changes that a state allows")
  func versions() {
    var lives = ItemLives(.all(closed: 0))
    let changes: [ItemChange] = [
      .edited, .reopened, .closed, .merged, .edited, .reopened, .merged, .closed, .deleted, .edited,
    ]
    let applied = changes.enumerated().map { place, change in
      lives.apply(
        change, to: 1, 7, .pullRequest, at: SimTime(microseconds: Int64(10 * (place + 1))))
    }
    #expect(applied == [true, false, true, false, true, true, true, false, true, false])
    #expect((0...100).map { lives.version(of: 1, at: SimTime(microseconds: $0)) }.last == 7)
    #expect(lives.version(of: 1, at: SimTime(microseconds: 55)) == 4)
    #expect(lives.version(of: 2) == 1 && !lives.isTouched(2))
    let states = (1...7).map { lives.state(of: 1, version: $0, 7, .pullRequest) }
    #expect(states == [.open, .open, .closed, .closed, .open, .merged, .gone])
    #expect(lives.change(of: 1, version: 6) == .merged && lives.change(of: 1, version: 1) == nil)
  }

  @Test("Removing from a listing leaves the others in order")
  func removed() {
    let group = World.ItemGroup(
      entityType: .issue, count: 6, ages: .spread(from: .zero, to: .days(6)))
    var listing = Listing(AgeTable(group), firstItem: 10)
    listing.remove(2)
    listing.create(99, at: SimTime(microseconds: 1))
    _ = listing.update(4..<5, at: SimTime(microseconds: 2))
    #expect((0..<listing.count).map(listing.item(at:)) == [14, 99, 10, 11, 13, 15])
    listing.remove(0)
    #expect((0..<listing.count).map(listing.item(at:)) == [99, 10, 11, 13, 15])
    #expect(listing.count(since: .zero - .days(3)) == 3)
  }

  @Test("Activities change items at their rate, and end")
  func activity() {
    for name in Profile.Name.allCases {
      var bench = Bench([.issue: 20], name)
      bench.world.repositories[0].activity = [
        ItemActivity(
          entityType: .issue, change: .opened, rate: Rate(count: 60, period: .hours(1)),
          from: .zero, until: .zero + .hours(2)),
        ItemActivity(
          entityType: .issue, change: .edited, rate: Rate(count: 120, period: .hours(1)),
          from: .zero + .hours(1), until: .zero + .hours(2)),
      ]
      bench.trigger(at: .hours(3), types: ["issue"])
      let outcome = bench.run()
      #expect(outcome.isSound)
      let made = outcome.milestones(.itemMade)
      let touched = outcome.milestones(.itemTouched)
      #expect((80...160).contains(made.count) && (80...160).contains(touched.count))
      #expect(touched.allSatisfy { $0.time >= .zero + .hours(1) && $0.time < .zero + .hours(2) })
      #expect(outcome.counts.expected == 20 + made.count && outcome.counts.undelivered == 0)
    }
  }
}
