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
      table.define(.init(name: "limit \(index)", cap: cap, key: .a), of: 0, .steps)
    }
    var used: [Int32: Int] = [:]
    for _ in 0..<500 {
      let place = Int(draws.below(3))
      let entry = table.entry(
        for: definitions[place], key: EventKey(Int32(draws.below(4))))
      let count = used[entry] ?? 0
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
  func itemLine(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(4)
    var line = ItemLine()
    var waiting: [[Int64]] = []
    var item = 0
    func next() -> (QueuePlace, [Int64]) {
      // A third comes in order, as new runs do; the rest anywhere, mostly near the front.
      let score =
        draws.below(3) == 0
        ? Int64(item) : Int64(draws.below(draws.below(3) == 0 ? 900 : 30)) - 300
      let number = Int32(draws.below(4))
      item += 1
      return (
        QueuePlace(score: score, number: number, sequence: UInt32(item), item: Int32(item)),
        [score, Int64(number), Int64(item)]
      )
    }
    for _ in 0..<900 {
      let (place, key) = next()
      line.insert(place)
      waiting.append(key)
      waiting.sort { $0.lexicographicallyPrecedes($1) }
      switch draws.below(6) {
      case 0:
        let popped = line.popFirst()
        #expect(popped.map { Int64($0.item) } == waiting.removeFirst()[2])
      case 1 where !line.isEmpty:
        // An item leaves from anywhere; the ranks of the others stay until the gaps are closed.
        var rank = Int(draws.below(UInt32(line.count)))
        while line[rank].isLeft { rank = (rank + 1) % line.count }
        let item = Int64(line[rank].item)
        line.leave(rank)
        waiting.removeAll { $0[2] == item }
        if draws.below(2) == 0 {
          var others = ReusedList<QueuePlace>()
          for _ in 0..<draws.below(5) {
            let (place, key) = next()
            others.append(place)
            waiting.append(key)
          }
          waiting.sort { $0.lexicographicallyPrecedes($1) }
          line.close(inserting: &others)
          #expect(line.count == waiting.count && others.isEmpty)
        }
      default: break
      }
      if !line.isEmpty, draws.below(3) == 0 {
        let rank = Int(draws.below(UInt32(line.count)))
        if !line[rank].isLeft { line[rank].wait(for: 1, letsOthersPass: draws.below(2) == 0) }
      }
      let first = Int(draws.below(UInt32(line.count + 1)))
      let open = (first..<line.count).first { line[$0].isOpen }
      #expect(line.firstOpen(from: first) == open)
      let items = (0..<line.count).map { line[$0] }.filter { !$0.isLeft }.map { Int64($0.item) }
      #expect(items == waiting.map { $0[2] } && line.isEmpty == waiting.isEmpty)
    }
    for expected in waiting {
      let popped = line.popFirst()
      #expect(popped.map { Int64($0.item) } == expected[2])
    }
    let last = line.popFirst()
    #expect(line.isEmpty && last == nil)
  }
}
