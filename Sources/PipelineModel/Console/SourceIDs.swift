import SimKernel

/// What the Console makes of an item: its source id and its points of significance.
///
/// As built the repository's name is lost on the way, so items of equal number and action in two
/// repositories of a workspace have one source id. Source: pipeline-facts §8.4, §10, §11.
struct SourceIDs: Sendable {
  /// The items of a unit when the story starts.
  struct Stock: Sendable, BitwiseCopyable {
    var first: Int32
    var count: Int32
  }

  /// By unit index.
  let stocks: ContiguousArray<Stock>
  /// Number of the oldest pull request and issue, by repository.
  let firstNumbers: ContiguousArray<UInt64>
  let keepsRepositoryName: Bool
  let closedPerMille: Int
  let textSignal: Int
  let random: RandomKey

  /// The source id, as a number, of an item in a workspace.
  func id(of item: Int32, _ unit: UnitOfWork, workspace: Int32) -> UInt64 {
    let named = keepsRepositoryName || unit.entityType == .deployment
    let place =
      UInt64(UInt32(bitPattern: workspace)) << 32
      | UInt64(UInt32(bitPattern: named ? unit.repository : -1))
    let kind = UInt64(unit.entityType.rawValue) << 1 | (isClosed(item) ? 1 : 0)
    return ExpiringKeys.key(place, number(of: item, unit), kind)
  }

  /// Numbers count upwards from the oldest item of a unit.
  private func number(of item: Int32, _ unit: UnitOfWork) -> UInt64 {
    let stock = stocks[unit.index]
    let rank = item - stock.first
    let isOfStock = rank >= 0 && rank < stock.count
    let place = UInt64(isOfStock ? stock.count - rank - 1 : stock.count + item)
    switch unit.entityType {
    case .pullRequest, .issue: return firstNumbers[Int(unit.repository)] + place
    case .release, .deployment, .unknown: return 1 + place
    }
  }

  private func isClosed(_ item: Int32) -> Bool {
    random.bits(0x636c_6f73, UInt64(UInt32(bitPattern: item)))
      .multipliedFullWidth(by: 1000).high < UInt64(closedPerMille)
  }

  /// Points: the base of type and action, and what the text adds (pipeline-facts §11).
  func significance(of item: Int32, _ type: EntityType) -> Int32 {
    let isClosed = isClosed(item)
    let base: Int32
    switch type {
    case .pullRequest: base = isClosed ? 45 : 50
    case .issue: base = isClosed ? 40 : 45
    case .release: base = 75
    case .deployment: base = isClosed ? 40 : 30
    case .unknown: base = 0
    }
    guard textSignal > 0 else { return base }
    let draw = random.bits(0x7465_7874, UInt64(UInt32(bitPattern: item)))
      .multipliedFullWidth(by: UInt64(2 * textSignal + 1)).high
    return base + Int32(draw) - Int32(textSignal)
  }
}
