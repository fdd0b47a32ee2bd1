import SimKernel
import Testing

@testable import PipelineModel

/// What the Console makes of deliveries (pipeline-facts §10, §11).
@Suite("A delivered item")
struct CaptureTests {
  private func bench(_ type: EntityType = .release, _ count: Int = 3) -> Bench {
    var bench = Bench([type: count], provider: type == .deployment ? .vercel : .github)
    bench.trigger(types: [type.name])
    return bench
  }

  @Test("is stored once as built, also when it comes again within a day or after")
  func duplicates() {
    var bench = bench()
    bench.fail(.ingress, .deliveredTwice, .nth(1...1))
    bench.trigger(at: .hours(30), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.delivered == 3 + 1 + 3)
    #expect(outcome.counts.payloadRows == 7)
    #expect(outcome.counts.stored == 3)
    #expect(outcome.counts.captureDuplicates == 4)
    let drops = outcome.milestones(.itemDropped).map(\.drop)
    #expect(drops == [.idempotency, .sourceID, .sourceID, .sourceID])
  }

  @Test("is stored again in the runbook when it comes after a day")
  func runbookDuplicates() {
    var bench = Bench([.release: 3], .runbook)
    bench.trigger(types: ["release"])
    bench.trigger(at: .hours(30), types: ["release"])
    let outcome = bench.run()
    #expect(outcome.counts.stored == 6)
    #expect(outcome.counts.duplicateStored == 3)
    bench.profile.console.databaseDedup = true
    #expect(bench.run().counts.stored == 3)
  }

  @Test("is dropped where points are too few")
  func significance() {
    var closed = bench(.issue)
    closed.profile.items.closedPerMille = 1000
    closed.profile.console.significanceThreshold = 41
    let filtered = closed.run().counts
    #expect(filtered.captureFiltered == 3)
    #expect(filtered.missing == 3 && filtered.filteredOnPurpose == 3 && filtered.lost == 0)
    closed.profile.console.significanceThreshold = 40
    #expect(closed.run().counts.stored == 3)
    var issue = bench(.issue)
    issue.profile.items.closedPerMille = 1000
    #expect(issue.run().counts.stored == 3)
    issue.profile.console.significanceThreshold = 41
    #expect(issue.run().counts.captureFiltered == 3)
  }

