import PipelineModel
import SimKernel

/// Pairs of faults: what a second one does on the way that a first one has left open.
///
/// First faults whose runs are equal are one. Second faults strike the calls that the run with the
/// first one makes after it.
struct HuntPairs: Sendable {
  let plan: HuntPlan
  /// First faults whose runs differ.
  let firsts: [First]
  /// Which part of all pairs is played, each with the same chance.
  let share: Double

  /// A first fault, with how many second ones there are.
  struct First: Sendable {
    let call: Int
    let fault: Fault
    let span: HuntSite.Span
    let finding: HuntFinding
    let seconds: Int
  }

  /// What the pairs with one first fault came to.
  struct Played: Sendable {
    var count = 0
    /// The numbers of the pairs that do what the first fault does not, and what they do.
    var pairs: [Int] = []
    var findings: [HuntFinding] = []
  }

  private static let spans: [HuntSite.Span] = [.first, .every]

  /// Plays every first fault; at most about `most` pairs are to be played.
  init(_ plan: HuntPlan, most: Int, threads: Int) {
    self.plan = plan
    let calls = Array(plan.calls.records.indices)
    let all = Campaign.map(calls, threads: threads) { Self.firsts(at: $0, of: plan) }
      .flatMap(\.self)
    var seen: Set<[UInt64]> = [[plan.judge.free.fingerprint, 0]]
    firsts = all.filter { first in
      seen.insert([first.finding.fingerprint, first.span == .first ? 0 : 1]).inserted
    }
    let pairs = firsts.reduce(0) { $0 + $1.seconds }
    share = pairs <= most ? 1 : Double(most) / Double(pairs)
  }

  private static func firsts(at call: Int, of plan: HuntPlan) -> [First] {
    plan.calls.records[call].wire.effects.flatMap { effect in
      spans.map { span in
        let fault = plan.calls.fault(call, effect, span)
        let outcome = experiment(of: plan, with: fault).run()
        let later = outcome.calls.dropFirst(call + 1)
        return First(
          call: call, fault: fault, span: span,
          finding: plan.judge.finding(
            outcome, of: plan.experiment, strikes: outcome.faultStrikes.last ?? 0),
          seconds: later.reduce(0) { $0 + $1.wire.effects.count * spans.count })
      }
    }
  }

  private static func experiment(of plan: HuntPlan, with fault: Fault) -> Experiment {
    var experiment = plan.experiment
    experiment.faults.append(fault)
    experiment.listsCalls = true
    return experiment
  }

  /// A second fault, with the call it strikes first.
  private struct Second {
    let call: Int
    let effect: Fault.Effect
    let span: HuntSite.Span
  }

  private func seconds(of first: First, _ calls: HuntCalls) -> [Second] {
    calls.records.indices.dropFirst(first.call + 1).flatMap { call in
      calls.records[call].wire.effects.flatMap { effect in
        Self.spans.map { Second(call: call, effect: effect, span: $0) }
      }
    }
  }

  private func calls(after first: First) -> HuntCalls {
    HuntCalls(Self.experiment(of: plan, with: first.fault).run().calls)
  }

  /// The second faults of some pairs, by their numbers.
  func seconds(_ numbers: [Int], of first: First) -> [Fault] {
    let calls = calls(after: first)
    let seconds = seconds(of: first, calls)
    return numbers.map { calls.fault(seconds[$0].call, seconds[$0].effect, seconds[$0].span) }
  }

  /// Plays the pairs with a first fault, each in a copy of its run at the moment of the second call.
  func play(_ place: Int) -> Played {
    let first = firsts[place]
    let calls = calls(after: first)
    var experiment = Self.experiment(of: plan, with: first.fault)
    experiment.listsCalls = false
    var base = experiment.simulation()
    var played = Played()
    // What the second call cannot tell apart leads to the same.
    var known: [(second: Second, finding: HuntFinding)] = []
    let random = RandomKey(seed: 2)
    for (number, second) in seconds(of: first, calls).enumerated() {
      let bits = random.bits(.huntPair, UInt64(place), UInt64(number + 1))
      guard Double(bits >> 11) / Double(1 << 53) < share else { continue }
      if known.first?.second.call != second.call { known = [] }
      let wire = calls.records[second.call].wire
      let like = known.first {
        $0.second.span == second.span && $0.second.effect.isAlike(second.effect, on: wire)
      }
      let finding =
        like?.finding ?? self.finding(second, of: calls, after: &base, in: experiment)
      if like == nil { known.append((second, finding)) }
      played.count += 1
      guard finding.troubles.contains(where: { !first.finding.troubles.contains($0) }) else {
        continue
      }
      played.pairs.append(number)
      played.findings.append(finding)
    }
    return played
  }

  /// What a second fault leads to in a copy of the run with the first one.
  private func finding(
    _ second: Second, of calls: HuntCalls, after base: inout Simulation<Pipeline>,
    in experiment: Experiment
  ) -> HuntFinding {
    base.advance(before: calls.records[second.call].at, of: experiment)
    var copy = base.fork()
    copy.add(
      calls.fault(second.call, second.effect, second.span), met: calls.met(before: second.call))
    return plan.judge.finding(copy.finish(experiment), of: experiment, strikes: 1)
  }
}
