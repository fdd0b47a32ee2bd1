import PipelineModel
import SimKernel

/// Items of one unit to which the same happened on one hop, one shortly after the other.
struct ItemFold {
  /// What the items have in common.
  struct Key: Hashable {
    let unit: UnitOfWork
    let kind: Milestone.Kind
    /// The words for what happened to them.
    let text: String

    private var isOfGateway = false

    /// Nil for what is no such event.
    init?(_ milestone: Milestone) {
      unit = milestone.unit
      kind = milestone.kind
      switch milestone.event {
      case .itemDelivered(_, let times): text = times > 1 ? "delivered again" : "delivered"
      case .itemStored(_, let times): text = times > 1 ? "stored again" : "stored"
      case .itemDeadLettered(_, let byGateway):
        text = byGateway ? "given up by the gateway" : "given up by the queue"
        isOfGateway = byGateway
      case .redelivery(_, .ingress, _): text = "not delivered, to be tried again"
      case .itemDropped(_, let reason): text = "dropped: \(reason.words)"
      case .webhookLost(_, let reason):
        text = "came by a live webhook that was lost: \(reason.words)"
        isOfGateway = true
      default: return nil
      }
    }

    /// Who does it.
    var actor: String { isOfGateway ? "gateway" : "console" }
  }

  /// A longer pause than this starts a new line.
  static let pause = SimDuration.minutes(1)

  let key: Key
  let time: SimTime
  private(set) var until: SimTime
  private var count = 1
  /// The first item as people call it.
  private let first: String

  init(_ key: Key, at time: SimTime, _ first: String) {
    self.key = key
    self.time = time
    self.first = first
    until = time
  }

  mutating func take(at time: SimTime) -> Bool {
    guard time - until <= Self.pause else { return false }
    until = time
    count += 1
    return true
  }

  /// The line's text; `unit` is the unit's name.
  func text(_ unit: String) -> String {
    let span = until > time ? ", until \(until.clock)" : ""
    return count == 1
      ? "\(first) \(key.text)" : "\(unit): \(counted(count, "item")) \(key.text)\(span)"
  }
}
