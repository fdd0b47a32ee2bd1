import SimKernel

/// The names of the pipeline's events.
public enum EventName: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// `apps-backfill/run.requested`.
  case runRequested
  /// `apps-backfill/run.cancelled`.
  case runCancelled
  /// `apps-backfill/entity.requested`.
  case entityRequested
  /// `apps-backfill/entity.completed`.
  case entityCompleted
  /// `inngest/function.failed` of the entity worker.
  case workerFailed
  /// `apps-console/neural/observation.capture`.
  case capture
}

/// What an event carries.
public enum EventPayload: Sendable, BitwiseCopyable {
  /// A backfill is wanted.
  case trigger(TriggerData)
  /// A backfill is to be cancelled.
  case cancel
  /// A unit of work is wanted.
  case entity(EntityRequest)
  /// A unit of work ended.
  case completion(Completion)
  /// A worker failed.
  case failure(EntityRequest, Failure)
  /// An item is to be captured.
  case capture(CaptureData)
  /// What the queue delivered is to be taken in and captured (`console.one-function`).
  case delivery(DeliveryData)
}

extension EventPayload {
  /// What a run of the Console's function is about; what it has yet to find out is not there.
  @inline(__always)
  var captureData: CaptureData? {
    switch self {
    case .capture(let data): data
    case .delivery(let data):
      CaptureData(
        source: 0, item: data.item, workspace: -1, place: data.place,
        edition: UInt32(bitPattern: data.times) << 8 | 1, unit: data.unit, significance: 0,
        generation: data.generation)
    default: nil
    }
  }
}

/// An event of the pipeline.
public typealias PipelineEngineEvent = EngineEvent<EventPayload>

/// `apps-backfill/run.requested`, as `/trigger` sends it.
public struct TriggerData: Sendable, BitwiseCopyable {
  /// Index of the installation, or -1 when the world has none of this name.
  public var installation: Int32
  /// Index of the organisation the body names, or -1.
  public var organisation: Int32
  /// `depth` in days as a duration.
  public var depth: SimDuration
  /// `entityTypes`, empty for the connector's default.
  public var types: EntityTypeList
  /// Index into the pipeline's list of requests.
  public var request: Int32
  /// The provider the body names, whatever the connection's is (pipeline-facts 3.7).
  public var provider: ProviderName
  /// Whether `depth` is a number at all.
  public var isDepthValid: Bool
}

/// `apps-backfill/entity.requested`.
public struct EntityRequest: Sendable, BitwiseCopyable {
  /// Index of the installation.
  public var installation: Int32
  /// Index of the organisation the trigger named, or -1.
  public var organisation: Int32
  /// Oldest update wanted.
  public var since: SimTime
  /// Number of the orchestrator run that asked.
  public var parent: Int32
  /// What to copy.
  public var unit: UnitOfWork
  /// The provider.
  public var provider: ProviderName
}

/// `apps-console/neural/observation.capture`.
public struct CaptureData: Sendable, BitwiseCopyable {
  /// The source id (pipeline-facts §10), as a number.
  public var source: UInt64
  /// The item.
  public var item: Int32
  /// The workspace.
  public var workspace: Int32
  /// Where the item was found.
  public var place: PagePlace
  /// Which delivery of the item it is, and which begin of its capture.
  public var edition: UInt32
  /// Its unit.
  public var unit: UnitOfWork
  /// Points of significance.
  public var significance: Int16
  /// How many installations the one replaces that sent it.
  var generation: UInt8 = 0
}

/// What the queue delivered to the Console, as one function takes it in.
public struct DeliveryData: Sendable, BitwiseCopyable {
  /// The item.
  var item: Int32
  /// Which delivery of the item it is, from 1.
  var times: Int32
  /// Its unit.
  var unit: UnitOfWork
  /// The organisation that the message names.
  var organisation: Int32
  /// The version of the item.
  var version: Int32
  /// Its delivery id, as a number.
  var delivery: UInt64
  /// Where the item was found.
  var place: PagePlace
  /// Whether a live webhook brought it.
  var isLive: Bool
  /// How many installations the one replaces that sent it.
  var generation: UInt8
}

/// At most 20 entity types, in order: as many as a request names.
public struct EntityTypeList: Sendable, Equatable, BitwiseCopyable {
  /// The most it holds.
  public static let capacity = 20

  /// Three bits a type.
  private var bits: UInt64 = 0
  /// How many.
  private var length: UInt8 = 0

  /// Creates a list.
  public init(_ types: [EntityType] = []) {
    precondition(types.count <= Self.capacity, "A request names at most 20 entity types.")
    for type in types {
      bits |= UInt64(type.rawValue) << UInt64(3 * length)
      length += 1
    }
  }

  /// Number of types.
  public var count: Int { Int(length) }

  /// The types in order.
  public var types: [EntityType] {
    (0..<count).map { EntityType(rawValue: UInt8(bits >> UInt64(3 * $0) & 0x7)) ?? .unknown }
  }
}
