import SimKernel
import Testing

@testable import PipelineModel

@Suite("FaultIndex")
struct FaultIndexTests {
  private let random = RandomKey(seed: 11)

  private func context(item: Int32 = 4) -> FaultContext {
    FaultContext(
      installation: 1, unit: UnitOfWork(repository: 2, entityType: .issue), page: 3, item: item,
      attempt: 2, round: 1, step: StepID(.dispatch, 3))
  }

  private func strikes(_ wire: Wire = .post, _ set: (inout Fault.Target) -> Void) -> Bool {
    var fault = Fault(wire: .post, effect: .lostReply)
    set(&fault.target)
    var index = FaultIndex([fault], random: random)
    return index.meet(wire, context(), at: .zero)?.effect == .lostReply
  }

  @Test("matches every field of the target, and nothing but its wire")
  func targets() {
    #expect(Wire.allCases.filter { strikes($0) { _ in } } == [.post])
    #expect((0...2).map { n in strikes { $0.installation = n } } == [false, true, false])
    #expect((1...3).map { n in strikes { $0.repository = n } } == [false, true, false])
    #expect(EntityType.allCases.filter { type in strikes { $0.entityType = type } } == [.issue])
    #expect((2...4).map { n in strikes { $0.pages = n...n } } == [false, true, false])
    #expect((3...5).map { n in strikes { $0.items = n...n } } == [false, true, false])
    #expect((1...3).map { n in strikes { $0.attempts = n...n } } == [false, true, false])
    #expect((1...3).map { n in strikes { $0.rounds = n...n } } == [true, false, false])
    let steps = StepName.allCases.filter { step in strikes { $0.step = step } }
    #expect(steps == [.dispatch])
    #expect(strikes { ($0.pages, $0.items) = (1...3, 4...9) })
    #expect(!strikes { ($0.pages, $0.items) = (1...3, 5...9) })
  }

  @Test("gives the first fault that strikes, and all of them count")
  func first() {
    let window = Fault.Trigger.window(from: .zero, to: .zero + .seconds(9))
    var index = FaultIndex(
      [
        Fault(wire: .fetch, trigger: .nth(2...2), effect: .status(500)),
        Fault(wire: .fetch, trigger: .nth(2...3), effect: .hang),
        Fault(wire: .fetch, trigger: window, effect: .lostReply),
      ], random: random)
    let effects = (1...5).map {
      index.meet(.fetch, context(), at: .zero + .seconds(2 * $0))?.effect
    }
    #expect(effects == [.lostReply, .status(500), .hang, .lostReply, nil])
    #expect(index.strikes == [1, 1, 2])
  }

  @Test("strikes about as often as its probability says, in any order the same calls")
  func probability() {
    let fault = Fault(wire: .post, trigger: .probability(perMillion: 250_000), effect: .hang)
    func struck(_ items: [Int32]) -> Set<Int32> {
      var index = FaultIndex([fault], random: random)
      return Set(items.filter { index.meet(.post, context(item: $0), at: .zero) != nil })
    }
    let forwards = struck(Array(0..<4000))
    #expect((850...1150).contains(forwards.count))
    #expect(struck((0..<4000).reversed()) == forwards)
  }

  @Test("draws anew for a call that is made again")
  func again() {
    let fault = Fault(wire: .mark, trigger: .probability(perMillion: 500_000), effect: .hang)
    var index = FaultIndex([fault], random: random)
    let draws = (0..<64).map { _ in index.meet(.mark, context(), at: .zero) != nil }
    #expect(draws.contains(true) && draws.contains(false))
  }

  @Test("knows when its fault struck, and strikes otherwise from then on")
  func strikeTimes() {
    var index = FaultIndex([Fault(wire: .post, effect: .hang)], random: random)
    #expect(index.strikeTimes[0].second == .distantFuture)
    let times = (1...3).map { SimTime.zero + .seconds($0) }
    for time in times {
      _ = index.meet(.post, context(), at: time + .milliseconds(5), made: time)
    }
    #expect(index.strikeTimes[0].second == times[1] && index.strikeTimes[0].last == times[2])
    #expect(index.strikeTimes[0].latestArrival == times[2] + .milliseconds(5))
    index.change(.nth(1...3))
    #expect(index.meet(.post, context(), at: times[2]) == nil)
  }
}
