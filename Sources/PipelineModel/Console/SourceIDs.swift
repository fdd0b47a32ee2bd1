import SimKernel

/// What the Console makes of an item: its source id and its points of significance.
///
/// As built the repository's name is lost on the way, so items of equal number and action in two
/// repositories of a workspace have one source id. Source: pipeline-facts §8.4, §10, §11.
struct SourceIDs: Sendable {
  let keepsRepositoryName: Bool
  let closedPerMille: Int
  let textSignal: Int
  let random: RandomKey

  /// The source id, as a number, of an item of this number in a workspace; `key` is the item's.
  func id(of number: Int, _ unit: UnitOfWork, workspace: Int32, key: UInt64) -> UInt64 {
    let named = keepsRepositoryName || unit.entityType == .deployment
    let place = word(workspace, named ? unit.repository : -1)
    let kind = UInt64(unit.entityType.rawValue) << 1 | (isClosed(key) ? 1 : 0)
    return ExpiringKeys.key(place, UInt64(number), kind)
  }

  private func isClosed(_ key: UInt64) -> Bool {
    random.bits(.itemState, key).multipliedFullWidth(by: 1000).high < UInt64(closedPerMille)
  }

  /// Points: the base of type and action, and what the text adds (pipeline-facts §11).
  func significance(of key: UInt64, _ type: EntityType) -> Int32 {
    let isClosed = isClosed(key)
    let base: Int32
    switch type {
    case .pullRequest: base = isClosed ? 45 : 50
    case .issue: base = isClosed ? 40 : 45
    case .release: base = 75
    case .deployment: base = isClosed ? 40 : 30
    case .unknown: base = 0
    }
    guard textSignal > 0 else { return base }
    let draw = random.bits(.itemText, key)
      .multipliedFullWidth(by: UInt64(2 * textSignal + 1)).high
    return base + Int32(draw) - Int32(textSignal)
  }
}

extension SourceIDs {
  init(_ profile: Profile, _ random: RandomKey) {
    self.init(
      keepsRepositoryName: profile.gateway.keepsRepositoryName,
      closedPerMille: profile.items.closedPerMille, textSignal: profile.console.textSignal,
      random: random)
  }
}
