import SimKernel

@testable import PipelineModel

/// A repository's items as plain arrays, sorted and cut by hand: what a provider must agree with.
struct NaiveListing {
  struct Entry {
    var item: Int32
    var time: SimTime
  }

  /// All pages of a fetch together.
  struct Pages: Equatable {
    var items: [Int32] = []
    var raw = 0
    var pages = 0
  }

  var lists: [EntityType: [Entry]] = [:]

  mutating func update(_ type: EntityType, _ places: Range<Int>, at now: SimTime) -> Set<Int32> {
    let list = lists[type] ?? []
    let places = places.clamped(to: 0..<list.count)
    let updated = list[places].map(\.item)
    if type == .issue || type == .pullRequest {
      let rest = list.indices.filter { !places.contains($0) }.map { list[$0] }
      lists[type] = updated.map { Entry(item: $0, time: now) } + rest
    }
    return Set(updated)
  }

  mutating func create(_ type: EntityType, _ item: Int32, at now: SimTime) {
    lists[type, default: []].insert(Entry(item: item, time: now), at: 0)
  }

  /// What is fetched page by page; `amongPulls`: issues are listed with the pull requests.
  func fetchAll(_ type: EntityType, since: SimTime, page: Int, amongPulls: Bool) -> Pages {
    let listed = listed(type, since: since, amongPulls: amongPulls)
    var found = Pages()
    while true {
      let start = found.pages * page
      let cut = listed.dropFirst(start).prefix(page)
      found.pages += 1
      found.raw += cut.count
      found.items += cut.compactMap { $0 }
      // Only the issues' window is cut by the provider; the others notice an old item themselves.
      let isWhole = type == .issue || cut.allSatisfy { $0 != nil }
      let isFull = type == .deployment ? start + page < listed.count : cut.count == page
      guard isFull, isWhole else { return found }
    }
  }

  /// What the provider lists, newest first: an item that is wanted, or `nil` for another one.
  private func listed(_ type: EntityType, since: SimTime, amongPulls: Bool) -> [Int32?] {
    let own = lists[type] ?? []
    guard type == .issue else { return own.map { $0.time >= since ? $0.item : nil } }
    var issues = own.filter { $0.time >= since }
    guard amongPulls else { return issues.map(\.item) }
    var listed: [Int32?] = []
    for pull in lists[.pullRequest] ?? [] where pull.time >= since {
      let newer = issues.prefix { $0.time > pull.time }
      listed += newer.map(\.item) + [nil]
      issues.removeFirst(newer.count)
    }
    return listed + issues.map(\.item)
  }
}
