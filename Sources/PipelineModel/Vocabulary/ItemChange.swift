import SimKernel

/// What can happen to an item at its provider; the word is its name in scenario files.
///
/// Source: pipeline-facts §7, §10, §11, §14.
public enum ItemChange: String, CaseIterable, Sendable, BitwiseCopyable {
  /// It appears.
  case opened
  /// Its text changes.
  case edited
  case closed
  case merged
  case reopened
  /// A draft of a release is published.
  case published
  /// A deployment is built.
  case succeeded
  case failed
  case cancelled
  case deleted
  /// An issue moves to another repository, under a new number.
  case transferred

  /// Whether it can happen to items of a type.
  public func happens(to type: EntityType) -> Bool {
    switch self {
    case .opened: true
    case .edited: type != .deployment
    case .closed, .reopened: type == .pullRequest || type == .issue
    case .merged: type == .pullRequest
    case .published: type == .release
    case .succeeded, .failed, .cancelled: type == .deployment
    case .deleted: type != .pullRequest
    case .transferred: type == .issue
    }
  }
}

/// How an item stands at its provider.
public enum ItemState: Sendable, BitwiseCopyable {
  case open, closed, merged
  case draft, published
  case building, succeeded, failed, cancelled
  /// Deleted or transferred.
  case gone

  /// The state that a change leads to; nil when it cannot happen in this one.
  func after(_ change: ItemChange) -> ItemState? {
    switch (change, self) {
    case (_, .gone), (.opened, _): nil
    case (.edited, _): self
    case (.closed, .open): .closed
    case (.merged, .open): .merged
    case (.reopened, .closed): .open
    case (.published, .draft): .published
    case (.succeeded, .building): .succeeded
    case (.failed, .building): .failed
    case (.cancelled, .building): .cancelled
    case (.deleted, _), (.transferred, _): .gone
    default: nil
    }
  }

  /// What the backfill's adapters make of it: a list has no merges and no reopenings (§7).
  var listedAs: ItemChange {
    switch self {
    case .open, .building: .opened
    case .closed, .merged, .gone: .closed
    case .draft, .published: .published
    case .succeeded: .succeeded
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }
}

/// How the items of the world stand when the story starts, drawn item by item.
struct ItemStates: Sendable {
  let closedPerMille: Int
  let random: RandomKey

  func isClosed(_ key: UInt64) -> Bool {
    random.bits(.itemState, key).multipliedFullWidth(by: 1000).high < UInt64(closedPerMille)
  }

  /// Nothing that is old is a draft or being built (§14).
  func state(of key: UInt64, _ type: EntityType) -> ItemState {
    switch type {
    case .pullRequest, .issue, .unknown: isClosed(key) ? .closed : .open
    case .release: .published
    case .deployment: isClosed(key) ? .succeeded : .failed
    }
  }
}

/// Changes that items of a repository go through by themselves, at a rate.
public struct ItemActivity: Sendable, Equatable {
  public var entityType: EntityType
  public var change: ItemChange
  /// How often on average; the times between two are exponential.
  public var rate: Rate
  public var from: SimTime
  public var until: SimTime

  /// Creates an activity.
  public init(
    entityType: EntityType, change: ItemChange, rate: Rate, from: SimTime, until: SimTime
  ) {
    self.entityType = entityType
    self.change = change
    self.rate = rate
    self.from = from
    self.until = until
  }
}
