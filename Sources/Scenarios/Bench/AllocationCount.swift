import Foundation

/// Allocations of the measured part of a benchmark.
///
/// The C library does not tell a running program how often it was asked for memory, so valgrind
/// counts: in two runs of this program, the second of which measures more events.
public struct AllocationCount: Sendable {
  /// Events the first run measures.
  let fewer: Int
  /// Events the second run measures besides.
  let more: Int

  /// Of a benchmark of the kernel: what its measured events allocate.
  public static let kernel = AllocationCount(fewer: 200_000, more: 200_000)

  /// Of the whole model: what one run of so many events allocates, its set-up included.
  public static func pipeline(runOf events: Int) -> AllocationCount {
    AllocationCount(fewer: PipelineBench.leastRuns * events, more: events)
  }

  /// Whether valgrind is installed.
  public static var isPossible: Bool { log(["--version"], while: { true }) != nil }

  /// Blocks allocated per event, to four places; nil where that fails or is not to go on.
  ///
  /// Takes some seconds. `arguments` run the benchmark but for the number of events.
  public func perEvent(
    program: URL, arguments: [String], while goesOn: () -> Bool
  ) -> Double? {
    func allocations(_ events: Int) -> Int? {
      Self.log(
        ["--tool=memcheck", "--undef-value-errors=no", program.path] + arguments
          + ["--events", "\(events)"], while: goesOn
      ).flatMap(Self.allocations(in:))
    }
    guard let first = allocations(fewer), let second = allocations(fewer + more) else {
      return nil
    }
    return perEvent(second - first)
  }

  /// `count` blocks in the events that the second run has besides, to four places and never the
  /// negative zero.
  func perEvent(_ count: Int) -> Double {
    (Double(count) / Double(more) * 1e4).rounded() / 1e4 + 0
  }

  /// What valgrind writes about its run; nil if it cannot run, fails, or is not to go on.
  ///
  /// Its process has a group of its own, to which a terminal's Ctrl-C does not come.
  private static func log(_ arguments: [String], while goesOn: () -> Bool) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["valgrind"] + arguments
    let log = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = log
    guard (try? process.run()) != nil else { return nil }
    while process.isRunning {
      if !goesOn() { process.terminate() }
      Thread.sleep(forTimeInterval: 0.02)
    }
    guard process.terminationStatus == 0, goesOn() else { return nil }
    return String(decoding: log.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// The number in "total heap usage: 1,234 allocs".
  static func allocations(in log: String) -> Int? {
    guard let match = log.firstMatch(of: /total heap usage: ([0-9,]+) allocs/) else { return nil }
    return Int(match.1.filter { $0 != "," })
  }
}
