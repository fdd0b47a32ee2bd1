import SimKernel

@testable import PipelineModel

/// What an experiment sets besides its functions.
struct LabSettings: Sendable {
  /// How the app's SDK reports errors and sleeps.
  enum SDK: Sendable {
    /// The recordings' SDK: `NonRetriableError` and `RetryAfterError` fail the whole request,
    /// sleeps are cut to seconds (engine-facts 5.6, 11).
    case python
    /// The pipeline's SDK: both fail the step; sleeps are rounded up to a second (5.6, 11).
    case javaScript
  }

  var sdk = SDK.python
  var engine: Profile.Engine
  /// From the app's response to the engine acting on it.
  var responseLatency = SimDuration.milliseconds(5)
  /// From the end of a run to the listener's row about it.
  var listenerLatency = SimDuration.milliseconds(250)
  /// Ordinals of responses, from 0 over the whole experiment, that never reach the engine.
  var lostResponses: Set<Int> = []
  var seed: UInt64 = 1

  /// The dev server of the recordings: facts of the as-built profile, latencies as measured.
  static var recorded: LabSettings {
    var engine = Profile(.asBuilt).engine
    engine.pollTick = .milliseconds(150)
    engine.requestOverhead = .milliseconds(2)
    engine.scanPerItem = .microseconds(700)
    engine.eventLatency = .milliseconds(80)
    engine.cancelLatency = .milliseconds(100)
    engine.timeoutLatency = .milliseconds(50)
    engine.failureLatency = .milliseconds(150)
    engine.accountSteps = 1000
    engine.monthlyExecutions = 0
    return LabSettings(engine: engine)
  }
}
