import Foundation
import Synchronization

/// Notices Ctrl-C and a polite end of the process, which then can end in its own way.
///
/// The second one ends the process at once.
enum InterruptWatch {
  private static let wasInterrupted = Atomic(false)

  static func begin() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        InterruptWatch.wasInterrupted.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  static var isInterrupted: Bool { wasInterrupted.load(ordering: .relaxed) }
}
