import Foundation
import PipelineModel
import SimKernel

/// What happened in a run, as lines in the order of their times.
///
/// Repetitions are folded: the posts of a page, the pages of a worker, the items that follow each
/// other into the Console, the requests of a run that wait for the same limit.
public struct Timeline: Sendable {
  public let entries: [TimelineEntry]

  /// Reads a run's milestones; O(n log n) in their number.
  public init(_ evidence: Evidence) {
    var folder = TimelineFolder(evidence)
    for milestone in evidence.outcome.milestones { folder.read(milestone) }
    entries = folder.finish()
  }

  init(entries: [TimelineEntry]) { self.entries = entries }

  /// The lines whose actor or text has these words, whatever their case.
  public func only(_ words: String) -> Timeline {
    Timeline(
      entries: entries.filter { "\($0.actor) \($0.text)".localizedCaseInsensitiveContains(words) })
  }

  /// The lines just before and after the moment that refutes a claim, and a line that says so.
  func lines(around moment: SimTime, refuting claim: String, margin: Int = 4) -> Timeline {
    let at = entries.firstIndex { $0.time > moment } ?? entries.endIndex
    let mark = TimelineEntry(time: moment, actor: "→", text: "claim \(claim) is refuted")
    let before = entries[max(0, at - margin)..<at]
    let after = entries[at..<min(entries.count, at + margin)]
    return Timeline(entries: Array(before) + [mark] + Array(after))
  }

  /// The lines nearest to some moments: for each moment `margin` lines before and after, and the
  /// first lines of the story.
  public func excerpt(around moments: [SimTime], margin: Int = 5) -> Timeline {
    var kept = Set(entries.indices.prefix(2 * margin))
    for moment in moments {
      let at = entries.firstIndex { $0.time >= moment } ?? entries.endIndex
      kept.formUnion(max(0, at - margin)..<min(entries.count, at + margin + 1))
    }
    kept.formUnion(entries.indices.suffix(margin))
    var lines: [TimelineEntry] = []
    var previous = -1
    for index in kept.sorted() {
      if index > previous + 1 {
        let left = counted(index - previous - 1, "line")
        lines.append(
          TimelineEntry(time: entries[previous + 1].time, actor: "…", text: "\(left) left out"))
      }
      lines.append(entries[index])
      previous = index
    }
    return Timeline(entries: lines)
  }
}

extension Replay {
  public var timeline: Timeline { Timeline(evidence) }
}
