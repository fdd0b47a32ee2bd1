import PipelineModel
import SimKernel

extension Incident {
  /// How long a post may take.
  private static let posts: ClosedRange<Int64> = 1_000...10_000_000
  /// Halvings of that range; the last is below a thousandth of it.
  private static let halvings = 12

  /// The incident with the latency of a post fitted to the worker that tells most of it, unless fewer
  /// runs are shown with it.
  func fitted() -> Incident {
    guard let reference = reference, let recorded = reference.worked else { return self }
    var (low, high) = (Self.posts.lowerBound, Self.posts.upperBound)
    guard let least = played(reference, post: low), let most = played(reference, post: high),
      least < recorded, recorded < most
    else { return self }
    for _ in 0..<Self.halvings {
      let middle = (low + high) / 2
      guard let shown = played(reference, post: middle) else { break }
      if shown < recorded { low = middle } else { high = middle }
    }
    var fitted = self
    fitted.set("wire.post", .distribution(.constant(SimDuration(microseconds: low))))
    guard let shown = fitted.played(reference, post: low) else { return self }
    fitted.assumptions.append(
      "a post takes \(SimDuration(microseconds: low).rounded), so that the worker of "
        + "\(reference.entityType) works for \(shown.rounded) (recorded: \(recorded.rounded))")
    return Reproduction.shown(by: fitted) < Reproduction.shown(by: self) ? self : fitted
  }

  /// Of the completed workers, else of all, the one with the most pages.
  private var reference: RunHistory.Run? {
    let ended = history.workers.filter { $0.worked != nil && ($0.pages ?? 0) > 0 }
    let completed = ended.filter { $0.outcome == .completed }
    return (completed.isEmpty ? ended.filter { $0.outcome == .failed } : completed)
      .max { ($0.pages ?? 0) < ($1.pages ?? 0) }
  }

  /// How long the worker works when a post takes so long; nil where it is not there.
  private func played(_ worker: RunHistory.Run, post: Int64) -> SimDuration? {
    var changed = self
    changed.set("wire.post", .distribution(.constant(SimDuration(microseconds: post))))
    let replay = ReplayPlan(changed.scenario, profile: .asBuilt).run()
    let alike = history.workers.filter { $0.unit == worker.unit }
    let place = alike.firstIndex { $0.id == worker.id } ?? 0
    let shown = replay.evidence.runs(of: 0).filter {
      $0.function == .worker && $0.unit.entityType.name == worker.entityType
        && replay.evidence.name(ofRepository: Int($0.unit.repository))
          == ErrorText.name(worker.resource, otherwise: "app")
    }
    return shown.indices.contains(place) ? shown[place].life - shown[place].asleep : nil
  }
}

extension RunHistory.Run {
  /// From its first request to its end without its sleeps.
  fileprivate var worked: SimDuration? {
    guard let startedAt, let endedAt else { return nil }
    return max(.zero, endedAt - startedAt - asleep)
  }
}
