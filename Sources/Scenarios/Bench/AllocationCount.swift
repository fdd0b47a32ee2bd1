import Foundation

/// Allocations of the measured part of a benchmark.
///
/// The C library does not tell a running program how often it was asked for memory, so valgrind
/// counts: in two runs of this program that differ by `events` events.
public enum AllocationCount {
  /// By so many events the two runs differ.
  static let events = 200_000

  /// Blocks allocated per event, to four places; nil where valgrind is not installed or fails.
  ///
  /// Takes some seconds. `arguments` run the benchmark but for the number of events.
  public static func perEvent(program: URL, arguments: [String]) -> Double? {
    guard let fewer = allocations(program, arguments + ["--events", "\(events)"]),
      let more = allocations(program, arguments + ["--events", "\(2 * events)"])
    else { return nil }
    return perEvent(more - fewer)
  }

  /// `count` blocks in `events` events, to four places and never the negative zero.
  static func perEvent(_ count: Int) -> Double {
    (Double(count) / Double(events) * 1e4).rounded() / 1e4 + 0
  }

  private static func allocations(_ program: URL, _ arguments: [String]) -> Int? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["valgrind", "--tool=memcheck", "--undef-value-errors=no", program.path] + arguments
    let log = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = log
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: log.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? allocations(in: text) : nil
  }

  /// The number in "total heap usage: 1,234 allocs".
  static func allocations(in log: String) -> Int? {
    guard let match = log.firstMatch(of: /total heap usage: ([0-9,]+) allocs/) else { return nil }
    return Int(match.1.filter { $0 != "," })
  }
}
