import SimKernel
import Testing

@testable import PipelineModel

/// How the app's steps are executed, and what the engine's limits count (engine-facts 1.10, 6.2,
/// 13.3–13.5).
@Suite("Steps")
struct ExecutionTests {
  private func bench(_ releases: Int, _ change: (inout Profile) -> Void = { _ in }) -> Bench {
    var bench = Bench([.release: releases])
    bench.profile.provider.pageSize = 5
    bench.profile.items.closedPerMille = 1000
    change(&bench.profile)
    bench.trigger(types: ["release"])
    return bench
  }

  @Test("share a request with checkpoints, and deliver the same items")
  func checkpoints() throws {
    let apart = bench(12).run()
    let together = bench(12) { $0.engine.execution = .checkpoint }.run()
    #expect(apart.isSound && together.isSound)
    #expect(apart.counts.delivered == 12 && together.counts.delivered == 12)
    let (one, other) = try (
      #require(apart.runs(of: .worker).first), #require(together.runs(of: .worker).first)
    )
    // A token, three pages fetched and dispatched, a completion: eight steps, and the return.
    #expect(one.steps == 8 && other.steps == 8)
    #expect(one.attempts == 9 && other.attempts == 1)
    // No gap between steps but the checkpoint.
    let saved = (one.endedAt - one.startedAt) - (other.endedAt - other.startedAt)
    #expect(saved >= .milliseconds(8 * 50 - 8 * 3) && saved < .seconds(1), "\(saved)")
  }

  @Test("leave the next one to another request when it has run for its time")
  func maxRuntime() throws {
    let outcome = bench(12) {
      $0.engine.execution = .checkpoint
      $0.engine.maxRuntime = .milliseconds(1200)
    }.run()
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(outcome.isSound && outcome.counts.delivered == 12)
    // Token 0.1, fetch 1, dispatch 0.5 s: the third and the sixth step end past 1.2 s.
    #expect(worker.attempts == 4)
    #expect(worker.steps == 8)
    // The last request has no next step: it returns.
    let long = bench(5) {
      $0.engine.execution = .checkpoint
      $0.engine.maxRuntime = .milliseconds(1)
    }.run()
    let last = try #require(long.runs(of: .worker).first)
    #expect(last.attempts == last.steps && last.steps > 3)
  }

  @Test("notice a cancel at the next checkpoint")
  func cancel() throws {
    var bench = bench(40) { $0.engine.execution = .checkpoint }
    bench.at(.seconds(5), .cancel(CancelRequest(installationID: .string("main"))))
    let outcome = bench.run()
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(outcome.isSound && worker.outcome == .cancelled)
    #expect(worker.attempts == 1)
    // The page under way is dispatched to its end; the next is not begun.
    #expect(outcome.counts.delivered % 5 == 0)
    #expect(outcome.counts.delivered > 0 && outcome.counts.delivered < 40)
  }

  @Test("a limit on runs lets a second worker wait for the first one's end")
  func runLimits() {
    func workers(_ counts: FunctionConcurrencyCounts) -> [RunRecord] {
      var bench = bench(12) {
        $0.worker.perOrganisation = 1
        $0.worker.concurrencyCounts = counts
      }
      bench.trigger(at: .seconds(1), types: ["release"])
      bench.fail(.fetch, .status(500), .nth(1...1))
      let outcome = bench.run()
      #expect(outcome.isSound)
      return outcome.runs(of: .worker)
    }
    let (apart, mixed) = (workers(.runs), workers(.engine))
    #expect(apart.count == 2 && mixed.count == 2)
    #expect(apart[1].startedAt >= apart[0].endedAt)
    #expect(mixed[1].startedAt < mixed[0].endedAt)
  }

  @Test("of two functions share the slots of a limit with scope account")
  func sharedLimit() throws {
    func most(_ scope: LimitScope) -> Int {
      let outcome = bench(12) {
        $0.worker.global = 1
        $0.worker.globalScope = scope
      }.run()
      #expect(outcome.isSound && outcome.counts.delivered == 12)
      let names = outcome.limits.map(\.name)
      #expect(names.contains("orchestrator.global") == (scope == .function))
      let record = outcome.limits.first { $0.name == "worker.global" }
      #expect(record?.maximum == 1)
      return record?.taken ?? 0
    }
    #expect(most(.account) > most(.function))
  }

  @Test("begin later when the engine takes in one event after the other")
  func ingestion() throws {
    func last(_ perEvent: SimDuration) throws -> SimTime {
      var bench = Bench([.release: 60])
      bench.profile.items.closedPerMille = 1000
      bench.profile.engine.ingestPerEvent = perEvent
      bench.trigger(types: ["release"])
      let outcome = bench.run()
      #expect(outcome.isSound && outcome.counts.delivered == 60)
      return try #require(outcome.milestones(.runCreated).last).time
    }
    #expect(try last(.milliseconds(500)) > last(.zero) + .seconds(1))
  }
}
