import PipelineModel
import SimKernel

/// Lines one after the other that say the same of many runs, as one line.
enum AlikeLines {
  /// Fewer than this stay as they are.
  private static let least = 4

  static func folded(_ entries: [TimelineEntry]) -> [TimelineEntry] {
    var folded: [TimelineEntry] = []
    var start = 0
    while start < entries.count {
      var end = start + 1
      if let first = entries[start].alike {
        while end < entries.count, let next = entries[end].alike, next.isLike(first),
          entries[end].time - entries[end - 1].time <= ItemFold.pause
        {
          end += 1
        }
        if end - start >= least {
          folded.append(one(Array(entries[start..<end]), first))
          start = end
          continue
        }
      }
      folded += entries[start..<end]
      start = end
    }
    return folded
  }

  private static func one(
    _ entries: [TimelineEntry], _ first: TimelineEntry.Alike
  ) -> TimelineEntry {
    let runs = entries.compactMap { $0.alike?.run }
    let numbers = Set(runs).count > 1 ? " #\(runs.min() ?? 0)–#\(runs.max() ?? 0)" : ""
    let last = entries[entries.count - 1].time
    let span = last > entries[0].time ? ", until \(last.clock)" : ""
    return TimelineEntry(
      time: entries[0].time, actor: first.actors + numbers,
      text: "\(grouped(entries.count)) times: \(first.text)\(span)")
  }
}

extension TimelineWording {
  /// What lines like that of a milestone are called together.
  func alike(of milestone: Milestone, _ text: String) -> TimelineEntry.Alike? {
    switch milestone.event {
    case .runCreated, .runStarted, .tokenIssued, .stepDone, .waitTimedOut, .runEnded:
      alike(ofRun: milestone.run, withoutUnit(text, milestone))
    case .waitResolved(let success):
      alike(ofRun: milestone.run, "completion: \(success ? "success" : "failure")")
    default: nil
    }
  }

  /// The same of what any run does.
  func alike(ofRun number: Int32, _ text: String) -> TimelineEntry.Alike? {
    guard let run = run(number) else { return nil }
    let actors =
      switch run.function {
      case .orchestrator: "orchestrators"
      case .worker: "workers"
      case .workerFailure: "on-failure"
      case .capture: "captures"
      }
    return TimelineEntry.Alike(actors: actors, run: number, text: text)
  }

  private func withoutUnit(_ text: String, _ milestone: Milestone) -> String {
    let name = evidence.name(of: milestone.unit) + " "
    return text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text
  }
}
