import PipelineModel
import SimKernel

extension Claim {
  static let quickReference: [Claim] = [
    Claim("Q1", "Backfill never ran: trigger manually.") { $0.manualTriggerRunsEverything() },
    Claim(
      "Q2", "Partial entity type failure: re-trigger, idempotent within 24 h, complete after it."
    ) { $0.quickReference("no partly failed run was re-triggered", \.isAfterPartialFailure) },
    Claim(
      "Q3", "Worker failed mid-page: re-trigger, idempotent within 24 h, complete after it."
    ) { evidence in
      evidence.quickReference("no worker that failed mid-page was re-triggered") {
        $0.latest.values.contains(where: evidence.hasFailedMidPage)
      }
    },
    Claim(
      "Q4",
      "Customer wants more history: re-trigger with larger depth, the overlap is safe within 24 h."
    ) { $0.quickReference("nobody asked for more days", \.isDeeper) },
    Claim(
      "Q5", "New repo added: re-trigger, the existing repo is safe within 24 h."
    ) { evidence in
      let additions = evidence.additions
      return evidence.quickReference(
        "no repo was added before a re-trigger of all that it has"
      ) { retrigger in
        let types = Set(evidence.workers(of: retrigger.run).map(\.unit.entityType))
        return additions.contains { addition in
          addition.installation == retrigger.installation && addition.at <= retrigger.run.createdAt
            && evidence.hasOnly(types, addition)
        }
      }
    },
    Claim(
      "Q6",
      "Data missing, cause unknown: re-trigger, idempotent within 24 h, after it the missing data "
        + "are filled in."
    ) { $0.missingDataAreFilledIn() },
  ]
}

extension Evidence {
  /// A row of the quick reference over every re-trigger in its situation: within 24 h of the first
  /// run's start nothing is delivered twice, and in any case nothing stays undelivered.
  func quickReference(
    _ otherwise: String, _ isInSituation: (Retrigger) -> Bool
  ) -> Finding {
    .combine(
      retriggers.filter(isInSituation).map {
        $0.isWithinADay ? idempotence(of: $0) : gapFinding(after: $0)
      }, otherwise: otherwise)
  }

  /// Q6 looks at what the customer sees: observations.
  fileprivate func missingDataAreFilledIn() -> Finding {
    .combine(
      retriggers.filter { !$0.isDeeper }.compactMap { retrigger in
        let wanted = items(before: retrigger.run, ofItsTypes: true)
        let missing = wanted.count { isLost($0, at: retrigger.run.createdAt) }
        return missing > 0 ? filling(of: wanted, missing, after: retrigger) : nil
      }, otherwise: "no re-trigger followed while data were missing")
  }

  private func filling(
    of wanted: [Int32], _ missing: Int, after retrigger: Retrigger
  ) -> Finding {
    if retrigger.isWithinADay, let again = repeats(after: retrigger).first {
      return .refuted(
        again.time, "\(name(of: again)) reached the Console again after \(retrigger.words)")
    }
    guard retrigger.isLast else { return .notExercised("another re-trigger followed") }
    let lost = wanted.filter { isLost($0) }
    guard retrigger.run.outcome != .running, !lost.contains(where: isUnderWay) else {
      return .notExercised("\(retrigger.words) was under way when the simulation was cut off")
    }
    guard lost.isEmpty else {
      return .refuted(
        end(of: retrigger),
        "\(counted(lost.count, "item")) still without an observation after "
          + "\(retrigger.words)\(reasons(why: lost))")
    }
    let filled = wanted.filter { isLost($0, at: retrigger.run.createdAt) }
    let brought = itemsBrought(by: retrigger.run)
    let others = filled.count { !brought.contains($0) }
    guard others < filled.count else {
      return .notExercised(
        "the \(counted(missing, "missing item")) came by themselves, not by \(retrigger.words)")
    }
    return .holds(
      "\(counted(filled.count - others, "missing item")) filled in by \(retrigger.words)"
        + (others > 0 ? "; \(grouped(others)) more came by themselves" : ""))
  }
}
