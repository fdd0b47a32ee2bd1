import Foundation
import Synchronization

/// Notices Ctrl-C and a polite end of the process, which then can end in its own way.
///
/// The second one ends the process at once.
enum InterruptWatch {
  private static let interruption = Atomic<Int32>(0)

  static func begin() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        InterruptWatch.interruption.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  static var isInterrupted: Bool { interruption.load(ordering: .relaxed) != 0 }

  /// Watches while `body` runs; what interrupted it ends the process afterwards.
  static func during<Result>(_ body: () -> Result) -> Result {
    begin()
    let result = body()
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    if isInterrupted { raise(interruption.load(ordering: .relaxed)) }
    return result
  }
}
