import Scenarios
import SimKernel
import Testing

@testable import PipelineModel

@Suite("KeyValueStore")
struct KeyValueStoreTests {
  @Test("refuses a key for its lifetime, and refusals do not prolong it")
  func lifetime() {
    var store = KeyValueStore()
    func set(_ second: Int) -> KeyValueStore.Reply {
      store.execute(.setIfAbsent(.word(5), lifetime: .seconds(10)), at: .zero + .seconds(second))
    }
    #expect([0, 9, 10, 19, 20].map(set) == [.ok, .null, .ok, .null, .ok])
    #expect(store.execute(.flush, at: .zero + .seconds(21)) == .ok)
    #expect(set(21) == .ok)
    #expect(store.count == 1)
  }

  @Test("answers as a dictionary of ends of life does", arguments: [false, true])
  func random(ofItems: Bool) {
    for seed in Effort.seeds(debug: 4, release: 100) {
      var dice = Dice(seed: seed)
      var store = KeyValueStore()
      var ends: [UInt64: SimTime] = [:]
      var now = SimTime.zero
      for _ in 0..<2000 {
        now += .seconds(dice.number(0...30))
        if dice.number(0...999) == 0 {
          _ = store.execute(.flush, at: now)
          ends = [:]
        }
        // Neighbours fall into neighbouring places, multiples of 64 into the same one.
        let key = UInt64(dice.number(1...500)) * dice.pick([1, 64])
        let lifetime = SimDuration.seconds(dice.number(0...3000))
        let isFree = ends[key].map { $0 <= now } ?? true
        let name: KeyValueStore.Key = ofItems ? .item(Int32(key)) : .word(key)
        #expect(store.has(name, at: now) != isFree, "seed \(seed)")
        if isFree, dice.number(0...99) == 0 { _ = store.execute(.delete(name), at: now) }
        let reply = store.execute(.setIfAbsent(name, lifetime: lifetime), at: now)
        #expect(reply == (isFree ? .ok : .null), "seed \(seed)")
        if isFree { ends[key] = now + lifetime }
      }
    }
  }

  @Test("has keys that differ when any of their words does")
  func keys() {
    var seen: Set<UInt64> = []
    for a in 0..<20 as Range<UInt64> {
      for b in 0..<20 as Range<UInt64> {
        for c in 0..<5 as Range<UInt64> { seen.insert(ExpiringKeys.key(a, b, c)) }
      }
    }
    #expect(seen.count == 20 * 20 * 5 && !seen.contains(0))
  }

  @Test("has no place for key 0")
  func zero() async {
    await #expect(processExitsWith: .failure) {
      var keys = ExpiringKeys()
      _ = keys.insert(0, until: .distantFuture, at: .zero)
    }
  }
}
