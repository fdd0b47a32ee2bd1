import PipelineModel
import SimKernel

extension Claim {
  static let partialDispatch: [Claim] = [
    Claim(
      "9.1",
      "Events 1–50 sent, 51 fails, the step is retried whole, 1–50 answered \"duplicate\", the "
        + "rest delivered; no gap, no duplicate."
    ) { $0.partialDispatchCorrectsItself() }
  ]
}

/// A page whose dispatch failed after some of its items had been sent.
private struct BrokenPage {
  let worker: RunRecord
  let number: Int
  /// The items the page brought, in the order they are sent.
  let items: [Int32]
  /// Posts of the worker for this page, in order.
  let posts: [Milestone]
  /// The first failure with items sent before it.
  let failure: Milestone

  /// Items that had been sent when it failed.
  var sent: Set<Int32> {
    Set(posts.filter { $0.kind != .itemFailed && $0.time <= failure.time }.compactMap(\.item))
  }

  /// Posts of the retries.
  var retries: [Milestone] { posts.filter { $0.time > failure.time } }
}

extension Evidence {
  fileprivate func partialDispatchCorrectsItself() -> Finding {
    .combine(
      workers.flatMap(brokenPages).map(dispatchFinding),
      otherwise: "no dispatch step failed in the middle of its page")
  }

  private func brokenPages(of worker: RunRecord) -> [BrokenPage] {
    let failures = milestones(of: worker).filter {
      $0.kind == .attemptFailed && $0.step.name == .dispatch
    }
    guard !failures.isEmpty else { return [] }
    let posts = Dictionary(grouping: ledger.posts[worker.number]) { $0.page ?? 0 }
    return Dictionary(grouping: failures) { $0.page ?? 0 }.sorted { $0.key < $1.key }.compactMap {
      number, failures in
      let posts = posts[number] ?? []
      let sent = posts.first { $0.kind != .itemFailed }?.time ?? .distantFuture
      return failures.first { $0.time >= sent }.map {
        BrokenPage(
          worker: worker, number: number, items: items(onPage: number, of: worker), posts: posts,
          failure: $0)
      }
    }
  }

  /// What became of such a page: its step succeeded, its retries ran out, or its run ended before.
  private func dispatchFinding(of page: BrokenPage) -> Finding {
    let end = milestones(of: page.worker).first {
      ($0.kind == .stepDone || $0.kind == .stepExhausted) && $0.step == page.failure.step
        && $0.time > page.failure.time
    }
    guard let end else {
      let how = page.worker.outcome == .running ? "was still retried" : "ended with its run"
      return .notExercised("the dispatch of page \(page.number) \(how)")
    }
    return end.kind == .stepDone
      ? retriedFinding(of: page) : exhaustedFinding(of: page, at: end.time)
  }

  private func exhaustedFinding(of page: BrokenPage, at time: SimTime) -> Finding {
    let missing = page.items.filter { ledger.histories[$0]?.delivered.isEmpty ?? true }
    let names = missing.map { "#\(outcome.items.number(of: $0, in: page.worker.unit))" }
    let what =
      missing.isEmpty
      ? "what was missing came with a later run"
      : "\(counted(missing.count, "item")) of it never reached the Console: "
        + listed(names, most: 4)
    return .refuted(
      time,
      "the dispatch of \(name(of: page.worker.unit)) page \(page.number) failed "
        + "\(counted(attempts, "time")), its retries ran out; \(what)")
  }

  private func retriedFinding(of page: BrokenPage) -> Finding {
    let unit = page.worker.unit
    let retries = page.retries
    let next = index.workersOfUnit[unit]?.first { $0.number > page.worker.number }?.createdAt
    for item in page.items {
      let history = ledger.histories[item] ?? ItemHistory(unit: unit)
      let name = name(ofItem: item, in: unit)
      if history.delivered.isEmpty {
        if isUnderWay(item) { return .notExercised("items were under way at the end") }
        let answer = retries.last { $0.item == item && $0.kind != .itemFailed }
        let how = answer?.kind == .itemDuplicate ? "duplicate" : "accepted"
        return .refuted(
          answer?.time ?? page.worker.endedAt,
          "\(name) of page \(page.number) was answered \"\(how)\" on the retry and never reached "
            + "the Console")
      }
      let mine = history.delivered.filter {
        $0 >= page.worker.createdAt && $0 < next ?? .distantFuture
      }
      if mine.count > 1, history.delivered.count > history.wantedDeliveries {
        return .refuted(mine[1], "\(name) of page \(page.number) reached the Console twice")
      }
    }
    let sent = page.sent
    let refused = Set(retries.filter { $0.kind == .itemDuplicate }.compactMap(\.item))
    let again = refused.intersection(sent).count
    return .holds(
      "page \(page.number): \(counted(again, "item")) answered duplicate on the retry, "
        + "\(counted(page.items.count, "item")) delivered once")
  }
}
