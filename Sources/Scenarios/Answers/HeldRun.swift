import PipelineModel
import SimKernel

/// What the sentences of a sweep file say of one run, and what the run came to.
public struct HeldRun: Codable, Sendable, Equatable {
  /// Whether all hold of a run that came to its end.
  public var holds: Bool
  /// The sentences that do not, each with its two values.
  public var broken: [String]
  /// Its workers and the longest of them, what ended before it was done, and what came twice.
  public var course: [String]

  /// `reasons` are why it is not done.
  init(_ verdict: ScenarioVerdict, _ outcome: Outcome, reasons: [String]) {
    let isCut = outcome.stop == .horizon
    holds = verdict.status == .pass && !isCut
    broken = verdict.broken.map(\.summary) + (isCut ? ["the run is cut off at its horizon"] : [])
    course = Self.workers(outcome) + reasons
    let (refused, again) = (outcome.counts.duplicateRefused, outcome.counts.duplicateDeliveries)
    if refused > 0 { course.append("\(grouped(refused)) refused as duplicates") }
    if again > 0 { course.append("\(grouped(again)) delivered again") }
  }

  private static func workers(_ outcome: Outcome) -> [String] {
    let workers = outcome.runs.filter { $0.function == .worker }
    guard let longest = workers.max(by: { $0.pages < $1.pages }) else { return [] }
    let (pages, steps) = (Int(longest.pages), Int(longest.steps))
    return [
      counted(workers.count, "worker") + (workers.count == 1 ? "" : ", the one with the most pages")
        + " with \(counted(pages, "page")) and \(counted(steps, "step")) in "
        + longest.life.rounded
    ]
  }

  /// What does not hold, and how the run went, in one sentence without its end.
  var sentence: String { (broken + course).joined(separator: "; ") }
}
