import SimKernel
import Testing

@testable import PipelineModel

/// Posts that leave together, counted by hand; in the exact profiles each takes 100 ms.
///
/// Source: pipeline-facts §6.3 (as built they are sequential), §8.
@Suite("Posts at once")
struct BatchTests {
  /// So many releases of one page, so many posts at once.
  private func run(
    _ items: Int, atOnce: Int, _ name: Profile.Name, _ change: (inout Bench) -> Void = { _ in }
  ) -> Outcome {
    var bench = Bench([.release: items], name)
    bench.profile.worker.postsAtOnce = atOnce
    change(&bench)
    bench.trigger(types: ["release"])
    let outcome = bench.run()
    #expect(outcome.isSound)
    return outcome
  }

  /// How many of the first `nth` items' batches have left when the batch of that item has.
  private func left(_ nth: Int, _ items: Int, atOnce: Int) -> Int {
    min(items, (nth + atOnce - 1) / atOnce * atOnce)
  }

  @Test("the next leave when all are answered", arguments: [1, 2, 5, 7, 100])
  func times(_ atOnce: Int) {
    for name in Profile.Name.allCases {
      for items in [1, 5, 6, 12, 99] {
        let outcome = run(items, atOnce: atOnce, name)
        let times = outcome.milestones(.itemAccepted).map(\.time)
        let rounds = (items + atOnce - 1) / atOnce
        #expect(times.last.map { $0 - times[0] } == .milliseconds(100 * (rounds - 1)))
        #expect(Set(times.map(\.microseconds)).count == rounds)
        #expect(outcome.counts.posted == items && outcome.counts.delivered == items)
        #expect(outcome.counts.stored == items && outcome.counts.missing == 0)
      }
    }
  }

  @Test("draw the latencies that they have one after the other")
  func draws() {
    let spread = Distribution.uniform(.milliseconds(90), .milliseconds(150))
    func times(_ atOnce: Int) -> [Int64] {
      let outcome = run(1, atOnce: atOnce, .asBuilt) { $0.profile.wires.post = spread }
      return outcome.milestones(.itemAccepted).map(\.time.microseconds)
    }
    #expect(times(1) == times(5))
    var bench = Bench([.release: 40])
    bench.profile.worker.postsAtOnce = 5
    bench.profile.wires.post = spread
    bench.trigger(types: ["release"])
    // In a batch, answers come in the order of their latencies.
    let order = bench.run().milestones(.itemAccepted).compactMap(\.item)
    #expect(order.sorted() == Array(0..<40) && order != Array(0..<40))
  }

  @Test("one error fails the step, and what left with it is taken", arguments: [1, 3, 5, 8, 12])
  func failure(_ nth: Int) {
    for name in Profile.Name.allCases {
      for atOnce in [1, 5, 8] {
        let outcome = run(12, atOnce: atOnce, name) {
          $0.fail(.post, .status(500), .nth(nth...nth))
        }
        let left = left(nth, 12, atOnce: atOnce)
        #expect(outcome.counts.posted == left + 12)
        #expect(outcome.counts.failedPosts == 1)
        #expect(outcome.counts.duplicateRefused == left - 1)
        #expect(outcome.counts.delivered == 12 && outcome.counts.stored == 12)
        #expect(outcome.milestones(.attemptFailed).count == 1)
      }
    }
  }

  @Test("several errors of a batch are one failure of the step")
  func failures() {
    for name in Profile.Name.allCases {
      let outcome = run(10, atOnce: 5, name) { $0.fail(.post, .status(500), .nth(2...4)) }
      #expect(outcome.counts.failedPosts == 3 && outcome.counts.posted == 5 + 10)
      #expect(outcome.counts.duplicateRefused == 2 && outcome.counts.delivered == 10)
      #expect(outcome.milestones(.attemptFailed).count == 1)
    }
  }

  @Test("a process that dies has sent what left before", arguments: [1, 4, 7])
  func crashes(_ nth: Int) {
    for name in Profile.Name.allCases {
      let before = run(10, atOnce: 5, name) { $0.fail(.post, .crashBefore, .nth(nth...nth)) }
      #expect(before.counts.posted == nth - 1 + 10)
      #expect(before.counts.duplicateRefused == nth - 1 && before.counts.delivered == 10)

      let after = run(10, atOnce: 5, name) { $0.fail(.post, .crashAfter, .nth(nth...nth)) }
      let left = left(nth, 10, atOnce: 5)
      #expect(after.counts.posted == left + 10)
      #expect(after.counts.duplicateRefused == left && after.counts.delivered == 10)
    }
  }

  @Test("one that hangs holds the request until its host ends it")
  func hang() {
    for name in Profile.Name.allCases {
      let outcome = run(10, atOnce: 5, name) { $0.fail(.post, .hang, .nth(2...2)) }
      #expect(outcome.counts.posted == 4 + 10)
      #expect(outcome.counts.duplicateRefused == 4 && outcome.counts.delivered == 10)
      let failed = outcome.milestones(.attemptFailed)
      let first = outcome.milestones(.itemAccepted)[0].time
      // The request began when its posts left, 50 ms before the first arrives.
      #expect(failed.map { $0.time - first } == [.seconds(300) - .milliseconds(50)])
    }
  }

  @Test("lost requests and lost replies differ in what the gateway has", arguments: [1, 5])
  func losses(_ nth: Int) {
    for name in Profile.Name.allCases {
      let request = run(10, atOnce: 5, name) { $0.fail(.post, .lostRequest, .nth(nth...nth)) }
      #expect(request.counts.posted == 4 + 10 && request.counts.duplicateRefused == 4)
      let reply = run(10, atOnce: 5, name) { $0.fail(.post, .lostReply, .nth(nth...nth)) }
      #expect(reply.counts.posted == 5 + 10 && reply.counts.duplicateRefused == 5)
      #expect(request.counts.delivered == 10 && reply.counts.delivered == 10)
    }
  }

  @Test("a deploy in mid-page changes how many", arguments: [(1, 5), (5, 1), (5, 3)])
  func deploy(_ before: Int, _ after: Int) {
    for name in Profile.Name.allCases {
      var bench = Bench([.release: 60], name)
      bench.profile.worker.postsAtOnce = before
      bench.trigger(types: ["release"])
      let whole = bench.run()
      let posts = whole.milestones(.itemAccepted).map(\.time)
      for moment in [posts[0], posts[posts.count / 2]] {
        let experiment = bench.experiment
        var simulation = experiment.simulation()
        simulation.advance(before: moment + .milliseconds(20), of: experiment)
        var profile = bench.profile
        profile.worker.postsAtOnce = after
        #expect(simulation.adopt(profile).isEmpty)
        let outcome = simulation.finish(experiment)
        #expect(outcome.counts.posted == 60 && outcome.counts.delivered == 60)
        #expect(outcome.violations.isEmpty)
      }
    }
  }
}
