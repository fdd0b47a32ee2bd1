import PipelineModel
import SimKernel

/// Outages of one wire that begin at one time: each is the longest until it ends.
struct OutagesOfWire {
  private let plan: HuntPlan
  private var known: [(fault: Fault, finding: HuntFinding)] = []
  /// No call is under way for longer, but those that are played apart.
  private static let slack = SimDuration.seconds(2)

  init(_ plan: HuntPlan) { self.plan = plan }

  /// What an outage leads to; `fork` gives a copy of the run just before the wire's first call.
  mutating func finding(_ fault: Fault, fork: () -> Simulation<Pipeline>?) -> HuntFinding {
    if let found = known(fault) { return found }
    if plan.experiment.faults.isEmpty, case .window(let from, _) = fault.trigger {
      playAll(fault, from, fork)
    }
    return known(fault) ?? plan.finding(fault, in: fork(), met: 0)
  }

  private func known(_ fault: Fault) -> HuntFinding? {
    known.first {
      $0.fault.trigger == fault.trigger
        && $0.fault.effect.isAlike(fault.effect, on: fault.wire)
    }?.finding
  }

  private mutating func playAll(
    _ fault: Fault, _ from: SimTime, _ fork: () -> Simulation<Pipeline>?
  ) {
    guard let most = plan.lengths.last, var longest = fork(), var run = fork() else { return }
    var fault = fault
    fault.trigger = .window(from: from, to: from + most)
    longest.add(fault, met: 0)
    run.add(fault, met: 0)
    let end = finish(&longest)
    let latest = longest.lastStrikeTimes().latestArrival
    for length in plan.lengths {
      let over = from + length
      fault.trigger = .window(from: from, to: over)
      // After the last call that the longest one strikes it may end at any time.
      guard over <= latest else {
        known.append((fault, end))
        continue
      }
      run.advance(before: max(from, over - Self.slack), of: plan.experiment)
      if run.lastStrikeTimes().latestArrival < over {
        var copy = run.fork()
        copy.change(fault.trigger)
        known.append((fault, finish(&copy)))
      } else {
        known.append((fault, plan.finding(fault, in: fork(), met: 0)))
      }
    }
  }

  private func finish(_ run: inout Simulation<Pipeline>) -> HuntFinding {
    let outcome = run.finish(plan.experiment)
    return plan.judge.finding(
      outcome, of: plan.experiment, strikes: outcome.faultStrikes.last ?? 0)
  }
}
