import PipelineModel
import SimKernel

/// A run as OpenTelemetry spans in OTLP's JSON encoding, which Jaeger and Grafana Tempo read.
///
/// One trace for each orchestrator run: its workers below it, the steps below those. Ids are
/// digests of what a span is about, so that the same run of the same experiment has them again.
/// Source: opentelemetry-proto, "OTLP/JSON": ids are hexadecimal, 64-bit integers are texts.
public struct OTLPTrace: Sendable {
  /// Virtual time zero: 2026-01-01T00:00:00Z, in nanoseconds.
  private static let epoch: Int64 = 1_767_225_600_000_000_000

  private let evidence: Evidence
  private let wording: TimelineWording
  private let experiment: String
  private let scenario: String

  public init(_ replay: Replay) {
    evidence = replay.evidence
    wording = TimelineWording(evidence)
    scenario = replay.plan.scenario.name
    experiment =
      "\(scenario)\n\(replay.plan.profile.label)\n\(replay.plan.seed)\n"
      + replay.plan.overrides.map(\.text).joined(separator: "\n")
  }

  /// The whole file: one `TracesData` message.
  public var json: String {
    JSONOutput.text(TracesData(resourceSpans: [resourceSpans]), onOneLine: true) + "\n"
  }

  private var resourceSpans: TracesData.ResourceSpans {
    TracesData.ResourceSpans(
      resource: TracesData.Resource(attributes: [
        .init("service.name", "backfill"), .init("simrun.scenario", scenario),
      ]),
      scopeSpans: [
        TracesData.ScopeSpans(
          scope: TracesData.Scope(name: "simrun"), spans: evidence.outcome.runs.flatMap(spans))
      ])
  }

  private func spans(of run: RunRecord) -> [TracesData.Span] {
    let (trace, own) = (digest("trace", root(of: run), 16), digest("span", identity(run), 8))
    let parent = evidence.run(run.parent).map { digest("span", identity($0), 8) }
    var whole = TracesData.Span(
      traceId: trace, spanId: own, parentSpanId: parent, name: name(of: run),
      startTimeUnixNano: nanoseconds(run.createdAt), endTimeUnixNano: nanoseconds(run.endedAt))
    whole.attributes = [
      .init("simrun.run", Int64(run.number)), .init("simrun.round", Int64(run.round)),
      .init("simrun.connection", evidence.name(ofInstallation: Int(run.installation))),
      .init("simrun.unit", run.unit == .none ? "" : evidence.name(of: run.unit)),
      .init("simrun.outcome", run.outcome.name), .init("simrun.pages", Int64(run.pages)),
      .init("simrun.attempts", Int64(run.attempts)),
    ]
    whole.events = events(of: run)
    if run.wentWrong { whole.status = .init(code: 2, message: run.failure.words) }
    let segments = RunSegments(run, evidence.milestones(of: run)).segments
    return [whole]
      + segments.enumerated().map { place, segment in
        var span = TracesData.Span(
          traceId: trace, spanId: digest("span", "\(identity(run))\n\(place) \(segment.name)", 8),
          parentSpanId: own, name: segment.name, startTimeUnixNano: nanoseconds(segment.from),
          endTimeUnixNano: nanoseconds(segment.to))
        if segment.failure != .none { span.status = .init(code: 2, message: segment.failure.words) }
        return span
      }
  }

  /// Faults that struck it, limits that it met, and its posts that were not accepted.
  private func events(of run: RunRecord) -> [TracesData.Event] {
    let posts = evidence.ledger.posts[run.number].filter { $0.kind != .itemAccepted }
    let others = evidence.milestones(of: run).filter {
      $0.kind == .faultStruck || $0.kind == .rateLimited || $0.kind == .waitTimedOut
    }
    return (posts + others).sorted { $0.time < $1.time }.map { milestone in
      let isFault = milestone.kind == .faultStruck
      return TracesData.Event(
        timeUnixNano: nanoseconds(milestone.time),
        name: (isFault ? "fault: " : "") + wording.sentence(of: milestone))
    }
  }

  private func name(of run: RunRecord) -> String {
    let function = run.function.name.split(separator: "/").last.map(String.init) ?? ""
    return run.unit == .none
      ? "\(function) \(evidence.name(ofInstallation: Int(run.installation)))"
      : "\(function) \(evidence.name(of: run.unit))"
  }

  // MARK: - Identity

  /// Function, connection, unit and round: what a run is, whatever its number.
  private func identity(_ run: RunRecord) -> String {
    "\(run.function.name)\n\(evidence.name(ofInstallation: Int(run.installation)))\n"
      + "\(run.unit == .none ? "" : evidence.name(of: run.unit))\n\(run.round)"
  }

  /// The identity of the orchestrator run above it, or its own.
  private func root(of run: RunRecord) -> String {
    identity(evidence.run(run.parent) ?? run)
  }

  private func digest(_ what: String, _ identity: String, _ bytes: Int) -> String {
    SHA256.digest(Array("\(experiment)\n\(what)\n\(identity)".utf8)).prefix(bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  private func nanoseconds(_ time: SimTime) -> String {
    "\(Self.epoch + min(time.microseconds, (.max - Self.epoch) / 1000) * 1000)"
  }
}

/// The messages of opentelemetry-proto's `trace.proto`, as far as they are written.
private struct TracesData: Encodable {
  var resourceSpans: [ResourceSpans]

  struct ResourceSpans: Encodable {
    var resource: Resource
    var scopeSpans: [ScopeSpans]
  }

  struct Resource: Encodable { var attributes: [KeyValue] }

  struct ScopeSpans: Encodable {
    var scope: Scope
    var spans: [Span]
  }

  struct Scope: Encodable { var name: String }

  struct Span: Encodable {
    var traceId: String
    var spanId: String
    var parentSpanId: String?
    var name: String
    /// SPAN_KIND_INTERNAL.
    var kind = 1
    var startTimeUnixNano: String
    var endTimeUnixNano: String
    var attributes: [KeyValue] = []
    var events: [Event] = []
    var status: Status?
  }

  struct Event: Encodable {
    var timeUnixNano: String
    var name: String
  }

  struct Status: Encodable {
    /// STATUS_CODE_ERROR is 2.
    var code: Int
    var message: String
  }

  struct KeyValue: Encodable {
    var key: String
    var value: Value

    init(_ key: String, _ text: String) { (self.key, value) = (key, Value(stringValue: text)) }

    init(_ key: String, _ number: Int64) {
      (self.key, value) = (key, Value(intValue: "\(number)"))
    }

    struct Value: Encodable {
      var stringValue: String?
      var intValue: String?
    }
  }
}
