import PipelineModel
import SimKernel

/// Records that no run can have left.
extension RunHistory {
  /// What contradicts what, each with the key it stands under.
  var contradictions: [(key: String, message: String, help: String)] {
    contradictionsOfTime + contradictionsOfNames + contradictionsOfResults
  }

  private typealias Finding = (key: String, message: String, help: String)

  private var contradictionsOfTime: [Finding] {
    var found: [Finding] = []
    for (key, runs, limit) in [
      ("orchestrators", orchestrators, Profile(.asBuilt).orchestrator.finishTimeout),
      ("workers", workers, Profile(.asBuilt).worker.finishTimeout),
    ] {
      for run in runs {
        let times = [run.createdAt, run.startedAt, run.endedAt].compactMap(\.self)
        if let late = times.max(), late > now {
          found.append(
            ("now", "\(words(now)) lies before \(words(late)) of the run \(run.id)", "check both"))
        }
        if run.outcome == .running, let end = run.endedAt {
          found.append(
            (key, "the run \(run.id) is running and ended at \(words(end))", "keep one of them"))
        }
        if run.outcome != .running, run.endedAt == nil {
          let help = "add endedAt, or say that it is running"
          found.append((key, "the run \(run.id) is \(run.outcome.name) and has no end", help))
        }
        if run.outcome == .running, let start = run.startedAt, now - start > limit {
          found.append(
            (
              key,
              "the run \(run.id) is running for \((now - start).rounded), and the engine ends it "
                + "after \(limit.rounded) as built", "look at its status again"
            ))
        }
      }
    }
    return found
  }

  private var contradictionsOfNames: [Finding] {
    var found: [Finding] = []
    var seen: Set<String> = []
    for (key, runs) in [("orchestrators", orchestrators), ("workers", workers)] {
      for run in runs where !seen.insert(run.id).inserted {
        found.append((key, "two runs have the id \(run.id)", "an id belongs to one run"))
      }
    }
    for worker in workers {
      guard let parent = orchestrators.first(where: { $0.id == worker.parent }),
        worker.createdAt < parent.createdAt
      else { continue }
      let message = "the worker \(worker.id) was created before its parent \(parent.id)"
      found.append(("workers", message, "check the two instants"))
    }
    let parents = Set(orchestrators.map(\.id))
    for worker in workers {
      guard let parent = worker.parent, !parents.contains(parent) else { continue }
      let help = "add that run, or leave the parent out"
      found.append(
        ("workers", "the worker \(worker.id) names the parent \(parent), which is no run", help))
    }
    let known = EntityType.allCases.filter { $0 != .unknown }.map(\.name)
    for type in customer.misses where !known.contains(type) {
      let meant = Suggestion.closest(to: type, in: known).map { "did you mean \"\($0)\"?" }
      let help = meant ?? "the types are \(known.joined(separator: ", "))"
      found.append(("customer", "there is no entity type \"\(type)\"", help))
    }
    return found
  }

  private var contradictionsOfResults: [Finding] {
    var found: [Finding] = []
    for run in orchestrators {
      if let output = run.output, output.results.count > output.workUnits {
        let message =
          "\(run.id) says \(counted(output.workUnits, "unit")) of work, and its results tell of "
          + "\(output.results.count)"
        found.append(("orchestrators", message, "each unit has one result"))
      }
      guard let output = run.output, output.success else { continue }
      if let failed = output.results.first(where: { !$0.success }) {
        let help = "success is true only when every unit's is"
        let message = "\(run.id) says success, its results that \(failed.entityType) failed"
        found.append(("orchestrators", message, help))
      }
      for worker in workers(of: run)
      where worker.parent == run.id && worker.outcome == .failed && !mayHaveTold(worker, run) {
        let help = "an orchestrator with a failed worker returns success:false"
        let message = "the worker \(worker.id) failed, and its parent \(run.id) says success"
        found.append(("workers", message, help))
      }
    }
    if customer.seesDuplicates, orchestrators.count == 1 {
      let help = "one run dispatches an item once; add the other run"
      found.append(("customer", "things are there twice, and only one run is recorded", help))
    }
    return found
  }

  /// Whether a failed worker's orchestrator may have got a completion all the same: its own, sent in
  /// its last step, or that of another run of the same type, which carries no run's name.
  private func mayHaveTold(_ worker: Run, _ parent: Run) -> Bool {
    worker.isAtItsEnd
      || workers.contains { other in
        other.id != worker.id && other.entityType == worker.entityType
          && other.outcome == .completed && other.parent != worker.parent
          && other.endedAt.map { $0 >= parent.createdAt && $0 <= parent.endedAt ?? now } ?? false
      }
  }
}
