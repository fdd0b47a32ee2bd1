import PipelineModel
import SimKernel

/// What a run came to: all that is kept of a run of which nothing else is asked.
public struct RunSummary: Sendable, Equatable {
  /// Why the simulation ended.
  public var stop = StopReason.noMoreEvents
  /// Virtual time of the last event.
  public var endedAt = SimTime.zero
  /// Kernel events handled.
  public var events = 0
  /// Items at each hop, in all.
  public var counts = HopCounts()
  /// Executions metered.
  public var executions = 0
  /// Requests the provider answered, in all.
  public var providerRequests = 0
  /// Hash of everything that happened.
  public var fingerprint: UInt64 = 0
  /// Number of broken invariants of the model; 0 in a sound run.
  public var violations = 0

  /// Whether it proves nothing.
  public var isCutOff: Bool { stop.isCutOff }
}

extension RunSummary {
  public init(_ outcome: Outcome) {
    self.init(
      stop: outcome.stop, endedAt: outcome.endedAt, events: outcome.events,
      counts: outcome.counts, executions: outcome.executions,
      providerRequests: outcome.providerRequests.reduce(0, +), fingerprint: outcome.fingerprint,
      violations: outcome.violations.count)
  }

  /// What it cost and left behind.
  var amounts: Amounts {
    Amounts(
      executions: executions, providerRequests: providerRequests,
      endedMicroseconds: endedAt.microseconds, stored: counts.observed, missing: counts.missing,
      duplicateDeliveries: counts.duplicateDeliveries, duplicateStored: counts.duplicateStored)
  }
}
