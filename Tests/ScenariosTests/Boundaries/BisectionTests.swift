import Testing

@testable import Scenarios

@Suite struct BisectionTests {
  @Test(arguments: [1, 2, 999, 1000, 54_321, 99_998] as [Int64])
  func findsAThresholdExactly(_ threshold: Int64) {
    for (geometric, holdsBelow) in [(false, true), (true, true), (false, false), (true, false)] {
      let search = Bisection(1...100_000, geometric: geometric) { ($0 <= threshold) == holdsBelow }
      #expect(search.isMonotone)
      #expect(search.change?.before == .init(value: threshold, holds: holdsBelow))
      #expect(search.change?.after == .init(value: threshold + 1, holds: !holdsBelow))
    }
  }

  @Test func staysOnTheGridOfTheResolution() {
    let search = Bisection(500...100_500, resolution: 1000) { $0 < 42_000 }
    #expect(search.samples.allSatisfy { ($0.value - 500) % 1000 == 0 })
    #expect(search.change?.before.value == 41_500)
    #expect(search.change?.after.value == 42_500)
  }

  @Test func findsNoChangeWhereThereIsNone() {
    var asked = 0
    let search = Bisection(1...1000, points: 5) { _ in
      asked += 1
      return true
    }
    #expect(search.change == nil)
    #expect(search.isMonotone)
    #expect(asked == 5)
    #expect(search.samples.map(\.value) == [1, 250, 500, 750, 1000])
  }

  @Test func saysWhenTheAnswerIsNotMonotone() {
    let search = Bisection(0...60) { $0 < 15 || 35...45 ~= $0 }
    #expect(!search.isMonotone)
    #expect(search.change?.before.value == 14)
    #expect(search.change?.after.value == 15)
  }

  @Test func asksNoMoreThanItHasTo() {
    var asked = 0
    _ = Bisection(0...1_000_000) {
      asked += 1
      return $0 < 777_777
    }
    #expect(asked <= 7 + 18)
  }

  @Test func copesWithARangeOfOneNumber() {
    let search = Bisection(5...5) { _ in false }
    #expect(search.samples == [.init(value: 5, holds: false)])
    #expect(search.change == nil)
  }
}
