import SimKernel
import Testing

@testable import PipelineModel

@Suite("Tables of keys")
struct KeyTableTests {
  /// How far apart operations are, and how long keys live, both at most.
  struct Pace: CustomTestStringConvertible, Sendable {
    var step: SimDuration
    var life: SimDuration
    var keys: UInt32 = 6000
    var testDescription: String { "a step up to \(step), a life up to \(life)" }

    static let all = [
      // As the gateway: a day; thousands are alive.
      Pace(step: .seconds(30), life: .hours(24)),
      // Too few keys to fill a table; five bytes last 12.7 days and have to begin again.
      Pace(step: .minutes(20), life: .days(6), keys: 300),
      // Some expiries need eight bytes.
      Pace(step: .hours(2), life: .days(13)),
      // Years between operations.
      Pace(step: .days(4000), life: .days(8000)),
      Pace(step: SimDuration(microseconds: 1), life: SimDuration(microseconds: 4000)),
    ]
  }

  @Test("Expiring keys are a dictionary that forgets", arguments: Pace.all, 1...3 as ClosedRange)
  func expiringKeys(_ pace: Pace, _ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(3)
    var keys = ExpiringKeys()
    var reference: [UInt64: SimTime] = [:]
    var now = SimTime.zero
    var wrong = 0
    for operation in 0..<25_000 {
      // Often several at one time.
      if draws.below(4) > 0 { now += below(pace.step, &draws) }
      // Some have the last home, so that the slots behind it do not suffice.
      let number = UInt64(draws.below(pace.keys))
      let key = number % 30 == 0 ? .max - number : ExpiringKeys.key(number)
      let end = reference[key] ?? .zero
      // A third at the very end of a key's life, or just before or behind it.
      if draws.below(3) == 0, end > now, end - now <= pace.step {
        now = end + SimDuration(microseconds: Int64(draws.below(3)) - 1)
      }
      let isLive = end > now
      wrong += keys.contains(key, at: now) == isLive ? 0 : 1
      guard draws.below(3) > 0 else { continue }
      let until = now + below(pace.life, &draws)
      wrong += keys.insert(key, until: until, at: now) == !isLive ? 0 : 1
      if !isLive { reference[key] = until }
      if operation % 5000 == 0 {
        wrong += reference.count { keys.contains($0.key, at: now) != ($0.value > now) }
      }
    }
    #expect(wrong == 0)
    #expect(keys.count >= reference.values.count { $0 > now })
    keys.removeAll()
    #expect(keys.count == 0 && !keys.contains(1, at: .zero))
  }

  private func below(_ limit: SimDuration, _ draws: inout RandomStream) -> SimDuration {
    let part = draws.next().multipliedFullWidth(by: UInt64(limit.microseconds)).high
    return SimDuration(microseconds: Int64(part))
  }

  @Test("One far expiry keeps the near ones exact")
  func farExpiry() {
    var keys = ExpiringKeys()
    let hour = SimTime.zero + .hours(1)
    let tick = SimDuration(microseconds: 1)
    for (key, until) in [(1, hour), (.max, .distantFuture), (2, .zero + .days(400))]
      as [(UInt64, SimTime)]
    {
      let isNew = keys.insert(key, until: until, at: .zero)
      #expect(isNew)
    }
    #expect(keys.contains(1, at: hour - tick) && !keys.contains(1, at: hour))
    let late = SimTime.zero + .days(400)
    #expect(keys.contains(2, at: late - tick) && !keys.contains(2, at: late))
    let isFree = keys.insert(1, until: late + tick, at: late)
    #expect(isFree)
    #expect(keys.contains(1, at: late) && keys.contains(.max, at: late))
    let isNew = keys.insert(.max, until: late, at: SimTime(microseconds: .max - 1))
    #expect(!isNew)
  }

  @Test("A mark of a day takes at most 16 bytes, an expired one nothing after the next rebuild")
  func bytes() {
    var keys = ExpiringKeys()
    let start = SimTime.zero + .days(3650)
    for item in UInt64(1)...30_000 {
      let now = start + .milliseconds(Int(item))
      let isNew = keys.insert(ExpiringKeys.key(item), until: now + .hours(24), at: now)
      #expect(isNew)
      guard item % 997 == 0 else { continue }
      // 13 bytes a slot, at most 11/9 slots a key and sixteen behind them; 512 slots for a start.
      #expect(keys.bytes <= 13 * (max(512, Int(item) * 11 / 9) + 16) + 64)
      #expect(keys.bytes * 12 >= 13 * 13 * Int(item))
    }
    let later = start + .days(2)
    for item in UInt64(30_001)...36_000 {
      _ = keys.insert(ExpiringKeys.key(item), until: later + .hours(24), at: later)
    }
    #expect(keys.count == 6000 && keys.bytes <= 16 * 6100)
  }

