import SimKernel

/// What the Console makes of an item: its source id and its points of significance.
///
/// As built the repository's name is lost on the way, so items of equal number and action in two
/// repositories of a workspace have one source id. Source: pipeline-facts §8.4, §10, §11, §14.
struct SourceIDs: Sendable {
  let keepsRepositoryName: Bool
  let states: ItemStates
  let textSignal: Int
  /// Points of an action that has none of its own.
  let otherActions: Int
  /// Repositories whose releases have the same tags have one of these in common, by repository.
  let tags: [Int32]
  let random: RandomKey

  /// The source id, as a number, of an item of this number in a workspace; `key` is the item's.
  ///
  /// Without an action it is the one of the state the item was drawn in. A release's id carries its
  /// tag and a deployment's its own id, whatever the action.
  func id(
    of number: Int, _ unit: UnitOfWork, workspace: Int32, key: UInt64, action: ItemChange? = nil
  ) -> UInt64 {
    let type = UInt64(unit.entityType.rawValue)
    switch unit.entityType {
    case .deployment:
      return ExpiringKeys.key(word(workspace, unit.repository), UInt64(number), type << 1)
    case .release:
      let place = keepsRepositoryName ? unit.repository : -2 - tags[Int(unit.repository)]
      return ExpiringKeys.key(word(workspace, place), UInt64(number), type << 1)
    case .pullRequest, .issue, .unknown:
      let place = word(workspace, keepsRepositoryName ? unit.repository : -1)
      let kind = type << 1 | (isClosed(key, action) ? 1 : 0)
      return ExpiringKeys.key(place, UInt64(number), kind | (action?.ownBits ?? 0))
    }
  }

  private func isClosed(_ key: UInt64, _ action: ItemChange?) -> Bool {
    action.map { $0 == .closed } ?? states.isClosed(key)
  }

  /// Points: the base of type and action, and what the text adds (pipeline-facts §11).
  func significance(of key: UInt64, _ type: EntityType, action: ItemChange? = nil) -> Int32 {
    let base = base(of: key, type, action ?? states.state(of: key, type).listedAs)
    guard textSignal > 0 else { return base }
    let draw = random.bits(.itemText, key)
      .multipliedFullWidth(by: UInt64(2 * textSignal + 1)).high
    return base + Int32(draw) - Int32(textSignal)
  }

  private func base(of key: UInt64, _ type: EntityType, _ action: ItemChange) -> Int32 {
    switch (type, action) {
    case (.unknown, _): 0
    case (.pullRequest, .opened): 50
    case (.pullRequest, .closed): 45
    case (.pullRequest, .merged): 60
    case (.issue, .opened): 45
    case (.issue, .closed): 40
    case (.release, .published), (.release, .opened): 75
    case (.deployment, .opened): 30
    case (.deployment, .succeeded): 40
    case (.deployment, .failed): 70
    case (.deployment, .cancelled): 65
    default: Int32(otherActions)
    }
  }
}

extension ItemChange {
  /// What tells an action's source ids from those of opened and closed items.
  fileprivate var ownBits: UInt64 {
    switch self {
    case .opened, .closed: 0
    case .edited: 1 << 8
    case .merged: 2 << 8
    case .reopened: 3 << 8
    case .deleted: 4 << 8
    case .transferred: 5 << 8
    case .published, .succeeded, .failed, .cancelled: 6 << 8
    }
  }
}

extension SourceIDs {
  init(_ profile: Profile, _ states: ItemStates, _ world: World, _ random: RandomKey) {
    self.init(
      keepsRepositoryName: profile.gateway.keepsRepositoryName, states: states,
      textSignal: profile.console.textSignal, otherActions: profile.console.otherActions,
      tags: world.tagSchemes, random: random)
  }
}
