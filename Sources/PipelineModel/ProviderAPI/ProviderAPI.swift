import SimKernel

/// GitHub and Vercel as their connectors see them: listings, pages, tokens, rate limits.
///
/// Source: pipeline-facts §7.
struct ProviderAPI: Sendable {
  let policy: Profile.Provider
  private let sizes: ItemSizes
  var listings: [Listing]
  /// Which item is which.
  private(set) var items: ItemRegister
  private var windows: [RateWindow]
  private var secondary: [SecondaryLimits]
  /// Which repositories an installation's tokens are good for, and which have a new name.
  private var access: RepositoryAccess
  /// Whether an installation's token was revoked, by installation.
  private var revoked: [Bool]
  /// What happened to items during the story.
  var lives: ItemLives
  /// When releases were published that had been made before.
  var publishedAt: [Int32: SimTime] = [:]
  /// Live webhooks sent of an item.
  private var webhooks: [Int32: Int32] = [:]
  /// Items of pages whose numbers are not one range.
  private(set) var scattered: ContiguousArray<Int32> = []
  /// Requests answered, by installation.
  private(set) var requests: [Int]
  /// Most requests any window has answered.
  private(set) var busiestWindow = 0

  init(
    _ world: World, _ policy: Profile.Provider, _ sizes: ItemSizes, _ listings: [Listing],
    _ items: ItemRegister, _ states: ItemStates
  ) {
    lives = ItemLives(states)
    self.policy = policy
    self.sizes = sizes
    self.listings = listings
    self.items = items
    windows = world.installations.map { $0.window.map { RateWindow($0) } ?? RateWindow() }
    secondary = world.installations.map { _ in SecondaryLimits() }
    access = RepositoryAccess(world)
    requests = world.installations.map { _ in 0 }
    revoked = world.installations.map { _ in false }
  }

  /// Whether a message's item has more bytes than a limit.
  @inline(never)
  func exceeds(_ limit: Int, _ message: QueueMessage) -> Bool {
    guard message.topic == .ingress, sizes.mayExceed(limit, message.unit.entityType) else {
      return false
    }
    let key = items.key(of: message.subject, in: message.unit)
    return sizes.bytes(of: key, message.unit.entityType) > limit
  }

  /// How many live webhooks were sent of an item.
  func webhooks(of item: Int32) -> Int32 { webhooks[item] ?? 0 }

  /// Which webhook of an item the next one is, from 1.
  mutating func nextWebhook(of item: Int32) -> Int32 {
    webhooks[item, default: 0] += 1
    return webhooks(of: item)
  }

  /// The listing of a unit.
  func listing(_ unit: UnitOfWork) -> Listing { listings[unit.index] }

  /// Requests of an installation in the window under way and its end; nil when none is.
  func window(of installation: Int, at now: SimTime) -> (used: Int, resetAt: SimTime)? {
    let window = windows[installation]
    return window.used > 0 && now < window.resetAt ? (Int(window.used), window.resetAt) : nil
  }

  /// Answers an error to a request, which costs its window nothing.
  mutating func refuse(_ request: PageRequest) { requests[Int(request.installation)] += 1 }

  /// Answers a request for a page, with a token that the provider knows or not; its answer is on
  /// its way until `end`.
  mutating func fetch(
    _ request: PageRequest, isKnown: Bool = true, until end: SimTime = .zero, at now: SimTime
  ) -> ServiceReply {
    let payer = Int(request.installation)
    requests[payer] += 1
    guard isKnown, now < request.token.expiresAt, !revoked[payer] else { return .status(401) }
    if let pause = secondary[payer].refuse(policy, until: end, at: now) {
      return .limited(Int16(policy.limitStatus), retryAfter: pause)
    }
    guard windows[payer].charge(policy.rateLimit, at: now) else {
      return .status(Int16(policy.limitStatus))
    }
    guard access.isGranted(request.unit.repository) else { return .status(404) }
    if redirects(request.unit), !follow(from: payer, at: now) {
      return .status(Int16(policy.limitStatus))
    }
    busiestWindow = max(busiestWindow, Int(windows[payer].used))
    guard !isBehindLastIssue(request) else { return .status(422) }
    switch request.unit.entityType.order {
    case .amongPullRequests: return .page(issues(request))
    case .byTime: return .page(deployments(request))
    case .publishedFirst where !publishedAt.isEmpty: return .page(releases(request))
    case .newestFirst, .publishedFirst: return .page(newestFirst(request))
    }
  }

