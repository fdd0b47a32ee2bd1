import PipelineModel
import SimKernel

/// Posts of one run that belong on one line: the same answer, item after item, page after page.
struct PostFold {
  let kind: Milestone.Kind
  private var first: Stretch
  private var last: Stretch
  /// Whether the last page was dispatched to its end.
  private var isWhole = false

  /// Items of one page, or of several whole ones.
  private struct Stretch {
    var pages: ClosedRange<Int64>
    var positions: ClosedRange<Int>
    var count = 1
    var time: SimTime
    var until: SimTime

    init(_ milestone: Milestone, position: Int) {
      pages = milestone.b...milestone.b
      positions = position...position
      time = milestone.time
      until = milestone.time
    }

    mutating func extend(_ milestone: Milestone, position: Int) {
      pages = pages.lowerBound...milestone.b
      positions = positions.lowerBound...max(position, positions.upperBound)
      count += 1
      until = milestone.time
    }
  }

  init(_ milestone: Milestone, position: Int) {
    kind = milestone.kind
    first = Stretch(milestone, position: position)
    last = first
  }

  /// Takes one more post; false when it belongs on another line.
  mutating func take(_ milestone: Milestone, position: Int) -> Bool {
    guard milestone.kind == kind else { return false }
    if milestone.b == last.pages.upperBound, position == last.positions.upperBound + 1 {
      last.extend(milestone, position: position)
      if first.pages.upperBound == milestone.b { first = last }
      return true
    }
    let turns =
      isWhole && milestone.b == last.pages.upperBound + 1 && position == 1
      && first.positions.lowerBound == 1
    guard turns else { return false }
    if last.pages.lowerBound > first.pages.upperBound { join() }
    last = Stretch(milestone, position: position)
    isWhole = false
    return true
  }

  /// Notes that the last page was dispatched to its end.
  mutating func finishPage() { isWhole = true }

  /// The lines: one, or two when the last of several pages was interrupted.
  func lines() -> [(time: SimTime, text: String)] {
    guard last.pages.lowerBound > first.pages.upperBound else { return [line(last)] }
    guard isWhole else { return [line(first), line(last)] }
    var whole = self
    whole.join()
    return [line(whole.first)]
  }

  /// Adds the last page to the whole ones before it.
  private mutating func join() {
    first.pages = first.pages.lowerBound...last.pages.upperBound
    first.count += last.count
    first.until = last.until
  }

  private func line(_ stretch: Stretch) -> (time: SimTime, text: String) {
    let answer =
      switch kind {
      case .itemAccepted: "accepted"
      case .itemDuplicate: "duplicate"
      default: "failed"
      }
    let span = stretch.until > stretch.time ? ", until \(stretch.until.clock)" : ""
    let (from, to) = (stretch.pages.lowerBound, stretch.pages.upperBound)
    guard from == to else {
      return (
        stretch.time, "pages \(from)–\(to): \(counted(stretch.count, "item")) \(answer)\(span)"
      )
    }
    let (one, many) = (stretch.positions.lowerBound, stretch.positions.upperBound)
    let items = one == many ? "item \(one)" : "items \(one)–\(many)"
    return (stretch.time, "page \(from): \(items) \(answer)\(span)")
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
      case .redelivery: "not delivered, to be tried again"
      default: "dropped: " + (ItemDrop(rawValue: UInt8(clamping: key.detail)) ?? .failed).words
      }
    return "\(unit): \(counted(count, "item")) \(what)\(span)"
  }
}
