import SimKernel

/// How many bytes of JSON an item is.
///
/// Source: pipeline-facts §13.
struct ItemSizes: Sendable {
  let policy: Profile.Items
  let random: RandomKey

  /// The items of a page; O(1) without spread, otherwise one draw an item.
  func bytes(of page: Page, at provider: ProviderAPI) -> Int {
    let mean = policy.bytes(of: page.unit.entityType)
    guard policy.sizeSpread > 0 else { return mean * Int(page.count) }
    return (0..<page.count).reduce(0) { sum, index in
      let item = provider.index(of: page.item(at: index))
      return sum + bytes(of: provider.items.key(of: item, in: page.unit), page.unit.entityType)
    }
  }

  /// The item of a key.
  func bytes(of key: UInt64, _ type: EntityType) -> Int {
    let mean = policy.bytes(of: type)
    let spread = UInt64(2 * mean * policy.sizeSpread / 1000 + 1)
    let draw = random.bits(.itemSize, key).multipliedFullWidth(by: spread).high
    return mean - mean * policy.sizeSpread / 1000 + Int(draw)
  }

  /// Whether an item of a type can have more.
  @inline(__always)
  func mayExceed(_ limit: Int, _ type: EntityType) -> Bool {
    let mean = policy.bytes(of: type)
    return mean + mean * policy.sizeSpread / 1000 > limit
  }
}
