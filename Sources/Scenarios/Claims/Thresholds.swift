import PipelineModel
import SimKernel

// Every number that a verdict compares with stands here, and in the sentence of the verdict.
// Three kinds: the runbook's own numbers, levers of the run, and our readings of its words.

/// The runbook's own numbers.
extension Evidence {
  /// "Within 24 hours", since the first run's start.
  static let day = SimDuration.hours(24)
  /// `day` in sentences.
  static let dayInWords = "24 h"
  /// "Entity workers: 5 per org, 10 global".
  static let workersAtOnce = (ofOrganisation: 5, inAll: 10)
  /// "100 concurrent Inngest steps".
  static let stepsAtOnce = 100
  /// "depth: 7, 30, or 90 days".
  static let depths: [SimDuration] = [.days(7), .days(30), .days(90)]
  /// "default: 30": the days a connection's own run asks for.
  static let defaultDepth = SimDuration.days(30)
}

/// Numbers of the runbook that are levers of the run.
extension Evidence {
  /// "Inngest retried the function 3x": one attempt and `worker.retries`.
  var attempts: Int { levers.worker.retries + 1 }
  /// "A few retries": so many as one step has attempts, for each run that is concerned.
  func fewRetries(for runs: [RunRecord]) -> Int { attempts * runs.count }
}

/// Our readings of the runbook's words.
extension Evidence {
  /// "At once", "immediately", "cancelled": within a minute, or within what the retries of a failure
  /// handler may take (`worker.failure-retries`, `engine.backoff`), if that is longer.
  var promptly: SimDuration {
    let engine = levers.engine
    let delays = (0..<levers.worker.failureRetries).map { retry in
      engine.backoff.isEmpty
        ? .zero : engine.backoff[min(retry, engine.backoff.count - 1)] + engine.backoffJitter
    }
    return max(.minutes(1), delays.reduce(.zero, +))
  }
  /// "Not blocking": a browser waits so long for its redirect before the callback blocks it.
  static let redirect = SimDuration.seconds(1)
}
