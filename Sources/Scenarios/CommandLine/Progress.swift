import Foundation

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

  /// `now` gives microseconds on a clock that never goes back.
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

  /// Notes how much is done, out of `total`.
  public mutating func advance(to done: Int) {
    guard terminal.showsStatus else { return }
    let time = now()
    guard time >= nextShow else { return }
    nextShow = time + Self.periodMicroseconds
    terminal.showStatus(line(done: done, elapsed: time - start))
  }

  /// Removes the line.
  public func finish() { terminal.showStatus("") }

  private func line(done: Int, elapsed: Int64) -> String {
    let seconds = Double(elapsed) / 1_000_000
    let rate = Double(done) / seconds
    var line = "\(work)  \(done)/\(total)"
    if total > 0 { line += "  \(done * 100 / total)%" }
    line += rate < 10 ? "  \((rate * 10).rounded() / 10)/s" : "  \(Int(rate))/s"
    guard rate > 0, total > done else { return line }
    let left = (Double(total - done) / rate).rounded(.up)
    let shown = left < 1e6 ? DurationText.format(Int64(left) * 1_000_000) : "long"
    return line + "  \(shown) left"
  }

  public static func monotonicMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
