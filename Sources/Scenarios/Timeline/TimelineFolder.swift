import PipelineModel
import SimKernel

/// Turns milestones into lines, holding back those that may still grow.
struct TimelineFolder {
  private let evidence: Evidence
  private let wording: TimelineWording
  private var lines: [(time: SimTime, order: Int, entry: TimelineEntry)] = []
  private var posts: [Int32: (fold: PostFold, order: Int)] = [:]
  private var positions: [Int32: Int] = [:]
  private var items: [ItemFold.Key: (fold: ItemFold, order: Int)] = [:]
  private var blocked: [Int32: Repeated] = [:]
  private var strikes: [Int32: Repeated] = [:]
  /// Pages without an item in the window, by run: the first, the last, when and where.
  private var empty: [Int32: (first: Int32, last: Int32, time: SimTime, order: Int)] = [:]
  private var order = 0

  /// Something that happens again and again: a run waits for a limit, a fault strikes.
  private struct Repeated {
    let what: String
    let time: SimTime
    var until: SimTime
    var count = 1
    let order: Int

    var again: String { count == 1 ? "" : ", \(grouped(count)) times until \(until.clock)" }
  }

  init(_ evidence: Evidence) {
    self.evidence = evidence
    wording = TimelineWording(evidence)
  }

  mutating func read(_ milestone: Milestone) {
    order += 1
    switch milestone.event {
    case .itemAccepted, .itemDuplicate, .itemFailed: readPost(milestone)
    case .itemMade, .itemTouched: break
    case .blocked(let limit):
      readBlocked(milestone, limit, wording.isOfCapture(milestone) ? 0 : milestone.run)
    case .faultStruck(let rule, _, _, _, _): readStrike(milestone, rule)
    default:
      if let key = ItemFold.Key(milestone) {
        readItem(milestone, key)
      } else if !wording.isOfCapture(milestone), !wording.isOfItemMessage(milestone) {
        readOther(milestone)
      }
    }
  }

  mutating func finish() -> [TimelineEntry] {
    for run in posts.keys.sorted() { closePosts(run) }
    for run in empty.keys.sorted() { closeEmpty(run) }
    for fold in items.values { close(fold) }
    items.removeAll()
    for run in blocked.keys.sorted() { closeBlocked(run) }
    for rule in strikes.keys.sorted() { closeStrikes(rule) }
    let entries = lines.sorted { ($0.time, $0.order) < ($1.time, $1.order) }.map(\.entry)
    return AlikeLines.folded(entries)
  }

  private mutating func readPost(_ milestone: Milestone) {
    guard let item = milestone.item, let page = milestone.page else { return }
    let run = milestone.run
    positions[run, default: 0] += 1
    let post = PostFold.Post(
      kind: milestone.kind, time: milestone.time, page: page, position: positions[run, default: 1],
      number: evidence.outcome.items.number(of: item, in: milestone.unit))
    if posts[run]?.fold.take(post) == true { return }
    closePosts(run)
    posts[run] = (PostFold(post), order)
  }

  private mutating func readItem(_ milestone: Milestone, _ key: ItemFold.Key) {
    if items[key]?.fold.take(at: milestone.time) == true { return }
    if let fold = items[key] { close(fold) }
    let name: String
    if case .redelivery(let item, .ingress, _) = milestone.event {
      name = evidence.name(ofItem: item, in: milestone.unit)
    } else {
      name = evidence.name(of: milestone)
    }
    items[key] = (ItemFold(key, at: milestone.time, name), order)
  }

  /// `waiter` is the run that waits, or 0 for all captures together.
  private mutating func readBlocked(_ milestone: Milestone, _ limit: Int32, _ waiter: Int32) {
    let what = wording.limit(limit)
    if blocked[waiter]?.what == what {
      blocked[waiter]?.until = milestone.time
      blocked[waiter]?.count += 1
      return
    }
    closeBlocked(waiter)
    blocked[waiter] = Repeated(
      what: what, time: milestone.time, until: milestone.time, order: order)
  }

  private mutating func readStrike(_ milestone: Milestone, _ rule: Int32) {
    if let open = strikes[rule], milestone.time - open.until <= ItemFold.pause {
      strikes[rule]?.until = milestone.time
      strikes[rule]?.count += 1
      return
    }
    closeStrikes(rule)
    strikes[rule] = Repeated(
      what: wording.text(of: milestone) ?? "", time: milestone.time, until: milestone.time,
      order: order)
  }

  private mutating func readOther(_ milestone: Milestone) {
    let run = milestone.run
    if run > 0 {
      if milestone.kind != .runEnded { positions[run] = 0 }
      if milestone.kind == .stepDone { posts[run]?.fold.finishPage() }
      if wording.breaksPages(milestone) { closePosts(run) }
      if milestone.kind == .runEnded || milestone.kind == .asleep { closeBlocked(run) }
    }
    if case .pageFetched(let page, 0, _, _, _) = milestone.event, evidence.hasItems {
      empty[run, default: (page, page, milestone.time, order)].last = page
      return
    }
    guard let text = wording.text(of: milestone) else { return }
    closeEmpty(run)
    add(
      milestone.time, order, wording.actor(of: milestone), text,
      wording.alike(of: milestone, text))
  }

  private mutating func closeEmpty(_ run: Int32) {
    guard let (first, last, time, order) = empty.removeValue(forKey: run) else { return }
    let pages = first == last ? "page \(first)" : "pages \(first)–\(last)"
    add(time, order, wording.actor(ofRun: run), "\(pages) fetched: no item in the window")
  }

  private mutating func closePosts(_ run: Int32) {
    guard let (fold, order) = posts.removeValue(forKey: run) else { return }
    for line in fold.lines() { add(line.time, order, wording.actor(ofRun: run), line.text) }
  }

  private mutating func close(_ open: (fold: ItemFold, order: Int)) {
    let key = open.fold.key
    add(open.fold.time, open.order, key.actor, open.fold.text(evidence.name(of: key.unit)))
  }

  private mutating func closeBlocked(_ run: Int32) {
    guard let open = blocked.removeValue(forKey: run) else { return }
    add(
      open.time, open.order, run == 0 ? "captures" : wording.actor(ofRun: run),
      "\(run == 0 ? "wait" : "waits") for the limit \(open.what)\(open.again)",
      wording.alike(ofRun: run, "wait for the limit \(open.what)"))
  }

  private mutating func closeStrikes(_ rule: Int32) {
    guard let open = strikes.removeValue(forKey: rule) else { return }
    let more = open.count == 1 ? "" : " (and \(grouped(open.count - 1)) more until"
    let end = open.count == 1 ? "" : " \(open.until.clock))"
    add(open.time, open.order, "fault", open.what + more + end)
  }

  private mutating func add(
    _ time: SimTime, _ order: Int, _ actor: String, _ text: String,
    _ alike: TimelineEntry.Alike? = nil
  ) {
    lines.append(
      (time, order, TimelineEntry(time: time, actor: actor, text: text, alike: alike)))
  }
}
