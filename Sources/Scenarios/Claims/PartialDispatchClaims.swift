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

extension Evidence {
  fileprivate func partialDispatchCorrectsItself() -> Finding {
    let findings = workers.flatMap { worker -> [Finding] in
      let mine = ledger.posts[worker.number] ?? []
      return milestones(of: worker)
        .filter { $0.kind == .attemptFailed && $0.step.name == .dispatch }
        .compactMap { dispatchFinding(of: $0, among: mine, worker) }
    }
    return .combine(
      findings, otherwise: "no dispatch step failed in the middle of its page and was retried")
  }

  /// What became of the page whose dispatch failed; `nil` unless some of it had been sent and the
  /// step succeeded later.
  private func dispatchFinding(
    of failure: Milestone, among posts: [Milestone], _ worker: RunRecord
  ) -> Finding? {
    let done = milestones(of: worker).first {
      $0.kind == .stepDone && $0.step == failure.step && $0.time > failure.time
    }
    guard done != nil, let number = failure.page else { return nil }
    let page = posts.filter { $0.page == number }
    let sent = page.filter { $0.kind != .itemFailed && $0.time <= failure.time }
    let before = Set(sent.compactMap(\.item))
    let after = page.filter { $0.time > failure.time }
    guard !before.isEmpty, !after.isEmpty else { return nil }
    let items = Set(page.compactMap(\.item)).sorted()
    for item in items {
      let deliveries = ledger.histories[item]?.delivered ?? []
      let name = name(ofItem: item, in: worker.unit)
      if deliveries.isEmpty {
        let answer = after.first { $0.item == item }
        let how = answer?.kind == .itemDuplicate ? "duplicate" : "accepted"
        return .refuted(
          answer?.time ?? worker.endedAt,
          "\(name) of page \(number) was answered \"\(how)\" on the retry and never reached the "
            + "Console")
      }
      let mine = deliveries.filter { $0 >= worker.createdAt && $0 <= worker.endedAt }
      if mine.count > 1 {
        return .refuted(mine[1], "\(name) of page \(number) reached the Console twice")
      }
    }
    let again = after.count { $0.kind == .itemDuplicate && before.contains($0.item ?? -1) }
    return .holds(
      "page \(number): \(counted(again, "item")) answered duplicate on the retry, "
        + "\(counted(items.count, "item")) delivered once")
  }
}
