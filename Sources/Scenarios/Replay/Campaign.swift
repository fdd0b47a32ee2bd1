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
    let board = Board<Result>(count: elements.count)
    board.start(elements, threads, work)
    while !board.isFull(within: 0.1) { advance(board.done) }
    return board.results
  }

  /// Does some work for each element of a list, in no order; nothing is kept.
  ///
  /// `advance` is called on the calling thread, about ten times a second, with the number done; when
  /// it returns false nothing more is begun, what is under way is abandoned, and the result is false.
  /// Throws the first error of the work, and what `advance` throws.
  static func each<Element: Sendable>(
    _ elements: [Element], threads: Int, advance: (Int) throws -> Bool,
    _ work: @escaping @Sendable (Element) throws -> Void
  ) throws -> Bool {
    let board = Board<Bool>(count: elements.count)
    defer { board.stop() }
    let failures = Failures()
    board.start(elements, threads) { element in
      do {
        try work(element)
        return true
      } catch {
        failures.add(error)
        board.stop()
        return false
      }
    }
    while true {
      let isFull = board.isFull(within: 0.1)
      if let error = failures.first { throw error }
      guard try advance(board.done) else { return false }
      if isFull { return true }
    }
  }

  /// Does some work for each element of a list and hands over each result as soon as it and all
  /// before it are there; nothing is kept.
  ///
  /// `take` and `watch` are called on the calling thread: `take` in the order of the list, whatever
  /// the number of threads, with the place of the element; when it returns false nothing more is
  /// begun and what is under way is abandoned. `watch` is called after each result and ten times a
  /// second with the number done and the places under way.
  public static func inOrder<Element: Sendable, Result: Sendable>(
    _ elements: [Element], threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    watch: (_ done: Int, _ running: [Int]) -> Void = { _, _ in },
    _ work: @escaping @Sendable (Element) -> Result,
    take: (_ place: Int, _ result: Result) throws -> Bool
  ) rethrows {
    let board = Board<Result>(count: elements.count)
    defer { board.stop() }
    board.start(elements, threads, work)
    var place = 0
    while place < elements.count {
      board.waitForNews(atMost: 0.1)
      while let result = board.take(place) {
        guard try take(place, result) else { return }
        place += 1
      }
      watch(board.done, board.running)
    }
  }
}

/// Takes the errors of several threads.
private final class Failures: Sendable {
  private let state = Mutex<(any Error)?>(nil)

  func add(_ error: any Error) { state.withLock { $0 = $0 ?? error } }

  var first: (any Error)? { state.withLock { $0 } }
}

/// Hands out indices and takes results, for several threads.
private final class Board<Result: Sendable>: Sendable {
  private struct State {
    var next = 0
    var done = 0
    var running: [Int] = []
    var results: [Result?]
  }

  private let state: Mutex<State>
  private let count: Int
  private let full = DispatchSemaphore(value: 0)
  private let news = DispatchSemaphore(value: 0)

  init(count: Int) {
    self.count = count
    state = Mutex(State(results: Array(repeating: nil, count: count)))
    if count == 0 { full.signal() }
  }

  /// Begins the work on the elements, one for each index.
  func start<Element: Sendable>(
    _ elements: [Element], _ threads: Int, _ work: @escaping @Sendable (Element) -> Result
  ) {
    precondition(threads > 0, "A campaign needs a thread.")
    for _ in 0..<min(threads, count) {
      let thread = Thread { [self] in
        while let index = next() { put(work(elements[index]), at: index) }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// The next index that nobody has, or `nil` when all are taken.
  private func next() -> Int? {
    state.withLock {
      guard $0.next < count else { return nil }
      $0.running.append($0.next)
      $0.next += 1
      return $0.next - 1
    }
  }

  private func put(_ result: Result, at index: Int) {
    let isLast = state.withLock { state in
      state.results[index] = result
      state.done += 1
      state.running.removeAll { $0 == index }
      return state.done == count
    }
    news.signal()
    if isLast { full.signal() }
  }

  /// Hands out no more indices.
  func stop() { state.withLock { $0.next = count } }

  var done: Int { state.withLock { $0.done } }
  var running: [Int] { state.withLock { $0.running } }

  /// Whether all results are there, after so many seconds at the most.
  func isFull(within seconds: Double) -> Bool {
    full.wait(timeout: .now() + seconds) == .success
  }

  /// Waits for a result that was not there at the last call.
  func waitForNews(atMost seconds: Double) { _ = news.wait(timeout: .now() + seconds) }

  /// Gives a result away, or `nil` while it is not there.
  func take(_ index: Int) -> Result? {
    state.withLock { state in
      guard index < count, let result = state.results[index] else { return nil }
      state.results[index] = nil
      return result
    }
  }

  var results: [Result] { state.withLock { $0.results.map { $0! } } }
}
