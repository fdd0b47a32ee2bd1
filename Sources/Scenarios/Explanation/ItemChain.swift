import PipelineModel
import SimKernel

/// What happened to one item, from the provider to its fate.
struct ItemChain {
  /// Lines shown of a life; those left out are counted.
  private static let shown = 12

  let lines: [String]

  init(_ item: Int32, _ unit: UnitOfWork, _ evidence: Evidence) {
    let history = evidence.ledger.histories[item] ?? ItemHistory(unit: unit)
    var events: [(SimTime, String)] = []
    for milestone in evidence.outcome.milestones {
      guard case .faultStruck(_, _, _, _, let struck) = milestone.event,
        struck == item || (struck < 0 && milestone.unit == unit),
        let words = evidence.words(ofFault: milestone)
      else { continue }
      events.append((milestone.time, words))
    }
    events += Self.passed(history)
    events += evidence.fates.fetches(of: item, in: unit).map { ($0, "fetched by a worker") }
    for run in evidence.workers where run.unit == unit {
      events.append((run.createdAt, "\(evidence.name(of: unit)) worker asked for"))
      guard run.outcome != .running else { continue }
      events.append((run.endedAt, "\(evidence.name(of: unit)) worker \(run.outcome.name)"))
    }
    for (place, step) in evidence.story.steps.enumerated() {
      guard let time = evidence.outcome.storyTimes[place] else { continue }
      events.append((time, evidence.words(step.action)))
    }
    let ordered = events.enumerated().sorted {
      ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
    }.map { "\($0.element.0.clock)  \($0.element.1)" }
    lines = Self.shortened(ordered)
  }

  private static func passed(_ history: ItemHistory) -> [(SimTime, String)] {
    func all(_ times: [SimTime], _ words: String) -> [(SimTime, String)] {
      times.map { ($0, words) }
    }
    return all(history.madeAt.map { [$0] } ?? [], "made at the provider")
      + all(history.touched, "updated at the provider")
      + all(history.published, "published to the queue")
      + all(history.accepted, "gateway answers: accepted")
      + all(history.refused, "gateway answers: duplicate")
      + all(history.failed, "post fails" + (history.isMarked ? ", its dedup mark is set" : ""))
      + all(history.deadLettered, "given up by the queue")
      + all(history.givenUp, "given up by the gateway")
      + all(history.delivered, "delivered to the Console") + all(history.stored, "stored")
      + history.dropped.map { drop in
        let isThere = drop.why.isRefusal && history.stored.contains { $0 <= drop.at }
        let why = isThere ? "it has an observation already" : drop.why.words
        return (drop.at, "dropped in the Console: \(why)")
      }
  }

  private static func shortened(_ lines: [String]) -> [String] {
    guard lines.count > shown else { return lines }
    let left = lines.count - shown + 1
    return Array(lines.prefix(shown / 2)) + ["… \(left) more"] + Array(lines.suffix(shown / 2 - 1))
  }
}