  @Test("A key set is a set of keys", arguments: 0..<10)
  func keySet(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(5)
    var keys = KeySet()
    var reference: Set<UInt64> = []
    for _ in 0..<3000 {
      // Keys of one home, and of the last one, as well as mixed ones.
      let word = UInt64(draws.below(800))
      let key = [word + 1, .max - word, ExpiringKeys.key(word)][Int(draws.below(3))]
      #expect(keys.contains(key) == reference.contains(key))
      guard draws.below(2) == 0 else { continue }
      let isNew = keys.insert(key)
      #expect(isNew == reference.insert(key).inserted)
    }
    #expect(keys.count == reference.count)
  }

  @Test("A key of a set takes at most 10 bytes")
  func keySetBytes() {
    var keys = KeySet()
    for item in UInt64(1)...20_000 {
      _ = keys.insert(ExpiringKeys.key(item))
    }
    #expect(keys.bytes * 9 <= 8 * 11 * 20_100 && keys.bytes * 12 >= 8 * 13 * 20_000)
  }

  @Test("Ordered keys obey their law and keep what is to be kept", arguments: 1...5 as ClosedRange)
  func orderedKeys(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(7)
    var keys = OrderedKeys(for: 1000, behind: 400)
    var reference: [UInt64] = []
    for _ in 0..<1000 {
      let key =
        draws.below(4) == 0 ? .max - UInt64(draws.below(200)) : ExpiringKeys.key(draws.next())
      let place = keys.place(of: key)
      #expect(keys.has(key, at: place) == reference.contains(key))
      guard !keys.has(key, at: place) else { continue }
      let gap = keys.insert(key, at: place)
      #expect(gap < keys.slots - 1)
      reference.append(key)
    }
    keys.checkLaw()
    let kept = Set(reference.filter { $0 % 3 == 0 })
    let places = Set(kept.map { keys.place(of: $0) })
    var fewer = OrderedKeys(for: kept.count, behind: 400)
    var moves: [(Int, Int)] = []
    let isDone = fewer.take(
      keys, where: { places.contains($0) }, move: { moves.append(($0, $1)) })
    #expect(isDone)
    fewer.checkLaw()
    #expect(fewer.count == kept.count && kept.allSatisfy { fewer.has($0, at: fewer.place(of: $0)) })
    #expect(moves.map(\.0) == places.sorted() && moves.map(\.1) == moves.map(\.1).sorted())
    // Those at the last home do not fit into sixteen slots behind it.
    var short = OrderedKeys(for: 1000)
    let isEnough = short.take(keys, where: { _ in true }, move: { _, _ in })
    #expect(!isEnough)
  }

  @Test("Packed times are a list of times", arguments: [SimDuration.days(6), .days(9)])
  func packedTimes(_ far: SimDuration) {
    var draws = RandomKey(seed: 1).stream(8)
    let base = SimTime.zero + .days(20_000)
    var times = PackedTimes(count: 101, base: base, latest: base + far)
    var reference = [SimTime](repeating: base, count: 101)
    for _ in 0..<5000 {
      let (place, gap) = (Int(draws.below(100)), Int(draws.below(101)))
      let time = base + below(far, &draws)
      #expect(times.fits(time))
      times.put(time, at: place, gap: max(place, gap))
      reference.remove(at: max(place, gap))
      reference.insert(time, at: place)
      #expect(times[place] == time && times[place + 1] == reference[place + 1])
    }
    #expect((0..<101).allSatisfy { times[$0] == reference[$0] })
    var later = PackedTimes(count: 101, base: base + .hours(1), latest: base + .days(30))
    later.copying(times) { copy in for place in 0..<101 { copy(place, place) } }
    #expect((0..<101).allSatisfy { later[$0] == reference[$0] })
    let isShort = far == .days(6)
    #expect(times.fits(base + .days(14)) == !isShort && times.size >= 101 * (isShort ? 5 : 8))
  }
}
