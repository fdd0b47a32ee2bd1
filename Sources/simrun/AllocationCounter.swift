import Foundation
import Scenarios

/// Counts the allocations of this program's own benchmarks.
struct AllocationCounter: Sendable {
  /// Nil, with a remark, where valgrind is not installed.
  init?(_ terminal: Terminal) {
    guard AllocationCount.isPossible else {
      terminal.note("allocations are not counted: valgrind is not installed")
      return nil
    }
  }

  /// Blocks per event, or nil when valgrind fails.
  func count(_ events: AllocationCount, _ arguments: [String]) -> Double? {
    guard let program = Bundle.main.executableURL else { return nil }
    return InterruptWatch.during {
      events.perEvent(program: program, arguments: arguments) { !InterruptWatch.isInterrupted }
    }
  }
}
