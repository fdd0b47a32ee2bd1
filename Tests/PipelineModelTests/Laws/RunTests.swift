import SimKernel
import Testing

@testable import PipelineModel

/// Retries, limits, timeouts and cancellation of runs (engine-facts 3–5, 7, 10).
@Suite("A run")
struct RunTests {
  @Test(
    "counts what it dispatched inside a memoized step, so as built it reports none",
    arguments: Profile.Name.allCases)
  func dispatchCount(_ name: Profile.Name) {
    var bench = Bench([.pullRequest: 120, .release: 5], name)
    bench.trigger(types: ["pull_request", "release"])
    let outcome = bench.run()
    let results = outcome.orchestratorResults
    #expect(results.map(\.success) == [true])
    #expect(results.map(\.eventsDispatched) == [name == .runbook ? 125 : 0])
    #expect(results.map(\.eventsProduced) == [125])
  }

  @Test("is told of its units by the workers of any run of its connection (§5)")
  func waitsForAnyOrganisation() throws {
    var bench = Bench([.pullRequest: 250])
    bench.world.organisations.append(World.Organisation(name: "other"))
    // Otherwise the second worker, whose posts are duplicates, is done first.
    bench.profile.gateway.duplicateShare = 1000
    bench.trigger(types: ["pull_request"])
    bench.trigger(at: .seconds(2), types: ["pull_request"], organisation: "other")
    let outcome = bench.run()
    #expect(outcome.isSound)
    let orchestrators = outcome.runs(of: .orchestrator)
    let workers = outcome.runs(of: .worker)
    #expect(orchestrators.count == 2 && workers.count == 2)
    let second = try #require(orchestrators.last)
    #expect(second.endedAt >= workers[0].endedAt && second.endedAt < workers[1].endedAt)
  }

  @Test("retries a failing step after 15, 30 and 60 s, then tells the orchestrator")
  func retries() throws {
    var bench = Bench([.pullRequest: 250])
    bench.trigger(types: ["pull_request"])
    bench.fail(.fetch, .status(500)) { $0.pages = 2...2 }
    let outcome = bench.run()
    #expect(outcome.isSound)
    let worker = try #require(outcome.runs(of: .worker).first)
    let failed = outcome.milestones(.attemptFailed).filter { $0.step.name == .fetch }.map(\.time)
    let gaps = zip(failed.dropFirst(), failed).map { $0 - $1 }
    // Besides the backoff: the request's overhead and the fetch itself.
    let request = bench.profile.engine.requestOverhead + .seconds(1)
    let backoff: [SimDuration] = [.seconds(15), .seconds(30), .minutes(1)]
    #expect(gaps == backoff.map { $0 + request })
    #expect(worker.failure == .status(500))
    #expect(worker.attempts == 1 + 2 + 4 + 1)
    #expect(outcome.counts.accepted == 100)
    #expect(outcome.counts.undelivered == 150)
    let result = try #require(outcome.orchestratorResults.first)
    #expect(result.results?.map(\.error) == [.status(500)])
    #expect(result.at - worker.endedAt < .seconds(2))
  }

  @Test("is cancelled with its orchestrator, and nobody hears of it")
  func cancel() throws {
    var bench = Bench([.pullRequest: 150])
    bench.trigger(types: ["pull_request"])
    bench.at(.seconds(5), .cancel(CancelRequest(installationID: .string("main"))))
    let outcome = bench.run()
    #expect(outcome.isSound)
    #expect(outcome.runs.map(\.outcome) == [.cancelled, .cancelled])
    #expect(outcome.orchestratorResults.isEmpty)
    // The step in flight goes on to its end; there is no further one.
    #expect(outcome.counts.accepted == 100)
    #expect(outcome.runs(of: .worker).map(\.pages) == [1])
    #expect(outcome.milestones(.cancelActed).map(\.event) == [.cancelActed(runs: 2)])
  }

  @Test("survives a cancel that was accepted before it existed")
  func earlyCancel() {
    var bench = Bench([.release: 5])
    bench.at(.zero, .cancel(CancelRequest(installationID: .string("main"))))
    bench.trigger(types: ["release"])
    let outcome = bench.run()
    #expect(outcome.runs.map(\.outcome) == [.completed, .completed])
    #expect(outcome.counts.accepted == 5)
  }

  @Test(
    "that its timeout ends keeps the orchestrator waiting four hours, as built",
    arguments: Profile.Name.allCases)
  func finishTimeout(_ name: Profile.Name) throws {
    var bench = Bench([.pullRequest: 150], name)
    bench.profile.worker.finishTimeout = .seconds(5)
    bench.trigger(types: ["pull_request"])
    let outcome = bench.run()
    #expect(outcome.isSound)
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(worker.outcome == .finishTimeout)
    #expect(worker.endedAt - worker.startedAt == .milliseconds(5020))
    let result = try #require(outcome.orchestratorResults.first)
    #expect(!result.success)
    let error = result.results?.first?.error
    #expect(error == (name == .runbook ? .finishTimeout : .waitTimeout))
    #expect((result.at > .zero + .hours(4)) == (name == .asBuilt))
    #expect(outcome.runs(of: .workerFailure).count == (name == .runbook ? 1 : 0))
  }

