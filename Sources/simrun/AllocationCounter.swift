import Foundation
import Scenarios

/// Counts the allocations of this program's own benchmarks.
struct AllocationCounter {
  private let terminal: Terminal

  /// Nil, with a remark, where valgrind is not installed.
  init?(_ terminal: Terminal) {
    self.terminal = terminal
    guard AllocationCount.isPossible else {
      terminal.note("allocations are not counted: valgrind is not installed")
      return nil
    }
  }

  /// Blocks per event, or nil with a remark.
  func count(_ events: AllocationCount, _ arguments: [String]) -> Double? {
    guard let program = Bundle.main.executableURL else { return nil }
    let count = InterruptWatch.during {
      events.perEvent(program: program, arguments: arguments) { !InterruptWatch.isInterrupted }
    }
    if count == nil { terminal.note("allocations are not counted: valgrind failed") }
    return count
  }
}
