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
        .filter { $0.kind == .attemptFailed && $0.step == .dispatch }
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
      $0.kind == .stepDone && $0.step == .dispatch && $0.time > failure.time
    }
    guard let number = done?.b else { return nil }
    let page = posts.filter { $0.b == number }
    let before = Set(page.filter { $0.kind != .itemFailed && $0.time <= failure.time }.map(\.a))
    let after = page.filter { $0.time > failure.time }
    guard !before.isEmpty, !after.isEmpty else { return nil }
    for item in Set(page.map(\.a)).sorted() {
      let deliveries = ledger.histories[item]?.delivered ?? []
      if deliveries.isEmpty {
        let answer = after.first { $0.a == item }
        let how = answer?.kind == .itemDuplicate ? "duplicate" : "accepted"
        return .refuted(
          answer?.time ?? worker.endedAt,
          "an item of page \(number) was answered \"\(how)\" on the retry and never reached the "
            + "Console")
      }
      let mine = deliveries.filter { $0 >= worker.createdAt && $0 <= worker.endedAt }
      if mine.count > 1 {
        return .refuted(mine[1], "an item of page \(number) reached the Console twice")
      }
    }
    let again = after.count { $0.kind == .itemDuplicate && before.contains($0.a) }
    return .holds(
      "page \(number): \(counted(again, "item")) answered duplicate on the retry, "
        + "\(counted(Set(page.map(\.a)).count, "item")) delivered once")
  }
}
