import Foundation
import Synchronization

/// Tells a waiting person how far the work is: `replay  120/500  24%  34/s  11s left`.
///
/// Silent in the first second, ten times a second at most, and only on a terminal.
public struct Progress {
  private static let firstMicroseconds: Int64 = 1_000_000
  private static let periodMicroseconds: Int64 = 100_000

  private let work: String
  private let total: Int
  private let terminal: Terminal
  private let now: () -> Int64
  private let start: Int64
  private var nextShow: Int64

  /// `total` is 0 where nobody knows it; `now` gives microseconds on a clock that never goes back.
  public init(
    _ work: String, total: Int, on terminal: Terminal,
    now: @escaping () -> Int64 = Self.monotonicMicroseconds
  ) {
    self.work = work
    self.total = total
    self.terminal = terminal
    self.now = now
    start = now()
    nextShow = start + Self.firstMicroseconds
  }

  /// Notes how much is done, out of `total`, and what is under way.
  public mutating func advance(to done: Int, _ what: String = "") {
    show(Mark.Place(work: work, start: start, done: done, total: total, what: what))
  }

  /// Removes the line.
  public func finish() { terminal.showStatus("") }

  private mutating func show(_ place: Mark.Place) {
    guard terminal.showsStatus else { return }
    let time = now()
    guard time >= nextShow else { return }
    nextShow = time + Self.periodMicroseconds
    let line = Self.line(place, elapsed: time - place.start)
    terminal.showStatus(line + (place.what.isEmpty ? "" : "  " + VisibleText.of(place.what)))
  }

  private static func line(_ place: Mark.Place, elapsed: Int64) -> String {
    let passed = DurationText.format(elapsed / 1_000_000 * 1_000_000)
    let (done, total) = (place.done, place.total)
    guard total > 0 else { return "\(place.work)  \(passed)" }
    let line = "\(place.work)  \(done)/\(total)  \(done * 100 / total)%"
    guard done > 0 else { return "\(line)  \(passed)" }
    let rate = Double(done) / (Double(elapsed) / 1_000_000)
    let speed = rate < 10 ? "\((rate * 10).rounded() / 10)/s" : "\(Int(rate))/s"
    guard total > done else { return "\(line)  \(speed)" }
    let left = (Double(total - done) / rate).rounded(.up)
    let shown = left < 1e6 ? DurationText.format(Int64(left) * 1_000_000) : "long"
    return "\(line)  \(speed)  \(shown) left"
  }

  public static func monotonicMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}

// MARK: - Work that cannot tell by itself

extension Progress {
  /// Where work on a thread of its own says how far it is.
  public final class Mark: Sendable {
    struct Place {
      var work: String
      /// When this part of the work began.
      var start: Int64
      var done = 0
      var total = 0
      var what = ""
    }

    private let place: Mutex<Place>

    init(_ work: String, total: Int) {
      place = Mutex(Place(work: work, start: monotonicMicroseconds(), total: total))
    }

    var current: Place { place.withLock { $0 } }

    /// How much there is to do of the part; 0 where nobody knows it.
    public var total: Int { current.total }

    /// Begins a part of the work; `total` is 0 where nobody knows it.
    public func begin(_ work: String, total: Int = 0) {
      place.withLock { $0 = Place(work: work, start: monotonicMicroseconds(), total: total) }
    }

    /// Notes how much of the part is done, and what is under way.
    public func advance(to done: Int, _ what: String = "") {
      place.withLock { ($0.done, $0.what) = (done, what) }
    }
  }

  /// Does work that may take long and says so while somebody watches: then it goes on beside the
  /// calling thread, which shows the time that has passed and what the work notes on its mark.
  public static func during<Value: Sendable>(
    _ work: String, total: Int = 0, on terminal: Terminal,
    _ body: @escaping @Sendable (Mark) throws -> Value
  ) throws -> Value {
    let mark = Mark(work, total: total)
    guard terminal.showsStatus else { return try body(mark) }
    let errand = Errand<Value>()
    let thread = Thread { errand.end(Result { try body(mark) }) }
    thread.stackSize = 8 << 20
    thread.start()
    var progress = Progress(work, total: total, on: terminal)
    defer { progress.finish() }
    while true {
      if let result = errand.result(within: 0.1) { return try result.get() }
      progress.show(mark.current)
    }
  }
}

/// What a thread brings back.
private final class Errand<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let ended = DispatchSemaphore(value: 0)

  func end(_ result: Result<Value, any Error>) {
    outcome.withLock { $0 = result }
    ended.signal()
  }

  /// The result, after so many seconds at the most; nil while there is none.
  func result(within seconds: Double) -> Result<Value, any Error>? {
    guard ended.wait(timeout: .now() + seconds) == .success else { return nil }
    return outcome.withLock { $0 }
  }
}
