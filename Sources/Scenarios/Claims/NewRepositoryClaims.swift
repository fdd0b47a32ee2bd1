import PipelineModel
import SimKernel

extension Claim {
  static let newRepository: [Claim] = [
    Claim("11.1", "Adding a repo to an existing connection triggers nothing.") {
      $0.addingTriggersNothing()
    },
    Claim(
      "11.2",
      "A manual trigger reads the current resources: the old repo's items are deduplicated, the "
        + "new repo's are delivered."
    ) { $0.manualTriggerReadsResources() },
  ]
}

extension Evidence {
  /// A repository that the story adds to a connection that has had a backfill.
  struct Addition: Sendable {
    let repository: Int
    let installation: Int
    let at: SimTime
  }

  var additions: [Addition] {
    story.steps.enumerated().compactMap { index, step in
      guard case .link(let repository) = step.action, let at = time(ofStep: index),
        world.repositories.indices.contains(repository)
      else { return nil }
      let installation = heir(of: world.repositories[repository].installation, at: at)
      guard orchestrators(of: installation).first.map({ $0.createdAt < at }) ?? false else {
        return nil
      }
      return Addition(repository: repository, installation: installation, at: at)
    }
  }

  /// Whether all that is expected of an added repository is of these types.
  func hasOnly(_ types: Set<EntityType>, _ addition: Addition) -> Bool {
    expectedItems(of: addition.installation).allSatisfy { item in
      let unit = outcome.items.unit(of: item)
      return unit.repository != Int32(addition.repository) || types.contains(unit.entityType)
    }
  }

  fileprivate func addingTriggersNothing() -> Finding {
    let findings = additions.map { addition -> Finding in
      let next = nextRequest(for: addition.installation, after: addition.at)
      let run = orchestrators(of: addition.installation).first {
        $0.createdAt > addition.at && $0.storyStep == nil
      }
      if let run {
        return .refuted(
          run.createdAt, "run \(run.number) followed the addition, and nobody had asked for it")
      }
      let quiet = (next?.at ?? outcome.endedAt) - addition.at
      let earlier = orchestrators(of: addition.installation).first {
        $0.createdAt > addition.at && $0.createdAt < next?.at ?? .distantFuture
      }
      return .holds(
        earlier.map { "the addition led to no run; run \($0.number) had been asked for before it" }
          ?? "no run in the \(quiet.rounded) after the addition")
    }
    return .combine(findings, otherwise: "no repo was added to a connection that had a backfill")
  }

  fileprivate func manualTriggerReadsResources() -> Finding {
    let findings = additions.compactMap { addition -> Finding? in
      let retrigger = (retriggersOf[addition.installation] ?? []).first {
        isManual($0.run)
          && $0.run.storyStep.flatMap { time(ofStep: Int($0)) } ?? .zero > addition.at
      }
      guard let retrigger, retrigger.isWithinADay else { return nil }
      return newRepositoryFinding(addition, retrigger)
    }
    return .combine(
      findings,
      otherwise:
        "no manual trigger followed an added repo within \(Self.dayInWords) of the first run")
  }

  private func newRepositoryFinding(_ addition: Addition, _ retrigger: Retrigger) -> Finding {
    let repository = Int32(addition.repository)
    let name = world.repositories[addition.repository].name
    let workers = workers(of: retrigger.run)
    let wanted = items(before: retrigger.run, ofItsTypes: true).filter {
      outcome.items.unit(of: $0).repository == repository
    }
    guard retrigger.run.outcome != .running, !wanted.contains(where: isUnderWay) else {
      return .notExercised("\(retrigger.words) was under way when the simulation was cut off")
    }
    guard !workers.isEmpty || !retrigger.run.wentWrong else {
      return .notExercised("\(retrigger.words) ended: \(retrigger.run.outcome.name)")
    }
    guard workers.contains(where: { $0.unit.repository == repository }) else {
      return .refuted(end(of: retrigger), "the run had no worker for \(name)")
    }
    guard !wanted.isEmpty else {
      return .notExercised("\(retrigger.words) asked for nothing that \(name) has")
    }
    if let again = repeats(after: retrigger, where: { $0.repository != repository }).first {
      return .refuted(
        again.time, "\(self.name(of: again)) reached the Console again")
    }
    let missing = wanted.filter(isUndelivered)
    guard missing.isEmpty else {
      return .refuted(
        end(of: retrigger),
        "\(counted(missing.count, "item")) of \(name) never reached the Console"
          + reasons(why: missing))
    }
    let confused = ledger.drops.filter {
      $0.unit.repository == repository && ($0.drop == .idempotency || $0.drop == .sourceID)
        && ledger.histories[$0.item ?? -1]?.stored.isEmpty ?? true
    }
    if let first = confused.first {
      return .refuted(
        first.time,
        "\(counted(confused.count, "item")) of \(name) were taken for another repo's: "
          + (first.drop?.words ?? ""))
    }
    return .holds(
      "\(retrigger.words): \(counted(wanted.count, "item")) of \(name) delivered, "
        + "\(counted(posts(of: retrigger, .itemDuplicate).count, "post")) answered duplicate")
  }
}
