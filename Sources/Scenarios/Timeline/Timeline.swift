import PipelineModel
import SimKernel

/// What happened in a run, as lines in the order of their times.
///
/// Repetitions are folded: the posts of a page, the pages of a worker, the items that follow each
/// other into the Console, the requests of a run that wait for the same limit.
public struct Timeline: Sendable {
  public let entries: [TimelineEntry]

  /// Reads a run's milestones; O(n log n) in their number.
  public init(_ evidence: Evidence) {
    var folder = TimelineFolder(evidence)
    for milestone in evidence.outcome.milestones { folder.read(milestone) }
    entries = folder.finish()
  }

  init(entries: [TimelineEntry]) { self.entries = entries }

  /// The lines just before and after the moment that refutes a claim, and a line that says so.
  func lines(around moment: SimTime, refuting claim: String, margin: Int = 4) -> Timeline {
    let at = entries.firstIndex { $0.time > moment } ?? entries.endIndex
    let mark = TimelineEntry(time: moment, actor: "→", text: "claim \(claim) is refuted")
    let before = entries[max(0, at - margin)..<at]
    let after = entries[at..<min(entries.count, at + margin)]
    return Timeline(entries: Array(before) + [mark] + Array(after))
  }

  /// The lines nearest to some moments: for each moment `margin` lines before and after, and the
  /// first lines of the story.
  public func excerpt(around moments: [SimTime], margin: Int = 5) -> Timeline {
    var kept = Set(entries.indices.prefix(2 * margin))
    for moment in moments {
      let at = entries.firstIndex { $0.time >= moment } ?? entries.endIndex
      kept.formUnion(max(0, at - margin)..<min(entries.count, at + margin + 1))
    }
    kept.formUnion(entries.indices.suffix(margin))
    var lines: [TimelineEntry] = []
    var previous = -1
    for index in kept.sorted() {
      if index > previous + 1 {
        let left = counted(index - previous - 1, "line")
        lines.append(
          TimelineEntry(time: entries[previous + 1].time, actor: "…", text: "\(left) left out"))
      }
      lines.append(entries[index])
      previous = index
    }
    return Timeline(entries: lines)
  }
}

/// Turns milestones into lines, holding back those that may still grow.
struct TimelineFolder {
  private let evidence: Evidence
  private let wording: TimelineWording
  private var lines: [(time: SimTime, order: Int, entry: TimelineEntry)] = []
  private var posts: [Int32: (fold: PostFold, order: Int)] = [:]
  private var positions: [Int32: Int] = [:]
  private var console: [ConsoleFold.Key: (fold: ConsoleFold, order: Int)] = [:]
  private var blocked: [Int32: Blocked] = [:]
  private var trackers: [Int32: StepTracker] = [:]
  private var order = 0

  /// A run that waits for a limit, again and again.
  private struct Blocked {
    let limit: Int64
    let time: SimTime
    var until: SimTime
    var count: Int
    let order: Int
  }

  init(_ evidence: Evidence) {
    self.evidence = evidence
    wording = TimelineWording(evidence)
  }

  mutating func read(_ milestone: Milestone) {
    order += 1
    switch milestone.kind {
    case .itemAccepted, .itemDuplicate, .itemFailed: readPost(milestone)
    case .itemDelivered, .itemStored, .itemDropped, .itemDeadLettered: readConsole(milestone)
    case .redelivery where milestone.unit != .none: readConsole(milestone)
    case .blocked: readBlocked(milestone, wording.isOfCapture(milestone) ? 0 : milestone.run)
    case _ where wording.isOfCapture(milestone) || wording.isOfItemMessage(milestone): break
    default: readOther(milestone)
    }
  }

  mutating func finish() -> [TimelineEntry] {
    for run in posts.keys.sorted() { closePosts(run) }
    for fold in console.values { close(fold) }
    console.removeAll()
    for run in blocked.keys.sorted() { closeBlocked(run) }
    return lines.sorted { ($0.time, $0.order) < ($1.time, $1.order) }.map(\.entry)
  }

  private mutating func readPost(_ milestone: Milestone) {
    let run = milestone.run
    positions[run, default: 0] += 1
    let position = positions[run, default: 1]
    if posts[run]?.fold.take(milestone, position: position) == true { return }
    closePosts(run)
    posts[run] = (PostFold(milestone, position: position), order)
  }

  private mutating func readConsole(_ milestone: Milestone) {
    let key = ConsoleFold.Key(milestone)
    if console[key]?.fold.take(milestone) == true { return }
    if let fold = console[key] { close(fold) }
    console[key] = (ConsoleFold(milestone), order)
  }

  /// `waiter` is the run that waits, or 0 for all captures together.
  private mutating func readBlocked(_ milestone: Milestone, _ waiter: Int32) {
    if var open = blocked[waiter], open.limit == milestone.a {
      open.until = milestone.time
      open.count += 1
      blocked[waiter] = open
      return
    }
    closeBlocked(waiter)
    blocked[waiter] = Blocked(
      limit: milestone.a, time: milestone.time, until: milestone.time, count: 1, order: order)
  }

  private mutating func readOther(_ milestone: Milestone) {
    let run = milestone.run
    if run > 0 {
      if milestone.kind != .runEnded { positions[run] = 0 }
      trackers[run, default: StepTracker()].read(milestone)
      if milestone.kind == .stepDone { posts[run]?.fold.finishPage() }
      if wording.breaksPages(milestone) { closePosts(run) }
      if milestone.kind == .runEnded || milestone.kind == .asleep { closeBlocked(run) }
    }
    guard let text = wording.text(of: milestone, trackers[run] ?? StepTracker()) else { return }
    add(milestone.time, order, wording.actor(of: milestone), text)
  }

  private mutating func closePosts(_ run: Int32) {
    guard let (fold, order) = posts.removeValue(forKey: run) else { return }
    for line in fold.lines() { add(line.time, order, wording.actor(ofRun: run), line.text) }
  }

  private mutating func close(_ open: (fold: ConsoleFold, order: Int)) {
    let unit = evidence.name(of: open.fold.key.unit)
    add(open.fold.time, open.order, "console", open.fold.text(unit))
  }

  private mutating func closeBlocked(_ run: Int32) {
    guard let open = blocked.removeValue(forKey: run) else { return }
    let again = open.count == 1 ? "" : ", \(open.count) times until \(open.until.clock)"
    add(
      open.time, open.order, run == 0 ? "captures" : wording.actor(ofRun: run),
      "\(run == 0 ? "wait" : "waits") for the limit \(wording.limit(open.limit))\(again)")
  }

  private mutating func add(_ time: SimTime, _ order: Int, _ actor: String, _ text: String) {
    lines.append((time, order, TimelineEntry(time: time, actor: actor, text: text)))
  }
}
