import Foundation
import Scenarios
import Synchronization

/// Notices Ctrl-C and a polite end of the process, which then can end in its own way.
///
/// A second one ends the process at once, unless it comes with the first: `timeout` sends both to
/// the process and to its group.
enum InterruptWatch {
  private static let interruption = Atomic<Int32>(0)
  private static let moment = Atomic<Int64>(0)
  private static let together: Int64 = 200_000

  static func begin() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { InterruptWatch.notice($0) }
    }
  }

  private static func notice(_ number: Int32) {
    let now = Progress.monotonicMicroseconds()
    if isInterrupted, now - moment.load(ordering: .relaxed) > together {
      signal(number, SIG_DFL)
      raise(number)
    } else if !isInterrupted {
      moment.store(now, ordering: .relaxed)
      interruption.store(number, ordering: .relaxed)
    }
  }

  static var isInterrupted: Bool { interruption.load(ordering: .relaxed) != 0 }

  /// From now on an interruption ends the process.
  static func end() {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Watches while `body` runs; what interrupted it ends the process afterwards.
  static func during<Result>(_ body: () -> Result) -> Result {
    begin()
    let result = body()
    end()
    if isInterrupted { raise(interruption.load(ordering: .relaxed)) }
    return result
  }
}
