import PipelineModel
import SimKernel

/// An orchestrator run of an installation that already had one.
struct Retrigger: Sendable {
  let run: RunRecord
  /// Earlier orchestrator runs of the installation, oldest first; never empty.
  let previous: [RunRecord]
  /// When the next one was created; "never" for the last.
  let until: SimTime

  var installation: Int { Int(run.installation) }
  /// Time since the first run of the installation started.
  var age: SimDuration { run.createdAt - previous[0].startedAt }
  var isWithinADay: Bool { age < Evidence.day }
  var isLast: Bool { until == .distantFuture }

  /// "the re-trigger 1h after the first run's start".
  var words: String { "the re-trigger \(age.rounded) after the first run's start" }
}

extension Evidence {
  /// The re-triggers of all installations, by order of creation.
  var retriggers: [Retrigger] {
    let runs = orchestrators().filter { $0.installation >= 0 }
    return runs.indices.compactMap { index in
      let run = runs[index]
      let previous = runs[..<index].filter { $0.installation == run.installation }
      guard !previous.isEmpty else { return nil }
      let next = runs[(index + 1)...].first { $0.installation == run.installation }
      return Retrigger(
        run: run, previous: Array(previous), until: next?.createdAt ?? .distantFuture)
    }
  }

  /// Second deliveries to the Console between a re-trigger and the next one.
  func repeats(
    after retrigger: Retrigger, where belongs: (UnitOfWork) -> Bool = { _ in true }
  ) -> [Milestone] {
    ledger.repeats.filter {
      $0.time >= retrigger.run.createdAt && $0.time < retrigger.until
        && installation(of: $0.unit) == retrigger.installation && belongs($0.unit)
    }
  }

  /// First deliveries to the Console between a re-trigger and the next one.
  func firstDeliveries(after retrigger: Retrigger) -> Int {
    ledger.histories.values.count { history in
      guard let first = history.delivered.first else { return false }
      return first >= retrigger.run.createdAt && first < retrigger.until
        && installation(of: history.unit) == retrigger.installation
    }
  }

  /// Posts of the workers of a re-trigger that were answered this way.
  func posts(of retrigger: Retrigger, _ kind: Milestone.Kind) -> [Milestone] {
    workers(of: retrigger.run)
      .flatMap { ledger.posts[$0.number] ?? [] }
      .filter { $0.kind == kind }
      .sorted { $0.time < $1.time }
  }

  /// When a re-trigger's run was over and its deliveries can be counted.
  func end(of retrigger: Retrigger) -> SimTime {
    retrigger.run.outcome == .running ? outcome.endedAt : retrigger.run.endedAt
  }
}

// MARK: - Gaps

extension Evidence {
  /// Expected items of an installation that never reached the Console.
  func undelivered(_ installation: Int) -> Int { sum(installation, \.undelivered) }

  /// Expected items of an installation without an observation, those filtered on purpose left out.
  func lost(_ installation: Int) -> Int {
    let filtered = ledger.histories.values.count {
      $0.isFiltered && self.installation(of: $0.unit) == installation
    }
    return max(0, sum(installation, \.missing) - filtered)
  }

  func expected(_ installation: Int) -> Int { sum(installation, \.expected) }

  /// Items of an installation that had an observation at this time.
  func stored(_ installation: Int, by time: SimTime) -> Int {
    ledger.histories.values.count { history in
      guard let first = history.stored.first, first <= time else { return false }
      return self.installation(of: history.unit) == installation
    }
  }

  private func sum(_ installation: Int, _ count: KeyPath<HopCounts, Int>) -> Int {
    repositories(of: installation).reduce(0) { total, repository in
      guard outcome.countsByRepository.indices.contains(repository) else { return total }
      return total + outcome.countsByRepository[repository][keyPath: count]
    }
  }
}
