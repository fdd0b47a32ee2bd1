import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

@Suite("AgeTable")
struct AgeTableTests {
  /// The ages as the vocabulary defines them, with wide arithmetic.
  private func ages(_ count: Int, _ ages: World.Ages) -> [SimDuration] {
    func spread(_ from: SimDuration, _ to: SimDuration, _ count: Int) -> [SimDuration] {
      (0..<count).map {
        let share = Int128((to - from).microseconds) * Int128(2 * $0 + 1) / Int128(2 * count)
        return from + SimDuration(microseconds: Int64(share))
      }
    }
    switch ages {
    case .spread(let from, let to): return spread(from, to, count)
    case .perDay(let days):
      return days.enumerated().flatMap { spread(.days($0), .days($0 + 1), $1) }
    }
  }

  private func shape(of count: Int, _ dice: inout Dice) -> World.Ages {
    switch dice.number(1...3) {
    case 1: return .spread(from: .zero, to: SimDuration(microseconds: 40))
    case 2:
      let from = dice.duration()
      return .spread(from: from, to: from + .days(dice.number(0...20_000)))
    default:
      var days = [Int](repeating: 0, count: dice.number(1...30))
      for _ in 0..<count { days[dice.number(0...days.count - 1)] += 1 }
      return .perDay(days)
    }
  }

  @Test("gives the ages that the world describes, and counts them")
  func random() {
    for seed in Effort.seeds(debug: 20, release: 500) {
      var dice = Dice(seed: seed)
      let count = dice.number(0...60)
      let shape = shape(of: count, &dice)
      let table = AgeTable(World.ItemGroup(entityType: .release, count: count, ages: shape))
      let expected = ages(count, shape)
      #expect((0..<count).map(table.age(of:)) == expected, "seed \(seed)")
      for limit in expected + [.zero, .days(15), .days(-1), .days(40_000)] {
        for nearby in [limit, limit - .microseconds(1), limit + .microseconds(1)] {
          let young = expected.prefix { $0 <= nearby }.count
          #expect(table.count(notOlderThan: nearby) == young, "seed \(seed)")
        }
      }
    }
  }

  @Test("has no items of no days")
  func empty() {
    let none = AgeTable(World.ItemGroup(entityType: .issue, count: 0, ages: .perDay([])))
    #expect(none.count(notOlderThan: .days(9)) == 0)
  }

  @Test("must be told of as many items as there are")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      _ = AgeTable(World.ItemGroup(entityType: .issue, count: 3, ages: .perDay([1, 1])))
    }
  }
}
