import PipelineModel
import SimKernel

extension Claim {
  static let quickReference: [Claim] = [
    Claim("Q1", "Backfill never ran: trigger manually.") { $0.manualTriggerRunsEverything() },
    Claim(
      "Q2", "Partial entity type failure: re-trigger, idempotent within 24 h, complete after it."
    ) { evidence in
      evidence.quickReference("no partly failed run was re-triggered") {
        evidence.isPartialFailure($0)
      }
    },
    Claim(
      "Q3", "Worker failed mid-page: re-trigger, idempotent within 24 h, complete after it."
    ) { evidence in
      evidence.quickReference("no worker that failed mid-page was re-triggered") {
        evidence.hasFailedMidPage($0)
      }
    },
    Claim(
      "Q4",
      "Customer wants more history: re-trigger with larger depth, the overlap is safe within 24 h."
    ) { evidence in
      let deeper = Set(evidence.deepenings.map(\.run.number))
      return evidence.quickReference("nobody asked for more days") {
        deeper.contains($0.run.number)
      }
    },
    Claim(
      "Q5", "New repo added: re-trigger, the existing repo is safe within 24 h."
    ) { evidence in
      evidence.quickReference("no repo was added before a re-trigger") { retrigger in
        evidence.additions.contains {
          $0.installation == retrigger.installation && $0.at <= retrigger.run.createdAt
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

  func isPartialFailure(_ retrigger: Retrigger) -> Bool {
    let before = latestWorkers(before: retrigger)
    return before.contains(where: \.wentWrong) && before.contains { $0.outcome == .completed }
  }

  func hasFailedMidPage(_ retrigger: Retrigger) -> Bool {
    latestWorkers(before: retrigger).contains { $0.outcome == .failed && failingPage(of: $0) > 1 }
  }

  /// Q6 looks at what the customer sees: observations.
  fileprivate func missingDataAreFilledIn() -> Finding {
    .combine(
      retriggers.filter { retrigger in
        stored(retrigger.installation, by: retrigger.run.createdAt)
          < expected(retrigger.installation)
      }.map { retrigger in
        if retrigger.isWithinADay, let again = repeats(after: retrigger).first {
          return .refuted(
            again.time, "\(name(of: again)) reached the Console again after \(retrigger.words)")
        }
        guard retrigger.isLast else { return .notExercised("another re-trigger followed") }
        let lost = lost(retrigger.installation)
        guard lost == 0 else {
          return .refuted(
            end(of: retrigger),
            "\(counted(lost, "item")) still without an observation after "
              + "\(retrigger.words)\(losses(of: retrigger.installation))")
        }
        return .holds("everything was filled in by \(retrigger.words)")
      }, otherwise: "no re-trigger followed while data were missing")
  }
}