  /// Pull requests and releases: no filter at the provider, so the page runs past the window.
  private mutating func newestFirst(_ request: PageRequest) -> Page {
    let listing = listings[request.unit.index]
    let start = (Int(request.cursor.number) - 1) * policy.pageSize
    let raw = max(0, min(policy.pageSize, listing.count - start))
    let inWindow = max(0, min(raw, listing.count(since: request.since) - start))
    let more = raw == policy.pageSize && inWindow == raw
    return page(request, listing, start..<start + inWindow, raw: raw, hasMore: more)
  }

  /// Issues: filtered at the provider; as built the endpoint lists pull requests among them.
  private mutating func issues(_ request: PageRequest) -> Page {
    let listing = listings[request.unit.index]
    let issues = listing.count(since: request.since)
    let start = (Int(request.cursor.number) - 1) * policy.pageSize
    guard policy.issuesIncludePullRequests else {
      let raw = max(0, min(policy.pageSize, issues - start))
      return page(
        request, listing, start..<start + raw, raw: raw, hasMore: raw == policy.pageSize)
    }
    let others = listings[
      UnitOfWork(repository: request.unit.repository, entityType: .pullRequest).index]
    let all = issues + others.count(since: request.since)
    let raw = max(0, min(policy.pageSize, all - start))
    guard raw > 0 else {
      return page(request, listing, 0..<0, raw: 0, hasMore: false)
    }
    let first = listing.place(amongFirst: start, of: others, since: request.since)
    let last = listing.place(amongFirst: start + raw, of: others, since: request.since)
    return page(request, listing, first..<last, raw: raw, hasMore: raw == policy.pageSize)
  }

  /// Deployments: "older than" instead of page numbers.
  private mutating func deployments(_ request: PageRequest) -> Page {
    let listing = listings[request.unit.index]
    let before = request.cursor.before
    let start = before == .distantFuture ? 0 : listing.count(since: before)
    let raw = max(0, min(policy.pageSize, listing.count - start))
    let inWindow = max(0, min(raw, listing.count(since: request.since) - start))
    let more = start + raw < listing.count && inWindow == raw
    var page = page(request, listing, start..<start + inWindow, raw: raw, hasMore: more)
    if more { page.next.before = listing.updatedAt(start + raw - 1) }
    return page
  }

  private mutating func page(
    _ request: PageRequest, _ listing: Listing, _ places: Range<Int>, raw: Int, hasMore: Bool
  ) -> Page {
    guard listing.isContiguous(places) else {
      return page(request, listing, Array(places), raw: raw, hasMore: hasMore)
    }
    let first = places.isEmpty ? 0 : listing.item(at: places.lowerBound)
    return page(
      request, first: first, count: places.count, raw: raw, hasMore: hasMore, isScattered: false)
  }

  /// A page whose items are not one range of numbers.
  mutating func page(
    _ request: PageRequest, _ listing: Listing, _ places: [Int], raw: Int, hasMore: Bool
  ) -> Page {
    let first = Int32(scattered.count)
    scattered.append(contentsOf: places.map(listing.item(at:)))
    return page(
      request, first: first, count: places.count, raw: raw, hasMore: hasMore, isScattered: true)
  }

  private func page(
    _ request: PageRequest, first: Int32, count: Int, raw: Int, hasMore: Bool, isScattered: Bool
  ) -> Page {
    let window = windows[Int(request.installation)]
    var page = Page(
      resetAt: window.resetAt, token: request.token, bytes: 0,
      next: PageCursor(before: .distantFuture, number: request.cursor.number + 1),
      unit: request.unit, isScattered: isScattered, hasMore: hasMore, number: request.page,
      first: first, count: Int32(count), rawCount: Int32(raw),
      remaining: Int32(policy.rateLimit.count) - window.used,
      limit: Int32(policy.rateLimit.count))
    page.bytes = sizes.bytes(of: page, at: self)
    return page
  }

