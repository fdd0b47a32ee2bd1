import SimKernel
import Testing

@testable import PipelineModel

@Suite("The engine's structures")
struct StructureTests {
  @Test("The limit table counts as a dictionary does and is never overdrawn", arguments: 0..<20)
  func limitTable(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(2)
    var table = LimitTable()
    let caps = (0..<3).map { _ in 1 + Int(draws.below(4)) }
    let definitions = caps.enumerated().map { index, cap in
      table.define(name: "limit \(index)", function: 0, cap: cap, letsOthersPass: true)
    }
    var used: [Int32: Int] = [:]
    for _ in 0..<500 {
      let place = Int(draws.below(3))
      let entry = table.entry(
        for: definitions[place], key: EventKey(Int32(draws.below(4))))
      let count = used[entry] ?? 0
      #expect(table.room(entry) == caps[place] - count)
      #expect(table.hasRoom(entry) == (count < caps[place]))
      if draws.below(2) == 0, table.hasRoom(entry) {
        table.acquire(entry, at: .zero)
        used[entry] = count + 1
      } else if count > 0 {
        table.release(entry, at: .zero)
        used[entry] = count - 1
      }
    }
    for (index, definition) in definitions.enumerated() {
      #expect(table.definitions[Int(definition)].maximum <= caps[index])
    }
    #expect(used.count <= 12)
  }

  @Test("Expiring keys are a dictionary that forgets", arguments: 0..<20)
  func expiringKeys(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(3)
    var keys = ExpiringKeys()
    var reference: [UInt64: SimTime] = [:]
    var now = SimTime.zero
    for _ in 0..<3000 {
      now += SimDuration(microseconds: Int64(draws.below(50)))
      let key = ExpiringKeys.key(UInt64(draws.below(400)))
      let isLive = (reference[key] ?? .zero) > now
      #expect(keys.contains(key, at: now) == isLive)
      guard draws.below(3) > 0 else { continue }
      let until = now + SimDuration(microseconds: Int64(1 + draws.below(20_000)))
      let isInserted = keys.insert(key, until: until, at: now)
      #expect(isInserted == !isLive)
      if !isLive { reference[key] = until }
    }
    #expect(keys.count >= reference.values.filter { $0 > now }.count)
    keys.removeAll()
    #expect(keys.count == 0)
  }

  @Test("Items leave the queue by score, then run by run, then in order", arguments: 0..<10)
  func itemHeap(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(4)
    var heap = ItemHeap()
    var reference: [[Int64]] = []
    for sequence in 0..<300 {
      let item = QueueItem(
        run: 0, generation: 1, target: -1, attempt: 0, blockedBy: -1,
        due: .zero, score: Int64(draws.below(5)), number: Int32(draws.below(4)),
        sequence: Int64(sequence))
      heap.push(item)
      reference.append([item.score, Int64(item.number), item.sequence])
    }
    #expect(heap.count == 300)
    for expected in reference.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let item = heap.pop()
      #expect(item.map { [$0.score, Int64($0.number), $0.sequence] } == expected)
    }
    #expect(heap.isEmpty)
    let last = heap.pop()
    #expect(last == nil)
  }
}
