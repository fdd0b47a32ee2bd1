import Testing

@testable import Scenarios

@Suite("A search for where an answer turns")
struct TurnSearchTests {
  /// The numbers in the order in which they were asked.
  private final class Asked {
    var numbers: [Int64] = []
  }

  private func search(
    _ asked: Asked = Asked(), _ holds: @escaping (Int64) -> Bool
  ) -> TurnSearch<Bool> {
    TurnSearch { number in
      asked.numbers.append(number)
      return holds(number)
    }
  }

  @Test("doubles and halves to the last number that holds", arguments: [1, 2, 999, 1000, 54_321])
  func doubled(_ threshold: Int64) {
    let asked = Asked()
    var search = search(asked) { $0 <= threshold }
    #expect(search.doubled(from: 1, to: 100_000, floor: 0, \.self) == threshold)
    #expect(Set(asked.numbers).count == asked.numbers.count)
    _ = search.holes(below: threshold, above: 0, \.self)
    #expect(asked.numbers.count <= TurnSearch<Bool>.mostAsked(to: 100_000, properties: 1))
  }

  @Test("goes to the largest number there is")
  func largest() {
    var all = search { _ in true }
    #expect(all.doubled(from: 1, to: .max, floor: 0, \.self) == .max)
    #expect(all.holes(below: .max, above: 0, \.self).isEmpty)
  }

  @Test("ends at the end where all hold, and at the floor where none does")
  func ends() {
    var all = search { _ in true }
    #expect(all.doubled(from: 3, to: 1000, floor: 0, \.self) == 1000)
    #expect(all.answers.keys.sorted() == [3, 6, 12, 24, 48, 96, 192, 384, 768, 1000])
    let asked = Asked()
    var none = search(asked) { _ in false }
    #expect(none.doubled(from: 8, to: 1000, floor: 0, \.self) == 0)
    #expect(asked.numbers == [8, 4, 2, 1])
  }

  @Test("finds holes below the number it found")
  func holes() {
    var search = search { $0 < 160 && $0 != 139 }
    #expect(search.doubled(from: 10, to: 1000, floor: 0, \.self) == 159)
    #expect(search.holes(below: 159, above: 0, \.self) == [139])
  }

  @Test("spreads over the orders of magnitude, both ends among them, and halves the first change")
  func spread() {
    for threshold: Int64 in [1, 2, 999, 54_321, 99_998] {
      var search = search { $0 > threshold }
      search.spread(over: 1...100_000, count: 7, \.self)
      #expect(search.answers[threshold] == false && search.answers[threshold + 1] == true)
      #expect(search.answers[1] != nil && search.answers[100_000] != nil)
    }
    let asked = Asked()
    var same = search(asked) { _ in true }
    same.spread(over: 1...1024, count: 6, \.self)
    #expect(asked.numbers == [1, 3, 15, 63, 255, 1024])
    var few = search { _ in true }
    few.spread(over: 5...5, count: 7, \.self)
    #expect(few.answers == [5: true])
  }

  @Test("halves in steps, also below zero, and does not ask for what is known")
  func steps() {
    let asked = Asked()
    var search = TurnSearch(known: [-1_500_000: true, 98_500_000: false]) { number in
      asked.numbers.append(number)
      return number < 42_000_000
    }
    let turn = search.halved(-1_500_000, 98_500_000, step: 1_000_000, \.self)
    #expect(turn.last == 41_500_000 && turn.next == 42_500_000)
    #expect(asked.numbers.allSatisfy { $0 > -1_500_000 && $0 < 98_500_000 })
    #expect(search.answers.count == asked.numbers.count + 2)
  }
}