  /// Which item an item of a page is.
  @inline(__always)
  func index(of item: PageItem) -> Int32 {
    item.isScattered ? scattered[Int(item.place)] : item.place
  }

  /// The item that a call posts, and what the draws about it are keyed by; -1 and 0 for none.
  @inline(__always)
  mutating func posted(by call: ServiceCall) -> (item: Int32, key: UInt64) {
    guard case .post(let posted) = call else { return (-1, 0) }
    let item = index(of: posted)
    return (item, items.key(of: item, in: posted.unit))
  }

  /// A new item appears; its index is `item`, the next one.
  mutating func create(_ item: Int32, in unit: UnitOfWork, at now: SimTime) {
    items.add(to: unit)
    listings[unit.index].create(item, at: now)
  }

  /// The items at these places of a listing are updated; the numbers of those that exist.
  ///
  /// Only listings sorted by update move them to the front; releases and deployments keep their
  /// place (pipeline-facts §7).
  mutating func update(_ places: Range<Int>, in unit: UnitOfWork, at now: SimTime) -> [Int32] {
    let index = unit.index
    let places = places.clamped(to: 0..<listings[index].count)
    for item in places.map(listings[index].item(at:)) { lives.update(item, at: now) }
    guard unit.entityType.isListedByUpdate else { return places.map(listings[index].item(at:)) }
    return listings[index].update(places, at: now)
  }

  /// An installation's token stops working.
  mutating func revokeToken(of installation: Int32) { revoked[Int(installation)] = true }

  /// New tokens of an installation work.
  mutating func acceptTokens(of installation: Int32) { revoked[Int(installation)] = false }

  /// Something happens to a repository.
  mutating func alter(_ repository: Int32, _ act: RepositoryAct) { access.alter(repository, act) }

  /// Whether a listing lies behind a redirect, which takes a request of its own: GitHub's addresses
  /// have the repository's name, Vercel's the project's id.
  func redirects(_ unit: UnitOfWork) -> Bool {
    unit.entityType != .deployment && access.isRenamed(unit.repository)
  }

  /// A redirected request asks once more; false when the window does not allow it.
  private mutating func follow(from installation: Int, at now: SimTime) -> Bool {
    requests[installation] += 1
    return windows[installation].charge(policy.rateLimit, at: now)
  }

  /// GitHub lists issues by page numbers only so far.
  private func isBehindLastIssue(_ request: PageRequest) -> Bool {
    policy.lastIssue > 0 && request.unit.entityType == .issue
      && (Int(request.cursor.number) - 1) * policy.pageSize >= policy.lastIssue
  }
}

extension ProviderAPI {
  /// What was delivered; its action only where anything happens to items.
  @inline(__always)
  mutating func delivered(_ data: DeliveryData, withAction: Bool) -> DeliveredItem {
    let place = items.place(of: data.item, in: data.unit)
    return DeliveredItem(
      key: items.key(of: data.item, in: data.unit), number: items.number(at: place, in: data.unit),
      action: withAction ? action(of: data) : nil)
  }

  /// The action that a delivery's event names.
  private mutating func action(of data: DeliveryData) -> ItemChange? {
    data.isLive && data.version > 1
      ? lives.change(of: data.item, version: data.version)
      : listedAs(data.item, in: data.unit, version: data.version)
  }
}

extension Listing {
  /// How many of this listing's items are among the first `places` of it and another, merged by
  /// time; at equal times the other's come first.
  func place(amongFirst places: Int, of other: Listing, since: SimTime) -> Int {
    let (mine, theirs) = (count(since: since), other.count(since: since))
    var low = max(0, places - theirs)
    var high = min(places, mine)
    while low < high {
      let middle = (low + high) / 2
      if updatedAt(middle) > other.updatedAt(places - middle - 1) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

extension EntityType {
  /// Whether the provider lists what was updated last first; otherwise what was created last.
  var isListedByUpdate: Bool { self == .pullRequest || self == .issue }
}
