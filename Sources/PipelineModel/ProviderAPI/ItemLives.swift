import SimKernel

/// What items have gone through during the story: their versions, sparsely.
///
/// An item that nothing happened to has one version, and costs nothing. Look-ups are O(versions of
/// the item).
struct ItemLives: Sendable {
  private struct Version: Sendable, BitwiseCopyable {
    var at: SimTime
    /// What made it; nil for an update that no event names.
    var change: ItemChange?
    /// Nil where it is that of the version before.
    var state: ItemState?
  }

  private let states: ItemStates
  /// The versions after the first; for an item made in a state of its own, that one too.
  private var versions: [Int32: [Version]] = [:]
  /// The state an item was made in during the story, where it is not drawn.
  private var made: [Int32: ItemState] = [:]

  init(_ states: ItemStates) { self.states = states }

  /// Whether anything happened to an item.
  func isTouched(_ item: Int32) -> Bool { versions[item] != nil || made[item] != nil }

  /// Its version at a time, from 1.
  func version(of item: Int32, at time: SimTime = .distantFuture) -> Int32 {
    1 + Int32(versions[item]?.prefix { $0.at <= time }.count ?? 0)
  }

  /// Its state in a version; `key` is the item's.
  func state(
    of item: Int32, version: Int32 = .max, _ key: UInt64, _ type: EntityType
  ) -> ItemState {
    let known = versions[item]?.prefix(Int(version) - 1).last { $0.state != nil }
    return known?.state ?? made[item] ?? states.state(of: key, type)
  }

  /// What made a version; nil for the first, and where no event names it.
  func change(of item: Int32, version: Int32) -> ItemChange? {
    guard let all = versions[item], version > 1, Int(version) - 2 < all.count else { return nil }
    return all[Int(version) - 2].change
  }

  /// An item is made in a state that is not drawn.
  mutating func make(_ item: Int32, in state: ItemState) { made[item] = state }

  /// A change happens; false when the item's state does not allow it.
  mutating func apply(
    _ change: ItemChange, to item: Int32, _ key: UInt64, _ type: EntityType, at now: SimTime
  ) -> Bool {
    guard let next = state(of: item, key, type).after(change) else { return false }
    versions[item, default: []].append(Version(at: now, change: change, state: next))
    return true
  }

  /// An item is updated in a way that no event names.
  mutating func update(_ item: Int32, at now: SimTime) {
    versions[item, default: []].append(Version(at: now, change: nil, state: nil))
  }
}
