import Foundation
import SimKernel
import Synchronization

/// Many replays on all cores.
public enum Campaign {
  /// Makes the runs and keeps of each what `digest` returns.
  ///
  /// Results are in the order of the plans, whatever the number of threads. `advance` is called on
  /// the calling thread, about ten times a second, with the number of runs done.
  public static func run<Result: Sendable>(
    _ plans: [ReplayPlan], threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    advance: (Int) -> Void = { _ in }, _ digest: @escaping @Sendable (Replay) -> Result
  ) -> [Result] {
    let done = Counter()
    let box = ResultBox<[Result]>()
    Task.detached {
      let results = await Replication.run(seeds: plans.indices.map(UInt64.init), threads: threads) {
        let result = digest(plans[Int($0)].run())
        done.increment()
        return result
      }
      box.put(results)
    }
    while true {
      if let results = box.take(within: 0.1) { return results }
      advance(done.value)
    }
  }
}

/// Counts on several threads.
private final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .relaxed) }

  func increment() { count.add(1, ordering: .relaxed) }
}

/// Hands one value from a task to a waiting thread.
private final class ResultBox<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let signal = DispatchSemaphore(value: 0)

  func put(_ new: Value) {
    value.withLock { $0 = new }
    signal.signal()
  }

  /// The value, or `nil` when it is not there after so many seconds.
  func take(within seconds: Double) -> Value? {
    guard signal.wait(timeout: .now() + seconds) == .success else { return nil }
    return value.withLock { $0 }
  }
}
