import PipelineModel
import SimKernel

extension Claim {
  static let rateLimit: [Claim] = [
    Claim(
      "10.1",
      "Sleeping until the provider's reset, together with the 4000/h throttle, can pass the 2 h "
        + "limit of a worker."
    ) { $0.sleepingPassesTheLimit() },
    Claim(
      "10.2",
      "Re-trigger: what was dispatched is deduplicated and the worker gets further."
    ) { $0.retriggersConverge() },
    Claim("10.3", "Reducing the depth brings a large repo inside the 2 h.") {
      $0.lessDepthFits()
    },
  ]
}

extension RunRecord {
  /// Did not get through because it slept for the rate limit: its time was over, or its token.
  fileprivate var isHeldUp: Bool { timedOut || (asleep > .zero && outcome == .failed) }
}

extension Evidence {
  fileprivate func sleepingPassesTheLimit() -> Finding {
    let slept = workers.filter { $0.asleep > .zero }
    guard !slept.isEmpty else { return .notExercised("no worker slept for the rate limit") }
    guard let worker = slept.first(where: \.timedOut) else {
      let longest = slept.map { $0.endedAt - $0.startedAt }.max() ?? .zero
      return .notExercised(
        "\(counted(slept.count, "worker")) slept and ended before the limit, the longest after "
          + longest.rounded)
    }
    let life = worker.endedAt - worker.startedAt
    let throttle = limit("worker.throttle")?.waited ?? .zero
    let waited =
      throttle == .zero
      ? "nobody ever waited for the throttle"
      : "the throttle added \(throttle.rounded) over all workers"
    return .holds(
      "\(name(of: worker.unit)) slept \(min(worker.asleep, life).rounded) of \(life.rounded) and "
        + "was ended on page \(worker.pages); \(waited)")
  }

  fileprivate func retriggersConverge() -> Finding {
    let deepest = requests.compactMap(\.depth).max()
    let alike = workers.filter { worker in
      run(worker.parent).flatMap { request(before: $0)?.depth } == deepest
    }
    let units = Dictionary(grouping: alike, by: \.unit)
    let order = units.keys.sorted {
      ($0.repository, $0.entityType.rawValue) < ($1.repository, $1.entityType.rawValue)
    }
    return .combine(
      order.map { rounds(of: $0, units[$0] ?? []) },
      otherwise: "no worker held up by the rate limit was triggered again")
  }

  private func rounds(of unit: UnitOfWork, _ runs: [RunRecord]) -> Finding {
    guard let first = runs.firstIndex(where: \.isHeldUp), first + 1 < runs.count else {
      return .notExercised("not triggered again")
    }
    let tries = Array(runs[first...])
    let pages = tries.map { "\($0.pages)" }.joined(separator: ", ")
    if let again = ledger.repeats.first(where: { $0.unit == unit }) {
      return .refuted(again.time, "\(name(of: again)) reached the Console again")
    }
    for (earlier, later) in zip(tries, tries.dropFirst()) {
      guard later.outcome != .running, later.outcome != .cancelled else { break }
      if later.outcome == .completed {
        return .holds(
          "\(name(of: unit)) completed in \(counted(tries.count, "round")) (pages \(pages))")
      }
      if reach(of: later) <= reach(of: earlier) {
        return .refuted(
          later.endedAt,
          "\(name(of: unit)) got no further: \(pages) pages in \(tries.count) rounds")
      }
    }
    return .holds("\(name(of: unit)) got further each round: \(pages) pages")
  }

  /// The last page a worker fetched.
  private func reach(of worker: RunRecord) -> Int {
    milestones(of: worker).filter { $0.kind == .pageFetched }.compactMap(\.page).max() ?? 0
  }

  fileprivate func lessDepthFits() -> Finding {
    let findings = retriggers.compactMap { retrigger -> Finding? in
      guard let request = request(before: retrigger.run), let depth = request.depth,
        let before = retrigger.previous.compactMap({ self.request(before: $0)?.depth }).max(),
        depth < before
      else { return nil }
      let late = Set(retrigger.previous.flatMap(workers(of:)).filter(\.isHeldUp).map(\.unit))
      let again = workers(of: retrigger.run).filter { late.contains($0.unit) }
      guard let first = again.first else { return nil }
      if let failed = again.first(where: \.wentWrong) {
        return .refuted(
          failed.endedAt,
          "\(name(of: failed.unit)) at \(Int(depth)) days ended: \(failed.outcome.name), after "
            + (failed.endedAt - failed.startedAt).rounded)
      }
      guard again.allSatisfy({ $0.outcome == .completed }) else { return nil }
      return .holds(
        "\(name(of: first.unit)) completed at \(Int(depth)) days in "
          + "\((first.endedAt - first.startedAt).rounded), not at \(Int(before))")
    }
    return .combine(
      findings, otherwise: "no worker held up by the rate limit was triggered again with less depth"
    )
  }
}
