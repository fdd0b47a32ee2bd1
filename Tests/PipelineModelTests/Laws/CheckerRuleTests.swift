import SimKernel
import Testing

@testable import PipelineModel

/// What must be over at the end, and what must add up.
@Suite("A run that ended by itself")
struct CheckerRuleTests {
  private func finished() -> (pipeline: Pipeline, end: SimTime) {
    var bench = Bench([.issue: 3])
    bench.trigger()
    var simulation = bench.experiment.simulation()
    let outcome = simulation.finish(bench.experiment)
    #expect(outcome.isSound)
    var pipeline = simulation.model
    pipeline.makeOwnIfCopied()
    pipeline.engine.begin()
    return (pipeline, outcome.endedAt)
  }

  private static let unit = UnitOfWork.only(.issue)

  @Test("has no open run, message, capture or post; one that was cut off may")
  func nothingIsLeft() {
    var (pipeline, end) = finished()
    func left(_ stop: StopReason = .noMoreEvents) -> [String] {
      NothingIsLeft.check(pipeline, stop, end)
    }
    #expect(left() == [])
    pipeline.engine.openRuns[1].add(1, at: end)
    #expect(left() == ["1 runs are open although nothing can happen"])
    pipeline.engine.openRuns[1].add(-1, at: end)
    pipeline.ledger.capturedAgain(Self.unit.index)
    #expect(left() == ["1 captures are under way although nothing can happen"])
    pipeline.ledger.posted(Self.unit.index)
    _ = pipeline.queue.publish(
      MessageQueue.Message(topic: .ingress, subject: 0, unit: Self.unit, detail: -1))
    #expect(
      left() == [
        "1 messages are in flight although nothing can happen",
        "1 captures are under way although nothing can happen",
        "1 posts are unanswered although nothing can happen",
      ])
    #expect(left(.eventLimit) == [])
  }

  @Test("fetched no page more than its windows hold", arguments: [(5_000, 0), (5_001, 1)])
  func pagesOfAWindow(_ pages: Int32, _ found: Int) throws {
    var (pipeline, end) = finished()
    let workers = pipeline.runs.indices.filter { pipeline.runs[$0].function == .worker }
    for worker in workers { pipeline.runs[worker].pages = 0 }
    pipeline.runs[try #require(workers.first)].pages = pages
    #expect(FluidBound.check(pipeline, .noMoreEvents, end).count == found)
  }

  @Test("has a ledger that is balanced, unit by unit")
  func ledger() {
    var (pipeline, end) = finished()
    #expect(LedgerBalances.check(pipeline, .noMoreEvents, end) == [])
    pipeline.ledger.answered(.accepted, Self.unit.index)
    let unit = "the ledger of unit \(Self.unit.index) is unbalanced"
    #expect(
      LedgerBalances.check(pipeline, .noMoreEvents, end) == [
        "\(unit): accepted 4 > published 3", "\(unit): a hop gave out more than it took",
      ])
    _ = pipeline.ledger.stored(0, Self.unit.index, again: true, at: end)
    pipeline.ledger.expect(0, Self.unit.index)
    end = .zero
    #expect(LedgerBalances.check(pipeline, .noMoreEvents, end).count == 2)
  }
}
