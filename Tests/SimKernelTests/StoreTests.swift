import SimKernel
import Testing

@Suite("Stores and resources")
struct StoreTests {
  @Test("a store agrees with an array", arguments: [1, 5, 1000])
  func storeAgreesWithArray(capacity: Int) {
    var store = Store<UInt64>(capacity: capacity)
    var array: [UInt64] = []
    var random = RandomStream(seed: UInt64(capacity))
    for _ in 0..<3000 {
      let value = random.next()
      if random.below(5) < 3 {
        let fits = array.count < capacity
        let accepted = store.append(value)
        #expect(accepted == fits)
        if fits { array.append(value) }
      } else {
        let taken = store.popFirst()
        #expect(taken == (array.isEmpty ? nil : array.removeFirst()))
      }
      #expect(store.count == array.count && store.first == array.first)
      #expect(store.isEmpty == array.isEmpty && store.isFull == (array.count == capacity))
    }
    #expect(store.values == array)
    var copy = Store<UInt64>(capacity: capacity)
    for value in array { copy.append(value) }
    #expect(copy == store)
  }

  @Test("a resource serves in the order of arrival and counts over time")
  func resource() {
    var resource = Resource<Int>(servers: 2)
    let seconds = (0...5).map { SimTime.zero + .seconds($0) }
    let granted = [10, 11, 12, 13].map { resource.request($0, at: seconds[0]) }
    #expect(granted == [true, true, false, false])
    #expect(resource.queue.values == [12, 13])
    let next = [1, 2, 3, 4].map { resource.release(at: seconds[$0]) }
    #expect(next == [12, 13, nil, nil])
    #expect(resource.busy.integral(at: seconds[5]) == (2 * 3 + 1) * 1_000_000)
    #expect(resource.waiting.integral(at: seconds[5]) == (2 + 1) * 1_000_000)
    #expect(resource.busy.level == 0 && resource.waiting.maximum == 2)
  }

  @Test("nonsense ends the process")
  func exits() async {
    await #expect(processExitsWith: .failure) { _ = Store<Int>(capacity: 0) }
    await #expect(processExitsWith: .failure) { _ = Resource<Int>(servers: 0) }
    await #expect(processExitsWith: .failure) {
      var resource = Resource<Int>(servers: 1)
      _ = resource.release(at: .zero)
    }
    await #expect(processExitsWith: .failure) {
      var level = TimeWeighted(at: .zero + .seconds(1))
      level.set(1, at: .zero)
    }
    await #expect(processExitsWith: .failure) {
      var sketch = QuantileSketch()
      sketch.add(Int64(-1))
    }
    await #expect(processExitsWith: .failure) { _ = Tally([1, 2]).confidenceHalfWidth(level: 1) }
  }
}
