import SimKernel

/// Which versions of items are where, sparsely: only what is not the first is written down.
///
/// A page holds its items as they were when it was fetched, however late they are posted.
struct ItemVersions: Sendable {
  /// Whether anything happens to items in this experiment; otherwise all is version 1.
  let isKept: Bool
  /// When a run's page was fetched.
  private var fetchTimes: [UInt64: SimTime] = [:]
  /// The versions of deliveries, by item and delivery.
  private var deliveries: [UInt64: Int32] = [:]
  /// The latest version of an item that has an observation.
  private var latestStored: [Int32: Int32] = [:]
  /// Changes that activities have made.
  private var changes: [UInt64: Int32] = [:]

  init(of experiment: Experiment) {
    isKept =
      experiment.world.repositories.contains { !$0.activity.isEmpty }
      || experiment.story.steps.contains { $0.action.changesItems }
  }

  mutating func fetched(_ run: Int32, _ page: Int32, at now: SimTime) {
    if isKept { fetchTimes[word(run, page)] = now }
  }

  mutating func delivered(_ item: Int32, _ nth: Int32, _ version: Int32) {
    if version > 1 { deliveries[word(item, nth)] = version }
  }

  /// An observation was written of a version.
  mutating func stored(_ item: Int32, _ version: Int32) {
    guard version > 1 else { return }
    latestStored[item] = max(version, latestStored[item] ?? 1)
  }

  /// An observation was written of what a delivery brought.
  mutating func stored(_ item: Int32, delivery nth: UInt32) {
    guard isKept, let version = deliveries[word(item, Int32(bitPattern: nth))] else { return }
    stored(item, version)
  }

  /// The latest version that has an observation, if any has.
  func latestStored(of item: Int32) -> Int32 { latestStored[item] ?? 1 }

  /// How many changes an activity has begun.
  func changes(_ repository: Int32, _ index: Int32) -> Int32 {
    changes[word(repository, index)] ?? 0
  }

  mutating func nextChange(_ repository: Int32, _ index: Int32) -> Int32 {
    changes[word(repository, index), default: 0] += 1
    return changes(repository, index)
  }
}

extension StoryAction {
  /// Whether an item has another version after it.
  fileprivate var changesItems: Bool {
    switch self {
    case .updateItems, .changeItems, .createItems(_, _, _, true): true
    default: false
    }
  }
}

extension ItemVersions {
  /// The version of an item that its page has.
  @inline(__always)
  func version(of posted: PageItem, fetchedBy run: Int32, _ provider: ProviderAPI) -> Int32 {
    let time = fetchTimes[word(run, posted.page)]
    return provider.lives.version(of: provider.index(of: posted), at: time ?? .distantFuture)
  }
}
