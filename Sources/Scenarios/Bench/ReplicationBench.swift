import Foundation
import SimKernel

extension Bench {
  /// Runs 32 replications of W3 with at least `customers` in all, on so many threads.
  ///
  /// The checksum folds the total time in the system of each, in the order of the seeds.
  public static func replications(threads: Int, customers: Int) -> BenchResult {
    let share = (customers - 1) / 32 + 1
    var sums: [UInt64] = []
    let time = nanoseconds {
      sums = blocking {
        await Replication.run(seeds: 1...32, threads: threads) { seed in
          singleServerRun(customers: share, seed: seed)
        }
      }
    }
    return BenchResult(
      pending: threads, events: 32 * share,
      nanosecondsPerEvent: time / Double(32 * share),
      checksum: sums.reduce(0) { $0 &* 1_099_511_628_211 &+ $1 })
  }

  private static func singleServerRun(customers: Int, seed: UInt64) -> UInt64 {
    var world = Simulation(SingleServer(random: RandomStream(seed: seed), customers: customers))
    world.model.follow(.arrival, &world.schedule)
    world.run()
    return UInt64(truncatingIfNeeded: world.model.timeInSystem)
  }

  /// Waits on the calling thread for what `body` returns; must not be called inside a task.
  private static func blocking<Result: Sendable>(
    _ body: @escaping @Sendable () async -> Result
  ) -> Result {
    let box = ResultBox<Result>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      box.result = await body()
      done.signal()
    }
    done.wait()
    return box.result!
  }
}

/// Written before a semaphore is signalled, read after.
private final class ResultBox<Result: Sendable>: @unchecked Sendable {
  var result: Result?
}
