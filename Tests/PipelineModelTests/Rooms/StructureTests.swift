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

  @Test("A key index numbers keys in order of coming", arguments: 0..<10)
  func keyIndex(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(6)
    var index = KeyIndex()
    var reference: [EventKey] = []
    for _ in 0..<2000 {
      let tag = Int32(draws.below(3))
      let key = EventKey(Int32(draws.below(20)), Int32(draws.below(3)), 0, Int32(draws.below(4)))
      let named = EventKey(key.a, key.b, tag, key.d)
      let known = Int(index.number(of: key, tag: tag))
      #expect(known == reference.firstIndex(of: named) ?? -1)
      let number = index.number(of: key, tag: tag, next: Int32(reference.count))
      if number == reference.count { reference.append(named) }
      #expect(reference[Int(number)] == named)
    }
    #expect(Set(reference).count == reference.count)
  }

  @Test("Items leave the queue by score, then run by run, then in order", arguments: 0..<10)
  func itemQueue(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(4)
    var queue = ItemQueue()
    var waiting: [[Int64]] = []
    var pops = 0
    for item in 0..<600 {
      // A third comes in order, as new runs do; the rest anywhere.
      let score = draws.below(3) == 0 ? Int64(item) : Int64(draws.below(600)) - 300
      let number = Int32(draws.below(4))
      queue.push(
        QueuePlace(score: score, number: number, sequence: UInt32(item), item: Int32(item)))
      waiting.append([score, Int64(number), Int64(item)])
      guard draws.below(3) == 0 else { continue }
      waiting.sort { $0.lexicographicallyPrecedes($1) }
      let popped = queue.pop()
      #expect(popped.map { Int64($0.item) } == waiting.removeFirst()[2])
      pops += 1
    }
    #expect(queue.count == 600 - pops && waiting.count == queue.count)
    for expected in waiting.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let popped = queue.pop()
      #expect(popped.map { Int64($0.item) } == expected[2])
    }
    #expect(queue.isEmpty)
    let last = queue.pop()
    #expect(last == nil)
  }
}
