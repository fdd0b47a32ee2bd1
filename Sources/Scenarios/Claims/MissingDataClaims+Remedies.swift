import PipelineModel
import SimKernel

extension Evidence {
  /// 1.4: an orchestrator that waits has an open worker, or had one until a moment ago.
  func runningMeansWaiting() -> Finding {
    let slack = "\(promptly) at the most"
    let findings = orchestrators().compactMap { run -> Finding? in
      guard let waiting = milestones(of: run).first(where: { $0.kind == .waiting }) else {
        return nil
      }
      let children = workers(of: run)
      let open = children.count { $0.outcome == .running }
      if open > 0 {
        return .holds("run \(run.number) still runs, and so do \(counted(open, "worker")) of it")
      }
      let last = children.max { $0.endedAt < $1.endedAt }
      let alone = max(last?.endedAt ?? waiting.time, waiting.time)
      let idle = max(run.endedAt - alone, .zero)
      guard idle > promptly else {
        return last.map { _ in
          .holds("run \(run.number) ended \(idle.rounded) after its last worker (\(slack))")
        }
      }
      return .refuted(
        alone,
        "no worker was left (the last one: \(last?.outcome.name ?? "none")), and run "
          + "\(run.number) went on for \(idle.rounded) (\(slack))")
    }
    return .combine(findings, otherwise: "no orchestrator run waited for workers")
  }

  /// 1.5: after the operator's last re-trigger nothing is missing any more.
  func remedyRestores() -> Finding {
    let manual = requests.filter(\.isManual)
    let findings = world.installations.indices.compactMap { index -> Finding? in
      guard let remedy = manual.last(where: { $0.installation == index }) else { return nil }
      let before = lost(index, at: remedy.at)
      guard before > 0 else { return nil }
      let last = orchestrators(of: index).last { $0.createdAt >= remedy.at }
      guard last?.outcome != .running, !hasItemsUnderWay(index) else {
        return .notExercised("the remedy was under way when the simulation was cut off")
      }
      let lost = lost(index)
      guard lost == 0 else {
        return .refuted(
          last?.endedAt ?? remedy.at,
          "\(counted(lost, "item")) of \(grouped(expected(index))) still without an observation "
            + "after the remedy\(losses(of: index))")
      }
      return .holds(
        "\(grouped(before)) of \(counted(expected(index), "item")) were missing, none after the "
          + "remedy")
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