  @Test("waits behind a full limit until its start timeout")
  func startTimeout() throws {
    var bench = Bench([.pullRequest: 10, .issue: 10, .release: 10])
    bench.profile.worker.perOrganisation = 1
    // The first step of the first worker takes longer than the others may wait for theirs.
    bench.profile.wires.connections = .constant(.seconds(65))
    bench.profile.worker.startTimeout = .minutes(1)
    bench.profile.console.capture = .direct
    bench.trigger()
    let outcome = bench.run()
    #expect(outcome.isSound)
    let workers = outcome.runs(of: .worker)
    #expect(workers.filter { $0.outcome == .startTimeout }.count == 2)
    #expect(workers.filter { $0.outcome == .completed }.count == 1)
    #expect(outcome.runs(of: .workerFailure).isEmpty)
    #expect(outcome.counts.undelivered == 20)
    let result = try #require(outcome.orchestratorResults.first)
    #expect(result.results?.filter { $0.error == .waitTimeout }.count == 2)
    #expect(result.at > .zero + .hours(4))
  }

  @Test("fails when its state outgrows 32 MiB", arguments: Profile.Name.allCases)
  func stateOverflow(_ name: Profile.Name) throws {
    var bench = Bench([.pullRequest: 1650], name)
    bench.profile.console.capture = .direct
    bench.recording = .milestones
    bench.trigger(types: ["pull_request"])
    let outcome = bench.run()
    let worker = try #require(outcome.runs(of: .worker).first)
    let pages = (32 << 20) / (22_000 * 100)
    #expect(pages == 15)
    #expect(worker.failure == (name == .runbook ? .none : .stateOverflow))
    #expect(outcome.counts.accepted == (name == .runbook ? 1650 : pages * 100))
  }

  @Test("fails at a wait that the engine does not take", arguments: Profile.Name.allCases)
  func waitTooLong(_ name: Profile.Name) throws {
    for (days, fails) in [(366, false), (367, true)] {
      var bench = Bench([.issue: 20], name)
      bench.profile.orchestrator.waitTimeout = .days(days)
      bench.trigger(types: ["issue"])
      let orchestrator = try #require(bench.run().runs(of: .orchestrator).first)
      #expect(orchestrator.failure == (fails && name == .asBuilt ? .waitTooLong : .none))
    }
  }

  @Test("fails at a sleep that the engine does not take")
  func sleepTooLong() throws {
    for (days, failure) in [(300, Failure.none), (400, .waitTooLong)] {
      var bench = Bench([.issue: 250])
      bench.profile.provider.rateLimit = Rate(count: 2, period: .days(days))
      bench.profile.worker.finishTimeout = .zero
      bench.profile.orchestrator.finishTimeout = .zero
      bench.profile.orchestrator.waitTimeout = .days(366)
      bench.profile.connections.tokenLifetime = .days(1000)
      bench.trigger(types: ["issue"])
      let worker = try #require(bench.run().runs(of: .worker).first)
      #expect(worker.failure == failure)
    }
  }

  @Test("keeps its state small with references")
  func references() {
    var bench = Bench([.pullRequest: 1650])
    bench.profile.console.capture = .direct
    bench.recording = .counts
    bench.profile.worker.stepOutput = .reference
    bench.trigger(types: ["pull_request"])
    #expect(bench.run().counts.accepted == 1650)
  }

  @Test("fails without a retry when a step returns more than 4 MiB", arguments: [-1, 0, 1])
  func stepOutput(_ over: Int) throws {
    var bench = Bench([.pullRequest: 1])
    bench.profile.items.pullRequestBytes = (4 << 20) + over
    bench.trigger(types: ["pull_request"])
    let worker = try #require(bench.run().runs(of: .worker).first)
    #expect(worker.failure == (over > 0 ? .stepOutput : .none))
    #expect(worker.attempts == (over > 0 ? 2 : 2 + 3))
  }

  @Test("ends before its thousandth step: 498 pages do, 499 do not", arguments: [498, 499])
  func stepLimit(_ pages: Int) throws {
    var bench = Bench([.pullRequest: pages - 1])
    bench.profile.provider.pageSize = 1
    bench.profile.console.capture = .direct
    bench.recording = .counts
    bench.trigger(types: ["pull_request"])
    let outcome = bench.run()
    let worker = try #require(outcome.runs(of: .worker).first)
    #expect(worker.pages == Int32(pages))
    #expect(worker.outcome == (pages == 498 ? .completed : .failed))
    #expect(worker.failure == (pages == 498 ? .none : .stepOverflow))
    #expect(outcome.counts.accepted == pages - 1)
  }
}
