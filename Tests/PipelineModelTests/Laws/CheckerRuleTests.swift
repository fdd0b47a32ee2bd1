import SimKernel
import Testing

@testable import PipelineModel

/// What must be over at the end, and what must add up.
@Suite("A run that ended by itself")
struct CheckerRuleTests {
  private struct Finished: ~Copyable {
    var pipeline: Pipeline
    let end: SimTime

    init() {
      var bench = Bench([.issue: 3])
      bench.trigger()
      var simulation = bench.experiment.simulation()
      let outcome = simulation.finish(bench.experiment)
      #expect(outcome.isSound)
      pipeline = simulation.model.fork()
      end = outcome.endedAt
      pipeline.engine.begin()
    }

    mutating func found(
      _ check: Checkers.Check, _ stop: StopReason = .noMoreEvents
    ) -> [String] {
      check(&pipeline, stop, end)
    }
  }

  private static let unit = UnitOfWork.only(.issue)

  @Test("has no open run, message, capture or post; one that was cut off may")
  func nothingIsLeft() {
    var run = Finished()
    var left = run.found(Checkers.nothingIsLeft)
    #expect(left == [])
    run.pipeline.engine.openRuns[1].add(1, at: run.end)
    left = run.found(Checkers.nothingIsLeft)
    #expect(left == ["1 runs are open although nothing can happen"])
    run.pipeline.engine.openRuns[1].add(-1, at: run.end)
    run.pipeline.accounts.ledger.capturedAgain(Self.unit.index)
    left = run.found(Checkers.nothingIsLeft)
    #expect(left == ["1 captures are under way although nothing can happen"])
    run.pipeline.accounts.ledger.posted(Self.unit.index)
    _ = run.pipeline.queue.publish(
      QueueMessage(topic: .ingress, subject: 0, unit: Self.unit, detail: -1))
    left = run.found(Checkers.nothingIsLeft)
    #expect(
      left == [
        "1 messages are in flight although nothing can happen",
        "1 captures are under way although nothing can happen",
        "1 posts are unanswered although nothing can happen",
      ])
    left = run.found(Checkers.nothingIsLeft, .eventLimit)
    #expect(left == [])
  }

  @Test("fetched no page more than its windows hold", arguments: [(5_000, 0), (5_001, 1)])
  func pagesOfAWindow(_ pages: Int32, _ found: Int) throws {
    var run = Finished()
    let runs = run.pipeline.accounts.runs
    let workers = runs.indices.filter { runs[$0].function == .worker }
    for worker in workers { run.pipeline.accounts.runs[worker].pages = 0 }
    run.pipeline.accounts.runs[try #require(workers.first)].pages = pages
    let broken = run.found(Checkers.fluidBound)
    #expect(broken.count == found)
  }

  @Test("has a ledger that is balanced, unit by unit")
  func ledger() {
    var run = Finished()
    var broken = run.found(Checkers.ledgerBalances)
    #expect(broken == [])
    run.pipeline.accounts.ledger.answered(.accepted, Self.unit.index)
    let unit = "the ledger of unit \(Self.unit.index) is unbalanced"
    broken = run.found(Checkers.ledgerBalances)
    #expect(
      broken == [
        "\(unit): accepted 4 > published 3", "\(unit): a hop gave out more than it took",
      ])
    _ = run.pipeline.accounts.ledger.stored(0, Self.unit.index, again: true, at: run.end)
    run.pipeline.accounts.ledger.expect(0, Self.unit.index)
    broken = run.found(Checkers.ledgerBalances)
    #expect(broken.count == 2)
  }
}
