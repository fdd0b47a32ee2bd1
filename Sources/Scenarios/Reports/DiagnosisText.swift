import PipelineModel
import SimKernel

/// A diagnosis for the terminal, with the verdicts that tell whether the runbook's advice works.
public struct DiagnosisText {
  private let installation: String
  private let diagnosis: Diagnosis
  private let verdicts: [ClaimSummary]

  /// `verdicts` are those of the pipeline as it is built.
  public init(_ input: DiagnosisInput, verdicts: [ClaimSummary]) {
    installation = input.installation
    diagnosis = Diagnosis(input)
    self.verdicts = verdicts
  }

  public var text: String {
    let margin = "  "
    var text = "\(VisibleText.of(installation)): \(diagnosis.finding)\n"
    text += "\(margin)\(Claim.title(ofSection: diagnosis.scenario))\n\nEvidence\n"
    for line in diagnosis.evidence { text += "\(margin)\(VisibleText.of(line))\n" }
    text += "\nThe runbook says\n\(margin)\(diagnosis.advice)\n\nAs built\n"
    for claim in diagnosis.claims {
      guard let summary = verdicts.first(where: { $0.id == claim }) else { continue }
      let line = "\(claim) \(summary.verdict.name): \(summary.sentence)"
      text += margin + line.wrapped(100, margin: margin + margin) + "\n"
      if summary.verdict == .refuted, let advice = Advice.sentence(on: claim) {
        text += margin + margin + advice.wrapped(100, margin: margin + margin) + "\n"
      }
    }
    return text
  }
}

extension DiagnosisInput {
  /// The runs of each installation of a replay that the story has to do with.
  public static func all(of replay: Replay) -> [DiagnosisInput] {
    let (evidence, outcome) = (replay.evidence, replay.outcome)
    return evidence.world.installations.indices.compactMap { index in
      let orchestrators = evidence.orchestrators(of: index)
      guard !orchestrators.isEmpty || evidence.expected(index) > 0 else { return nil }
      return DiagnosisInput(
        installation: evidence.name(ofInstallation: index),
        nowSeconds: (outcome.endedAt - .zero).inSeconds,
        orchestrators: orchestrators.map { Orchestrator($0, evidence) },
        workers: orchestrators.flatMap { evidence.workers(of: $0) }.map { Worker($0, evidence) },
        missing: evidence.lost(index), undelivered: evidence.undelivered(index))
    }
  }
}

extension DiagnosisInput.Orchestrator {
  init(_ run: RunRecord, _ evidence: Evidence) {
    let result = evidence.result(of: run)
    self.init(
      id: "#\(run.number)", outcome: run.outcome.name,
      startedSeconds: (run.startedAt - .zero).inSeconds,
      endedSeconds: run.outcome == .running ? nil : (run.endedAt - .zero).inSeconds,
      success: result?.success, workUnits: result?.workUnits,
      error: run.failure == .none ? nil : run.failure.words)
  }
}

extension DiagnosisInput.Worker {
  init(_ run: RunRecord, _ evidence: Evidence) {
    self.init(
      id: "#\(run.number)", orchestrator: "#\(run.parent)", unit: evidence.name(of: run.unit),
      outcome: run.outcome.name,
      startedSeconds: run.started ? (run.startedAt - .zero).inSeconds : nil,
      endedSeconds: run.outcome == .running ? nil : (run.endedAt - .zero).inSeconds,
      error: run.failure == .none ? nil : run.failure.words, pages: Int(run.pages),
      asleepSeconds: run.asleep.inSeconds)
  }
}
