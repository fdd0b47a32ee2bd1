/// The runbook's decision tree over the runs of one connection.
public struct Diagnosis: Sendable, Equatable {
  /// The runbook's scenario, 1...11.
  public let scenario: Int
  /// One sentence: what it is.
  public let finding: String
  /// What leads there, line by line.
  public let evidence: [String]
  /// What the runbook tells to do.
  public let advice: String
  /// Claims that decide whether the advice works.
  public let claims: [String]

  /// Slack before a wait without open worker counts as idle, in seconds.
  static let patience = 300.0

  /// Walks the tree: did it run, did it complete, which workers failed and why.
  public init(_ input: DiagnosisInput) {
    var evidence = ["\(counted(input.orchestrators.count, "orchestrator run")) found"]
    guard let last = input.orchestrators.max(by: { $0.startedSeconds < $1.startedSeconds }) else {
      self.init(
        2, "the backfill never started", evidence,
        "Trigger manually: POST /trigger with depth 30 (scenario 7).", ["1.1", "2.2", "Q1"])
      return
    }
    let children = input.workers.filter { $0.orchestrator == last.id }
    evidence.append("the last one, \(last.id): \(last.outcome)\(Self.returned(last))")
    evidence += children.map { "worker \($0.unit): \($0.outcome)\(Self.because($0))" }
    switch last.outcome {
    case "completed" where last.success == true: self = Self.downstream(last, input, evidence)
    case "running": self = Self.running(children, input, evidence)
    case "cancelled":
      self.init(
        5, "the run was cancelled: the connection was deleted, or somebody cancelled it", evidence,
        "None. Automatic.", ["5.1", "5.3"])
    default: self = Self.failed(children, last, evidence)
    }
  }

  private init(
    _ scenario: Int, _ finding: String, _ evidence: [String], _ advice: String, _ claims: [String]
  ) {
    self.scenario = scenario
    self.finding = finding
    self.evidence = evidence
    self.advice = advice
    self.claims = claims
  }

  private static func returned(_ run: DiagnosisInput.Orchestrator) -> String {
    let success = run.success.map { ", success:\($0)" } ?? ""
    let units = run.workUnits.map { ", \(counted($0, "work unit"))" } ?? ""
    return success + units + (run.error.map { ", \($0)" } ?? "")
  }

  private static func because(_ worker: DiagnosisInput.Worker) -> String {
    let pages = worker.pages.map { ", \(counted($0, "page"))" } ?? ""
    return (worker.error.flatMap { $0.isEmpty ? nil : " (\($0))" } ?? "") + pages
  }

  private static func downstream(
    _ run: DiagnosisInput.Orchestrator, _ input: DiagnosisInput, _ evidence: [String]
  ) -> Diagnosis {
    if run.workUnits == 0 {
      return Diagnosis(
        11, "the run found no repository: it was triggered before one was linked", evidence,
        "Manually trigger the backfill for the installation (scenario 7).", ["1.2", "11.2", "Q5"])
    }
    var evidence = evidence
    if let missing = input.missing { evidence.append("\(counted(missing, "observation")) missing") }
    if let waiting = input.undelivered {
      evidence.append("\(counted(waiting, "item")) between gateway and Console")
    }
    if input.missing == 0 {
      return Diagnosis(
        1, "the backfill completed and nothing is missing", evidence, "None.", ["1.2"])
    }
    return Diagnosis(
      1, "the backfill completed; what is missing was lost downstream", evidence,
      "The problem is downstream. By default: re-trigger the backfill.", ["1.2", "1.5", "Q6"])
  }

  private static func running(
    _ workers: [DiagnosisInput.Worker], _ input: DiagnosisInput, _ evidence: [String]
  ) -> Diagnosis {
    let open = workers.filter { $0.outcome == "running" }
    let lastEnd = workers.compactMap(\.endedSeconds).max()
    guard open.isEmpty, let lastEnd, input.nowSeconds - lastEnd > patience else {
      return Diagnosis(
        1, "still running: \(counted(open.count, "worker")) open", evidence,
        "Check how long it has been running; it may be waiting on entity workers.", ["1.4"])
    }
    return Diagnosis(
      1, "still running, and no worker has been for \(Int(input.nowSeconds - lastEnd)) s", evidence,
      "Check how long it has been running; it may be waiting on entity workers.", ["1.4", "4.3"])
  }

  private static func failed(
    _ workers: [DiagnosisInput.Worker], _ run: DiagnosisInput.Orchestrator, _ evidence: [String]
  ) -> Diagnosis {
    let failed = workers.filter { $0.outcome != "completed" && $0.outcome != "running" }
    if let limited = failed.first(where: {
      $0.outcome == "finish-timeout" || ($0.asleepSeconds ?? 0) > 0
    }) {
      return Diagnosis(
        10, "\(limited.unit) slept for the rate limit and did not finish", evidence,
        "Re-trigger; if this keeps happening, reduce the depth.", ["10.1", "10.2", "10.3"])
    }
    if let paged = failed.first(where: { ($0.pages ?? 0) > 1 }) {
      return Diagnosis(
        4, "\(paged.unit) failed mid-pagination, after \(counted(paged.pages ?? 0, "page"))",
        evidence, "Re-trigger the full backfill.", ["4.1", "4.4", "Q3"])
    }
    if failed.isEmpty {
      return Diagnosis(
        1, "the orchestrator itself ended: \(run.outcome)", evidence,
        "Data missing, cause unknown: re-trigger the full backfill.", ["1.5", "Q6"])
    }
    return Diagnosis(
      3, "\(counted(failed.count, "entity type")) of \(workers.count) failed", evidence,
      "Re-trigger the full backfill.", ["3.1", "3.2", "Q2"])
  }
}
