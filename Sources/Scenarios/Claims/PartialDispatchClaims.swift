import PipelineModel
import SimKernel

extension Claim {
  static let partialDispatch: [Claim] = [
    Claim(
      "9.1",
      "Events 1–50 sent, 51 fails, the step is retried whole, 1–50 answered \"duplicate\", the rest "
        + "delivered; no gap, no duplicate."
    ) { $0.partialDispatchCorrectsItself() }
  ]
}

extension Evidence {
  fileprivate func partialDispatchCorrectsItself() -> Finding {
    let findings = workers.flatMap { worker -> [Finding] in
      let mine = ledger.posts[worker.number] ?? []
      let failures = mine.filter { $0.kind == .itemFailed }
      return failures.compactMap { dispatchFinding(of: $0, among: mine, worker) }
    }
    return .combine(
      findings, otherwise: "no dispatch step failed in the middle of its page and was retried")
  }

  private func dispatchFinding(
    of failure: Milestone, among posts: [Milestone], _ worker: RunRecord
  ) -> Finding? {
    let page = posts.filter { $0.b == failure.b }
    let before = Set(page.filter { $0.kind != .itemFailed && $0.time < failure.time }.map(\.a))
    let after = page.filter { $0.time > failure.time }
    guard !before.isEmpty, !after.isEmpty else { return nil }
    let finished = milestones(of: worker).contains {
      $0.kind == .stepDone && $0.b == failure.b && $0.time > failure.time
    }
    guard finished else { return nil }
    let failed = ledger.histories[failure.a]
    if failed?.delivered.isEmpty ?? true, let answer = after.first(where: { $0.a == failure.a }) {
      let how = answer.kind == .itemDuplicate ? "duplicate" : "accepted"
      return .refuted(
        answer.time,
        "the item whose post failed was answered \"\(how)\" on the retry and never reached the "
          + "Console")
    }
    for item in Set(page.map(\.a)).sorted() {
      guard let history = ledger.histories[item] else { continue }
      if history.delivered.isEmpty {
        return .refuted(worker.endedAt, "an item of the page never reached the Console")
      }
      let mine = history.delivered.filter { $0 >= worker.createdAt && $0 <= worker.endedAt }
      if mine.count > 1 {
        return .refuted(mine[1], "an item of the page reached the Console twice")
      }
    }
    let again = after.count { $0.kind == .itemDuplicate && before.contains($0.a) }
    return .holds(
      "page \(failure.b): \(counted(again, "item")) answered duplicate on the retry, "
        + "\(counted(Set(page.map(\.a)).count, "item")) delivered once")
  }
}
