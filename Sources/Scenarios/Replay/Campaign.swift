import Foundation
import Synchronization

/// Many replays on all cores.
///
/// On threads of its own, so that a caller may block on it wherever it runs, also inside a task.
public enum Campaign {
  /// Makes the runs and keeps of each what `digest` returns.
  ///
  /// Results are in the order of the plans, whatever the number of threads. `advance` is called on
  /// the calling thread, about ten times a second, with the number of runs done.
  public static func run<Result: Sendable>(
    _ plans: [ReplayPlan], threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    advance: (Int) -> Void = { _ in }, _ digest: @escaping @Sendable (Replay) -> Result
  ) -> [Result] {
    map(plans, threads: threads, advance: advance) { digest($0.run()) }
  }

  /// Does some work for each element of a list; otherwise like `run`.
  static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    advance: (Int) -> Void = { _ in }, _ work: @escaping @Sendable (Element) -> Result
  ) -> [Result] {
    precondition(threads > 0, "A campaign needs a thread.")
    let board = Board<Result>(count: elements.count)
    for _ in 0..<min(threads, elements.count) {
      let thread = Thread {
        while let index = board.next() { board.put(work(elements[index]), at: index) }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    while !board.isFull(within: 0.1) { advance(board.done) }
    return board.results
  }
}

/// Hands out indices and takes results, for several threads.
private final class Board<Result: Sendable>: Sendable {
  private struct State {
    var next = 0
    var done = 0
    var results: [Result?]
  }

  private let state: Mutex<State>
  private let count: Int
  private let full = DispatchSemaphore(value: 0)

  init(count: Int) {
    self.count = count
    state = Mutex(State(results: Array(repeating: nil, count: count)))
    if count == 0 { full.signal() }
  }

  /// The next index that nobody has, or `nil` when all are taken.
  func next() -> Int? {
    state.withLock {
      guard $0.next < count else { return nil }
      $0.next += 1
      return $0.next - 1
    }
  }

  func put(_ result: Result, at index: Int) {
    let isLast = state.withLock {
      $0.results[index] = result
      $0.done += 1
      return $0.done == count
    }
    if isLast { full.signal() }
  }

  var done: Int { state.withLock { $0.done } }

  /// Whether all results are there, after so many seconds at the most.
  func isFull(within seconds: Double) -> Bool {
    full.wait(timeout: .now() + seconds) == .success
  }

  var results: [Result] { state.withLock { $0.results.map { $0! } } }
}
