import SimKernel

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
