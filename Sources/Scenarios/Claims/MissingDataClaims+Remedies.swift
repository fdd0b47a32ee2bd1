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
        let workers = "\(counted(open, "worker")) of it \(open == 1 ? "runs" : "run")"
        return run.outcome == .running
          ? .holds("run \(run.number) still runs, and \(workers)")
          : .holds("run \(run.number) ended at \(run.endedAt.clock), and \(workers) still")
      }
      let last = children.max { $0.endedAt < $1.endedAt }
      let alone = max(last?.endedAt ?? waiting.time, waiting.time)
      let idle = max(run.endedAt - alone, .zero)
      guard idle > promptly else {
        return last.map { _ in
          run.endedAt < alone
            ? .holds(
              "run \(run.number) ended \((alone - run.endedAt).rounded) before its last worker")
            : .holds("run \(run.number) ended \(idle.rounded) after its last worker (\(slack))")
        }
      }
      return .refuted(
        alone,
        "no worker was left (the last one: \(last?.outcome.name ?? "none")), and run "
          + "\(run.number) went on for \(idle.rounded) (\(slack))")
    }
    return .combine(findings, otherwise: "no orchestrator run waited for workers")
  }

  /// 1.5: after the operator's last re-trigger nothing that it asks for is missing any more.
  func remedyRestores() -> Finding {
    let findings = world.installations.indices.compactMap { index -> Finding? in
      guard let remedy = requests(for: index).last(where: \.isManual) else { return nil }
      guard let run = run(ofStep: remedy.step) else {
        let lost = expectedItems(of: index).contains { isLost($0) }
        return isOver && lost ? .refuted(remedy.at, "the remedy led to no run") : nil
      }
      let wanted = items(before: run, ofItsTypes: true)
      let before = wanted.count { isLost($0, at: remedy.at) }
      guard before > 0 else { return nil }
      let lost = wanted.filter { isLost($0) }
      guard run.outcome != .running, !lost.contains(where: isUnderWay) else {
        return .notExercised("the remedy was under way when the simulation was cut off")
      }
      guard lost.isEmpty else {
        return .refuted(
          run.endedAt,
          "\(counted(lost.count, "item")) of \(grouped(wanted.count)) still without an observation "
            + "after the remedy\(reasons(why: lost))")
      }
      let brought = itemsBrought(by: run)
      guard wanted.contains(where: { isLost($0, at: remedy.at) && brought.contains($0) }) else {
        return .notExercised("the \(counted(before, "missing item")) came by themselves")
      }
      return .holds(
        "\(grouped(before)) of \(counted(wanted.count, "item")) were missing, none after the remedy"
      )
    }
    return .combine(findings, otherwise: "no operator acted while data were missing")
  }
}
