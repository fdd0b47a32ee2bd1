import SimKernel
import Testing

@testable import PipelineModel

/// The message queue's schedule and what it gives up (pipeline-facts §2).
@Suite("The queue")
struct QueueLawTests {
  private static let delays: [SimDuration] = [
    .seconds(12), .seconds(2 * 60 + 28), .seconds(30 * 60 + 8), .seconds(6 * 3600 + 7 * 60 + 6),
    .hours(24), .hours(24),
  ]

  private func gaps(_ outcome: Outcome) -> [SimDuration] {
    let times = outcome.milestones(.delivered).map(\.time)
    return zip(times.dropFirst(), times).map { $0 - $1 }
  }

  @Test("repeats an item five times, then gives it up")
  func ingress() {
    var bench = Bench([.release: 1])
    bench.trigger(types: ["release"])
    bench.fail(.ingress, .status(503))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(gaps(outcome) == Array(Self.delays.prefix(5)))
    #expect(outcome.counts.deadLettered == 1)
    #expect(outcome.counts.undelivered == 1)
  }

  @Test("repeats as often as it is told, the last delay again and again", arguments: 0...7)
  func retries(_ retries: Int) {
    var bench = Bench([.release: 1])
    bench.profile.queue.ingressRetries = retries
    bench.trigger(types: ["release"])
    bench.fail(.ingress, .lostRequest)
    let outcome = bench.run()
    let expected = (0..<retries).map { Self.delays[min($0, 4)] }
    #expect(gaps(outcome) == expected)
    #expect(outcome.counts.deadLettered == 1)
  }

  @Test(
    "repeats a trigger three times, also after a redirect or a 4xx",
    arguments: [302, 400, 401, 500])
  func trigger(_ status: Int) {
    var bench = Bench([.release: 1], connected: false)
    bench.at(.zero, .connect(installation: 0))
    bench.fail(.trigger, .status(status))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(gaps(outcome) == Array(Self.delays.prefix(3)))
    #expect(outcome.milestones(.deadLetter).count == 1)
    #expect(outcome.runs.isEmpty)
    #expect(outcome.counts.expected == 1)
    #expect(outcome.counts.undelivered == 1)
  }

  @Test("delivers again what was acknowledged, but once only")
  func deliveredTwice() {
    var bench = Bench([.release: 3], .runbook)
    bench.trigger(types: ["release"])
    bench.fail(.ingress, .deliveredTwice)
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.counts.published == 3)
    #expect(outcome.counts.delivered == 6)
    #expect(outcome.counts.duplicateStored == 3)
  }

  @Test("starts a second run when a trigger's acknowledgement is lost")
  func lostAcknowledgement() {
    var bench = Bench([.release: 3], connected: false)
    bench.profile.connections.linkAtConnect = true
    bench.at(.zero, .connect(installation: 0))
    bench.fail(.trigger, .lostReply, .nth(1...1))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.runs(of: .orchestrator).count == 2)
    #expect(outcome.counts.accepted == 3)
    #expect(outcome.counts.duplicateRefused == 3)
  }

  @Test("is given a new connection's trigger, or the failure is logged")
  func notify() {
    var bench = Bench([.release: 3], connected: false)
    bench.at(.zero, .connect(installation: 0))
    bench.fail(.notify, .status(429))
    let outcome = bench.run()
    #expect(outcome.milestones(.notifyFailed).count == 1)
    #expect(outcome.answers.map(\.status) == [200])
    #expect(outcome.runs.isEmpty)
  }

  @Test("is asked six times when its connection breaks, 50·e^k ms apart")
  func publishRetries() {
    var bench = Bench([.release: 3], connected: false)
    bench.at(.zero, .connect(installation: 0))
    bench.fail(.notify, .lostRequest)
    let outcome = bench.run()
    let total = SimDuration.milliseconds([60, 50, 136, 369, 1004, 2730].reduce(0, +))
    #expect(outcome.answers.map(\.at) == [SimTime.zero + total])
    #expect(outcome.milestones(.notifyFailed).count == 1)
  }
}
