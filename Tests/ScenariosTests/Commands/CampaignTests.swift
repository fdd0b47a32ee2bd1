import Foundation
import Synchronization
import Testing

@testable import Scenarios

@Suite struct CampaignTests {
  @Test(arguments: [1, 2, 7])
  func resultsComeInOrderWhateverTheThreads(threads: Int) {
    var taken: [Int] = []
    Campaign.inOrder(Array(0..<50), threads: threads) { element -> Int in
      if element % 7 == 0 { Thread.sleep(forTimeInterval: 0.003) }
      return element * 10
    } take: { place, result in
      #expect(result == place * 10)
      taken.append(place)
      return true
    }
    #expect(taken == Array(0..<50))
  }

  @Test func aResultIsHandedOverBeforeTheLaterOnesAreThere() {
    let isTaken = DispatchSemaphore(value: 0)
    var taken: [Int] = []
    Campaign.inOrder([0, 1], threads: 1) { element -> Bool in
      element == 0 || isTaken.wait(timeout: .now() + 20) == .success
    } take: { place, wasInTime in
      #expect(wasInTime)
      taken.append(place)
      isTaken.signal()
      return true
    }
    #expect(taken == [0, 1])
  }

  @Test func whatIsUnderWayIsNamed() {
    let named = Mutex<Set<Int>>([])
    Campaign.inOrder([0, 1, 2], threads: 1) { done, running in
      for place in running { named.withLock { _ = $0.insert(place) } }
      #expect(done + running.count <= 3 && running.count <= 1)
    } _: { _ in
      Thread.sleep(forTimeInterval: 0.25)
    } take: { _, _ in
      true
    }
    #expect(named.withLock { $0 } == [0, 1, 2])
  }

  @Test func nothingMoreIsBegunAfterTheLastOneWanted() {
    let begun = Atomic<Int>(0)
    Campaign.inOrder(Array(0..<1000), threads: 2) { element in
      begun.add(1, ordering: .relaxed)
      Thread.sleep(forTimeInterval: 0.001)
      return element
    } take: { place, _ in
      place < 5
    }
    #expect(begun.load(ordering: .relaxed) < 500)
    #expect(throws: UsageError.self) {
      try Campaign.inOrder([1]) {
        $0
      } take: { _, _ in
        throw UsageError("stop")
      }
    }
    Campaign.inOrder([Int]()) {
      $0
    } take: { _, _ in
      false
    }
  }
}
