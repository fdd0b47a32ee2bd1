import PipelineModel
import SimKernel

extension Evidence {
  /// 1.4: an orchestrator that waits has an open worker, a few minutes of slack allowed.
  func runningMeansWaiting() -> Finding {
    let findings = orchestrators().compactMap { run -> Finding? in
      guard milestones(of: run).contains(where: { $0.kind == .waiting }) else { return nil }
      let children = workers(of: run)
      guard let last = children.map(\.endedAt).max() else {
        return run.endedAt - run.startedAt > Self.promptly
          ? .refuted(run.startedAt + Self.promptly, "run \(run.number) waits and has no worker")
          : nil
      }
      let open = children.count { $0.outcome == .running }
      if open > 0 {
        return .holds("run \(run.number) still runs, and so do \(counted(open, "worker")) of it")
      }
      let idle = run.endedAt - last
      guard idle > Self.promptly else {
        return .holds(
          "run \(run.number) ended \(max(idle, .zero).rounded) after its last worker")
      }
      let silent = children.filter { $0.endedAt == last }.first
      return .refuted(
        last,
        "no worker was left (the last one: \(silent?.outcome.name ?? "none")), and run "
          + "\(run.number) went on for \(idle.rounded)")
    }
    return .combine(findings, otherwise: "no orchestrator run waited for workers")
  }

  /// 1.5: after the operator's last re-trigger nothing is missing any more.
  func remedyRestores() -> Finding {
    let manual = requests.filter(\.isManual)
    let findings = world.installations.indices.compactMap { index -> Finding? in
      guard let remedy = manual.last(where: { $0.installation == index }) else { return nil }
      let before = stored(index, by: remedy.at)
      guard before < expected(index) else { return nil }
      let lost = lost(index)
      let runs = orchestrators(of: index).filter { $0.createdAt >= remedy.at }
      let end = runs.last.map { $0.outcome == .running ? outcome.endedAt : $0.endedAt }
      guard lost == 0 else {
        return .refuted(
          end ?? remedy.at,
          "\(counted(lost, "item")) of \(grouped(expected(index))) still without an observation "
            + "after the remedy\(losses(of: index))")
      }
      return .holds(
        "\(grouped(expected(index) - before)) of \(counted(expected(index), "item")) were missing, "
          + "none after the remedy")
    }
    return .combine(findings, otherwise: "no operator acted while data were missing")
  }

  /// Why an installation's items never reached the Console, as clauses, and how its last run ended
  /// where that went wrong.
  func gapReason(_ installation: Int) -> String {
    var text = losses(of: installation, undelivered: true)
    if let last = orchestrators(of: installation).last, last.wentWrong {
      text += "; run \(last.number) ended: \(last.outcome.name)"
      if last.failure != .none { text += " for \(last.failure.words)" }
    }
    return text
  }
}
