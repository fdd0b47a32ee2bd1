/// Bytes of what is kept per item, by what keeps it.
public struct ItemMemory: Sendable, Equatable {
  /// How often each item was delivered and stored.
  public var ledger: Int
  /// Delivery ids that the gateway has marked.
  public var gatewayMarks: Int
  /// Keys by which the engine drops a second capture.
  public var captureMarks: Int
  /// Delivery ids and source ids in the Console's tables.
  public var observations: Int
}
