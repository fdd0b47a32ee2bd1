import PipelineModel
import SimKernel

/// Posts of one run that belong on one line: the same answer, item after item, page after page.
struct PostFold {
  let kind: Milestone.Kind
  let time: SimTime
  private(set) var until: SimTime
  private(set) var count = 1
  private let firstPage: Int64
  private let firstPosition: Int
  private var lastPage: Int64
  private var lastPosition: Int

  init(_ milestone: Milestone, position: Int) {
    kind = milestone.kind
    time = milestone.time
    until = milestone.time
    firstPage = milestone.b
    lastPage = milestone.b
    firstPosition = position
    lastPosition = position
  }

  /// Takes one more post; false when it belongs on another line.
  mutating func take(_ milestone: Milestone, position: Int) -> Bool {
    guard milestone.kind == kind else { return false }
    let follows = milestone.b == lastPage && position == lastPosition + 1
    let turns = milestone.b == lastPage + 1 && position == 1 && firstPosition == 1
    guard follows || turns else { return false }
    lastPage = milestone.b
    lastPosition = position
    until = milestone.time
    count += 1
    return true
  }

  var text: String {
    let answer =
      switch kind {
      case .itemAccepted: "accepted"
      case .itemDuplicate: "duplicate"
      default: "failed"
      }
    let span = until > time ? ", until \(until.clock)" : ""
    guard firstPage == lastPage else {
      return "pages \(firstPage)–\(lastPage): \(counted(count, "item")) \(answer)\(span)"
    }
    let items =
      firstPosition == lastPosition
      ? "item \(firstPosition)" : "items \(firstPosition)–\(lastPosition)"
    return "page \(firstPage): \(items) \(answer)\(span)"
  }
}

/// Items of one unit to which the same happened in the Console, one shortly after the other.
struct ConsoleFold {
  /// What the items have in common.
  struct Key: Hashable {
    let unit: UnitOfWork
    let kind: Milestone.Kind
    /// `ItemDrop.rawValue` of a drop, 1 for a second delivery or observation, else 0.
    let detail: Int64

    init(_ milestone: Milestone) {
      unit = milestone.unit
      kind = milestone.kind
      detail =
        switch milestone.kind {
        case .itemDropped: milestone.b
        case .itemDelivered, .itemStored: milestone.b > 1 ? 1 : 0
        default: 0
        }
    }
  }

  /// A longer pause than this starts a new line.
  static let pause = SimDuration.minutes(1)

  let key: Key
  let time: SimTime
  private(set) var until: SimTime
  private var count = 1

  init(_ milestone: Milestone) {
    key = Key(milestone)
    time = milestone.time
    until = milestone.time
  }

  mutating func take(_ milestone: Milestone) -> Bool {
    guard milestone.time - until <= Self.pause else { return false }
    until = milestone.time
    count += 1
    return true
  }

  /// The line's text; `unit` is the unit's name.
  func text(_ unit: String) -> String {
    let span = until > time ? ", until \(until.clock)" : ""
    let what =
      switch key.kind {
      case .itemDelivered: key.detail > 0 ? "delivered again" : "delivered"
      case .itemStored: key.detail > 0 ? "stored again" : "stored"
      case .itemDeadLettered: "given up by the queue"
      default: "dropped: " + (ItemDrop(rawValue: UInt8(clamping: key.detail)) ?? .failed).words
      }
    return "\(unit): \(counted(count, "item")) \(what)\(span)"
  }
}
