import SimKernel

@testable import PipelineModel

/// Experiments in which nothing takes time but what the functions say: every instant that is seen
/// follows from a rule of the engine, to the microsecond.
extension LabSettings {
  static var exact: LabSettings {
    var settings = LabSettings.recorded
    settings.sdk = .javaScript
    settings.responseLatency = .zero
    settings.listenerLatency = .zero
    settings.engine.pollTick = .zero
    settings.engine.requestOverhead = .zero
    settings.engine.scanPerItem = .zero
    settings.engine.eventLatency = .zero
    settings.engine.ingestPerEvent = .zero
    settings.engine.cancelLatency = .zero
    settings.engine.timeoutLatency = .zero
    settings.engine.failureLatency = .zero
    settings.engine.backoffJitter = .zero
    settings.engine.blockedRequeue = .zero
    return settings
  }
}

extension LabResult {
  /// When steps started, in order.
  func starts(_ step: String? = nil, run: String? = nil) -> [Double] {
    rows(.stepStart, run: run, step: step).map(\.time)
  }

  /// When a run ended and how, by the engine's last event about it.
  func end(of run: String) -> LabEnd? {
    rows(.engineEvent, run: run).last.map { LabEnd(time: $0.time, how: $0.detail) }
  }
}

/// The end of a run as the engine tells it.
struct LabEnd: Equatable {
  var time: Double
  var how: String

  static func completed(_ time: Double) -> LabEnd {
    LabEnd(time: time, how: "function.finished Completed")
  }
  static func failed(_ time: Double) -> LabEnd {
    LabEnd(time: time, how: "function.failed Failed")
  }
  static func cancelled(_ time: Double) -> LabEnd {
    LabEnd(time: time, how: "function.cancelled Cancelled")
  }
}
