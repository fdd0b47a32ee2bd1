import SimKernel

/// The backfill service's two routes, as decisions: what a request is answered and what it starts.
///
/// Source: pipeline-facts §3 (TRIG:13-69).
struct TriggerRoute: Sendable {
  /// Finds the names of the world in request bodies.
  let directory: WorldDirectory
  /// Whether providers without connector, unknown types and depths other than 7, 30, 90 are
  /// refused.
  let validates: Bool
  /// Days that a request without a depth looks back.
  var defaultDepth = 30

  /// What a route decides.
  enum Decision<Started: Sendable>: Sendable {
    /// Refused with this HTTP status; nothing runs.
    case refused(Int16)
    /// Accepted: this is to be sent to the engine.
    case accepted(Started)

    func map<Other>(_ make: (Started) -> Other) -> Decision<Other> {
      switch self {
      case .refused(let status): .refused(status)
      case .accepted(let started): .accepted(make(started))
      }
    }
  }

  /// What a request is answered, and the event that it sends; `number` is the next backfill's.
  func decide(_ request: RouteRequest, number: Int32) -> Decision<PipelineEngineEvent> {
    switch request {
    case .trigger(let body): trigger(body, request: number).map { .trigger($0) }
    case .cancel(let body): cancel(body).map { .cancel(of: $0) }
    }
  }

  /// `POST /trigger`.
  func trigger(_ body: TriggerRequest, request: Int32) -> Decision<TriggerData> {
    guard body.key == .valid else { return .refused(401) }
    guard !body.malformed else { return .refused(500) }
    guard body.installationID.isTruthy, body.provider.isTruthy, body.organisationID.isTruthy else {
      return .refused(400)
    }
    let days = body.depth.days(otherwise: defaultDepth)
    guard !validates || isKnown(body, days: days) else { return .refused(400) }
    return .accepted(
      TriggerData(
        installation: directory.installation(body.installationID),
        organisation: directory.organisation(body.organisationID), depth: days.asDays ?? .zero,
        types: EntityTypeList((body.entityTypes ?? []).map(directory.entityType)),
        request: request, provider: directory.provider(body.provider),
        isDepthValid: days.asDays != nil))
  }

  private func isKnown(_ body: TriggerRequest, days: Double) -> Bool {
    guard let connector = Connector(directory.provider(body.provider)) else { return false }
    return [7, 30, 90, Double(defaultDepth)].contains(days)
      && (body.entityTypes ?? []).allSatisfy { connector.supports(directory.entityType($0)) }
  }

  /// `POST /trigger/cancel`: the installation to cancel, known or not.
  func cancel(_ body: CancelRequest) -> Decision<Int32> {
    guard body.key == .valid else { return .refused(401) }
    guard body.installationID.isTruthy else { return .refused(400) }
    return .accepted(directory.installation(body.installationID))
  }
}

extension TriggerRoute {
  init(_ directory: WorldDirectory, _ policy: Profile.Backfill) {
    self.init(
      directory: directory, validates: policy.validatesParameters,
      defaultDepth: policy.defaultDepth)
  }
}

extension EngineEvent where Payload == EventPayload {
  /// What `POST /trigger` sends.
  static func trigger(_ data: TriggerData) -> PipelineEngineEvent {
    PipelineEngineEvent(
      name: EventName.runRequested.rawValue, key: EventKey(data.installation, data.organisation),
      payload: .trigger(data))
  }

  /// What `POST /trigger/cancel` sends.
  static func cancel(of installation: Int32) -> PipelineEngineEvent {
    PipelineEngineEvent(
      name: EventName.runCancelled.rawValue, key: EventKey(installation), payload: .cancel)
  }
}

extension RawValue {
  /// JavaScript's truthiness.
  var isTruthy: Bool {
    switch self {
    case .absent, .null: false
    case .string(let text): !text.isEmpty
    case .number(let number): number != 0 && !number.isNaN
    case .bool(let flag): flag
    }
  }

  /// `depth ?? 30`, as JavaScript's multiplication reads it; NaN when it cannot.
  fileprivate func days(otherwise depth: Int) -> Double {
    switch self {
    case .absent, .null: return Double(depth)
    case .number(let number): return number
    case .bool(let flag): return flag ? 1 : 0
    case .string(let text):
      let trimmed = text.trimmed
      return trimmed.isEmpty ? 0 : Double(trimmed) ?? .nan
    }
  }
}

extension String {
  /// Without white space at both ends, as JavaScript's `Number` reads it.
  fileprivate var trimmed: Substring {
    let head = drop { $0.isWhitespace }
    let last = head.lastIndex { !$0.isWhitespace }
    return last.map { head[...$0] } ?? head
  }
}

extension Double {
  /// So many days, if JavaScript's `Date` can go back so far (10⁸ days).
  fileprivate var asDays: SimDuration? {
    guard isFinite, magnitude <= 100_000_000 else { return nil }
    return SimDuration(microseconds: Int64(self * 86_400_000_000))
  }
}
