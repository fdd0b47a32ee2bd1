import PipelineModel

/// What the whole model keeps per item that reached the gateway, in bytes.
public struct BytesPerItem: Sendable, Encodable {
  public let ledger: Double
  public let gatewayMarks: Double
  public let captureMarks: Double
  public let observations: Double
  public let total: Double

  init(_ memory: ItemMemory, items: Int) {
    func part(_ bytes: Int) -> Double { Double(bytes) / Double(max(1, items)) }
    ledger = part(memory.ledger)
    gatewayMarks = part(memory.gatewayMarks)
    captureMarks = part(memory.captureMarks)
    observations = part(memory.observations)
    total = ledger + gatewayMarks + captureMarks + observations
  }

  /// One line for people.
  var text: String {
    "  bytes/item \(total.oneDigit): ledger \(ledger.oneDigit), gateway marks "
      + "\(gatewayMarks.oneDigit), capture marks \(captureMarks.oneDigit), observations "
      + observations.oneDigit
  }
}

extension PipelineShare {
  /// One line for people.
  var text: String {
    "  \(kind): \(events.formatted) events (\((share * 100).oneDigit) %), "
      + "\(nanosecondsPerEvent.oneDigit) ns each, \((timeShare * 100).oneDigit) % of the time"
  }
}

extension Double {
  /// With one digit behind the point.
  var oneDigit: String {
    let tenths = Int((self * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
