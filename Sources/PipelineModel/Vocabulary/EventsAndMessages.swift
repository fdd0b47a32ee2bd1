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

/// Four numbers an event carries for matching: what they mean is the sender's business.
public struct EventKey: Hashable, Sendable, BitwiseCopyable {
  /// First field.
  public var a: Int32
  /// Second field.
  public var b: Int32
  /// Third field.
  public var c: Int32
  /// Fourth field.
  public var d: Int32

  /// Creates a key.
  public init(_ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0, _ d: Int32 = 0) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
  }

  /// The key with the fields outside the mask set to zero.
  @inline(__always)
  func masked(_ mask: KeyMask) -> EventKey {
    EventKey(
      mask.contains(.a) ? a : 0, mask.contains(.b) ? b : 0, mask.contains(.c) ? c : 0,
      mask.contains(.d) ? d : 0)
  }
}

/// Which fields of an event's key a rule looks at.
public struct KeyMask: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// One bit per field.
  public let rawValue: UInt8

  /// Creates a mask.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The first field.
  public static let a = KeyMask(rawValue: 1)
  /// The second field.
  public static let b = KeyMask(rawValue: 2)
  /// The third field.
  public static let c = KeyMask(rawValue: 4)
  /// The fourth field.
  public static let d = KeyMask(rawValue: 8)
  /// Every field.
  public static let all: KeyMask = [.a, .b, .c, .d]
}

/// An event on the engine's bus.
public struct EngineEvent<Payload: BitwiseCopyable & Sendable>: Sendable, BitwiseCopyable {
  /// The sender's id for it, 0 for none; a second event with the same id starts nothing.
  public var id: UInt64
  /// When the engine accepted it.
  public var receivedAt: SimTime
  /// What rules match on.
  public var key: EventKey
  /// What functions read.
  public var payload: Payload
  /// Which event, as the application numbers its names.
  public var name: UInt8

  /// Creates an event.
  public init(
    name: UInt8, key: EventKey, receivedAt: SimTime = .zero, payload: Payload, id: UInt64 = 0
  ) {
    self.name = name
    self.key = key
    self.receivedAt = receivedAt
    self.payload = payload
    self.id = id
  }
}

/// A message on its way through the queue.
struct QueueMessage: Sendable, BitwiseCopyable {
  var topic: QueueTopic
  /// What it is about: an installation or an item.
  var subject: Int32
  var unit: UnitOfWork
  /// Further detail, such as the request it stands for or the workflow step it is at.
  var detail: Int32
  /// Where an item was found.
  var place = PagePlace()
  /// Deliveries so far.
  var attempt: Int32 = 0
  /// When it was published.
  var publishedAt = SimTime.zero
  /// Which publication of its subject it is: what its draws are keyed by.
  var edition: UInt64 = 0
  /// Whether it is a live webhook rather than the backfill's.
  var isLive = false
  /// Whether a slow delivery has already been slow.
  var isDelayed = false
  /// Whether a second delivery after the acknowledgement has been made.
  var isRepeat = false
  /// How many installations the one replaces whose backfill sent it.
  var generation: UInt8 = 0
  /// The version of the item it carries, from 1.
  var version: Int32 = 1
}

extension QueueMessage {
  /// What milestones call it: an item's message by its item, others by their edition.
  var name: Int32 {
    topic == .ingress ? subject : Int32(truncatingIfNeeded: edition)
  }
}

/// Where a message goes.
public enum QueueTopic: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// `POST backfill/trigger`.
  case trigger
  /// `POST backfill/trigger/cancel`.
  case cancel
  /// `POST console/api/webhooks/ingress`.
  case ingress

  /// The wire of its deliveries.
  var wire: Wire {
    switch self {
    case .trigger: .trigger
    case .cancel: .cancelDelivery
    case .ingress: .ingress
    }
  }
}