  @Test("is lost when its capture cannot start within a minute, or end within its time")
  func startTimeout() {
    var bench = bench(.release, 60)
    bench.profile.console.perWorkspace = 1
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.delivered == 60)
    #expect(outcome.counts.captureLost > 0)
    #expect(outcome.counts.stored + outcome.counts.captureLost == 60)
    #expect(outcome.counts.missing == outcome.counts.captureLost)
    #expect(outcome.counts.lost == outcome.counts.missing)
    let (late, slow) = (ItemDrop.startTimeout, ItemDrop.finishTimeout)
    #expect(outcome.lostTo[Int(late.rawValue)] > 0)
    #expect(
      outcome.lostTo[Int(late.rawValue)] + outcome.lostTo[Int(slow.rawValue)]
        == outcome.counts.lost)
    #expect(
      outcome.milestones(.itemDropped).allSatisfy { $0.drop == late || $0.drop == slow })
  }

  @Test("collides with the same number of another repository, as built", arguments: [false, true])
  func sourceIDs(_ keepsName: Bool) {
    var bench = bench()
    bench.profile.items.closedPerMille = 1000
    bench.profile.gateway.keepsRepositoryName = keepsName
    bench.world.repositories[0].tags = "v"
    var second = bench.world.repositories[0]
    second.name = "acme/second"
    bench.world.repositories.append(second)
    let outcome = bench.run()
    #expect(outcome.counts.delivered == 6)
    #expect(outcome.counts.stored == (keepsName ? 6 : 3))
    #expect(outcome.counts.missing == (keepsName ? 0 : 3))
    #expect(outcome.counts.lost == outcome.counts.missing)
  }

  @Test(
    "collides only where the numbers of two repositories overlap",
    arguments: [(1, 3), (2, 4), (3, 5), (4, 6), (900, 6)])
  func overlappingNumbers(firstNumber: Int, stored: Int) {
    var bench = bench(.pullRequest)
    bench.profile.items.closedPerMille = 1000
    var second = bench.world.repositories[0]
    second.name = "acme/second"
    second.firstNumber = firstNumber
    bench.world.repositories.append(second)
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.delivered == 6)
    #expect(outcome.counts.stored == stored)
  }

  @Test(
    "can be struck on its way by its page, its place and its round",
    arguments: [Wire.ingress, .ingressStep, .capture], [1, 2])
  func placedFaults(_ wire: Wire, round: Int) {
    var bench = bench(.release, 12)
    bench.profile.provider.pageSize = 5
    bench.profile.console.perWorkspace = 100
    bench.trigger(at: .hours(48), types: ["release"])
    bench.fail(wire, .status(500)) {
      $0.pages = 2...2
      $0.items = 3...3
      $0.rounds = round...round
    }
    let outcome = bench.run()
    #expect(outcome.isSound)
    let isDead = wire == .ingress
    let losses = outcome.milestones(isDead ? .itemDeadLettered : .itemDropped).filter {
      isDead || $0.drop == (wire == .capture ? .captureFailed : .ingressFailed)
    }
    // Behind the five items of the first page it is the third.
    #expect(losses.map(\.item) == [7])
    #expect(outcome.counts.undelivered == 0 && outcome.counts.missing == 0)
  }

  @Test("begins two captures when the ingress step's reply is lost")
  func capturedTwice() {
    var bench = bench()
    bench.fail(.ingressStep, .lostReply, .nth(3...3))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.stored == 3)
    bench.profile.console.capture = .direct
    let direct = bench.run()
    #expect(direct.isSound)
    #expect(direct.counts.stored >= 3)
  }

  @Test("takes its own place in the counts when a step is executed twice")
  func repeatedExecutions() {
    var bench = bench()
    bench.fail(.ingressStep, .lostReply, .nth(9...9))
    let captured = bench.run().counts
    #expect(captured.repeatedCaptures == 1 && captured.captureDuplicates == 1)
    #expect(captured.delivered + 1 == captured.stored + captured.captureDuplicates)
    bench.faults = []
    bench.fail(.ingress, .deliveredTwice, .nth(1...1))
    let delivered = bench.run().counts
    #expect(delivered.repeatedDeliveries == 1)
    #expect(delivered.published + 1 == delivered.delivered)
    bench.faults = []
    bench.profile.engine.responseLossPerMillion = 200_000
    let stored = bench.run().counts
    #expect(stored.repeatedStores > 0 && stored.duplicateStored > 0)
    #expect(
      stored.delivered + stored.repeatedCaptures + stored.repeatedStores
        == stored.stored + stored.captureDuplicates + stored.captureLost)
  }

  @Test("fails for good after the workflow's three retries")
  func ingressRetries() {
    var bench = bench(.release, 1)
    bench.fail(.ingressStep, .status(500))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.captureLost == 1)
    #expect(outcome.endedAt > .zero + .seconds(12 + 148 + 1808))
  }

  @Test(
    "of a live webhook arrives only where the queue takes its id",
    arguments: [LiveDedupID.colon, .plain])
  func live(_ id: LiveDedupID) {
    var bench = Bench([.release: 1])
    bench.profile.gateway.liveDedupID = id
    bench.at(.seconds(1), .createItems(repository: 0, entityType: .release, count: 2))
    bench.trigger(at: .hours(1), types: ["release"])
    bench.at(.hours(2), .createItems(repository: 0, entityType: .release, count: 2))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.fetched == 3)
    #expect(outcome.counts.expected == 5)
    #expect(outcome.counts.missing == (id == .colon ? 2 : 0))
  }
}
