import PipelineModel

/// When a backfill is done: what has to have become of every item that the story asks for.
///
/// A run is done when an orchestrator ran, no expected item is left, it ended by itself and no
/// invariant of the model is broken. What is stored has been delivered before.
public enum Goal: String, CaseIterable, Codable, Sendable {
  /// The customer sees an observation of it, or the Console filtered it on purpose.
  case stored
  /// It reached the Console.
  case delivered

  /// The expected items that are left to do.
  func left(of counts: HopCounts) -> Int {
    switch self {
    case .stored: counts.lost
    case .delivered: counts.undelivered
    }
  }

  /// What keeps a run from being done, in the words of the rows; empty when it is done.
  func obstacles(to result: SweepResult, _ outcome: Outcome) -> [String] {
    var obstacles: [String] = []
    if let violation = outcome.violations.first {
      obstacles.append("broken: \(violation.message)")
    }
    if result.stop != .noMoreEvents { obstacles.append(result.stop.word) }
    if result.orchestrators.reduce(0, +) == 0 { obstacles.append("never started") }
    let counts = result.counts
    if counts.undelivered > 0 { obstacles.append("undelivered \(counts.undelivered)") }
    if self == .stored, counts.lost > 0 { obstacles.append("lost \(counts.lost)") }
    return obstacles
  }
}

extension Goal {
  /// What is true of every item of a run that is done.
  var sentence: String {
    switch self {
    case .stored: "every item is stored or filtered on purpose"
    case .delivered: "every item is delivered"
    }
  }

  /// "store" or "deliver".
  var verb: String {
    switch self {
    case .stored: "store"
    case .delivered: "deliver"
    }
  }

  /// "storage" or "delivery".
  var noun: String {
    switch self {
    case .stored: "storage"
    case .delivered: "delivery"
    }
  }

  /// The other one.
  var other: Goal { self == .stored ? .delivered : .stored }
}
