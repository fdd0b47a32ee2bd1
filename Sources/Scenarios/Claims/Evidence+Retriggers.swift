import PipelineModel
import SimKernel

/// An orchestrator run of an installation that already had one.
struct Retrigger: Sendable {
  let run: RunRecord
  /// Earlier orchestrator runs of the installation, oldest first; never empty.
  let previous: ArraySlice<RunRecord>
  /// When the next one was created; "never" for the last.
  let until: SimTime
  /// The last worker of each unit of work before it.
  let latest: [UnitOfWork: RunRecord]
  /// The largest depth asked for before it.
  let depthBefore: SimDuration?
  /// Whether workers of any earlier run posted anything.
  let hadPosted: Bool

  var installation: Int { Int(run.installation) }
  /// Time since the first run of the installation started.
  var age: SimDuration { run.createdAt - previous[previous.startIndex].startedAt }
  var isWithinADay: Bool { age < Evidence.day }
  var isLast: Bool { until == .distantFuture }

  /// "the re-trigger 1h after the first run's start (within 24 h)".
  var words: String {
    "the re-trigger \(age.rounded) after the first run's start "
      + (isWithinADay ? "(within \(Evidence.dayInWords))" : "(past \(Evidence.dayInWords))")
  }

  /// The re-triggers of all installations, by order of creation; O(runs).
  static func all(
    _ outcome: Outcome, _ index: RunIndex, _ ledger: ItemLedger
  ) -> [Retrigger] {
    let retriggers = index.orchestratorsOf.filter { $0.key >= 0 }.values.flatMap { runs in
      var latest: [UnitOfWork: RunRecord] = [:]
      var depth: SimDuration?
      var hadPosted = false
      return runs.indices.compactMap { place -> Retrigger? in
        defer {
          for worker in index.workersOf[runs[place].number] ?? [] {
            latest[worker.unit] = worker
            hadPosted = hadPosted || ledger.posts.contains(worker.number)
          }
          depth = [depth, runs[place].depth].compactMap(\.self).max()
        }
        guard place > 0 else { return nil }
        return Retrigger(
          run: runs[place], previous: runs[..<place],
          until: place + 1 < runs.count ? runs[place + 1].createdAt : .distantFuture,
          latest: latest, depthBefore: depth, hadPosted: hadPosted)
      }
    }
    return retriggers.sorted { $0.run.number < $1.run.number }
  }
}

extension Evidence {
  /// Second deliveries to the Console that a re-trigger made: of items that had been published
  /// before it, and whose last post before the delivery was its own. What the queue delivers again
  /// by itself is not its doing.
  func repeats(
    after retrigger: Retrigger, where belongs: (UnitOfWork) -> Bool = { _ in true }
  ) -> [Milestone] {
    let start = retrigger.run.createdAt
    let all = repeats(of: retrigger.installation).between(start, .distantFuture)
    guard !all.isEmpty else { return [] }
    let mine = acceptances(of: retrigger)
    return all.filter { again in
      guard belongs(again.unit), let item = again.item, let history = ledger.histories[item],
        let own = mine[item]
      else { return false }
      let last = history.accepted.last { $0 <= again.time }
      return last.map(own.contains) ?? false && wasPublished(history, before: start)
    }
  }

  /// When the gateway accepted the posts of a re-trigger's workers, by item.
  private func acceptances(of retrigger: Retrigger) -> [Int32: [SimTime]] {
    var times: [Int32: [SimTime]] = [:]
    for worker in workers(of: retrigger.run) {
      for post in ledger.posts[worker.number] where post.kind == .itemAccepted {
        if let item = post.item { times[item, default: []].append(post.time) }
      }
    }
    return times
  }

  private func wasPublished(_ history: ItemHistory, before time: SimTime) -> Bool {
    [history.published.first, history.delivered.first].contains { $0.map { $0 < time } ?? false }
  }

  /// Observations beyond an item's first between a re-trigger and the next one.
  func storedAgain(after retrigger: Retrigger) -> ArraySlice<Milestone> {
    (items.storedAgain[root(of: retrigger.installation)] ?? []).between(
      retrigger.run.createdAt, retrigger.until)
  }

  /// The first drop in the Console between a re-trigger and the next one.
  func firstDrop(after retrigger: Retrigger) -> Milestone? {
    let places = items.drops[root(of: retrigger.installation), default: []]
    let next = places.firstPlace {
      outcome.milestones[Int($0)].time >= retrigger.run.createdAt
    }
    return places.suffix(from: next).first.map { outcome.milestones[Int($0)] }
      .flatMap { $0.time < retrigger.until ? $0 : nil }
  }

  /// Items that the gateway took from the workers of an orchestrator run: accepted, or published before
  /// the mark was found.
  func itemsBrought(by run: RunRecord) -> Set<Int32> {
    let posts = workers(of: run).flatMap { ledger.posts[$0.number] }
    return Set(
      posts.lazy.filter { [self] post in
        post.kind == .itemAccepted
          || (post.item.flatMap { ledger.histories[$0] }?.published.contains(post.time) ?? false)
      }.compactMap(\.item))
  }

  /// Items that a re-trigger brought to the Console for the first time.
  func firstDeliveries(
    after retrigger: Retrigger, where belongs: (Int32, UnitOfWork) -> Bool = { _, _ in true }
  ) -> Int {
    acceptances(of: retrigger).keys.count { item in
      guard let history = ledger.histories[item] else { return false }
      return !history.delivered.isEmpty && belongs(item, history.unit)
        && !wasPublished(history, before: retrigger.run.createdAt)
    }
  }

  /// Posts of the workers of a re-trigger that were answered this way.
  func posts(of retrigger: Retrigger, _ kind: Milestone.Kind) -> [Milestone] {
    posts(of: retrigger).filter { $0.kind == kind }
  }

  /// Posts of the workers of a re-trigger, in order.
  func posts(of retrigger: Retrigger) -> [Milestone] {
    workers(of: retrigger.run).flatMap { ledger.posts[$0.number] }
      .sorted { $0.time < $1.time }
  }

  /// Whether workers of a run posted anything.
  func hasPosted(_ run: RunRecord) -> Bool {
    workers(of: run).contains { ledger.posts.contains($0.number) }
  }

  /// When a re-trigger's run was over and its deliveries can be counted.
  func end(of retrigger: Retrigger) -> SimTime {
    retrigger.run.outcome == .running ? outcome.endedAt : retrigger.run.endedAt
  }
}
