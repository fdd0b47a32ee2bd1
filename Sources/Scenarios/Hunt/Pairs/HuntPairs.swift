import PipelineModel
import SimKernel

/// Pairs of faults: what a second one does on the way that a first one has left open.
///
/// First faults whose runs are equal are one. Second faults strike the calls that the run with the
/// first one makes after it. A pair counts as found only for what neither of its faults does alone.
struct HuntPairs: Sendable {
  let plan: HuntPlan
  /// What single faults do, by wire and effect.
  let alone: [String: Set<HuntTrouble>]
  /// How many pairs are played at the most, each with the same chance.
  let most: Int

  init(_ plan: HuntPlan, _ tally: HuntTally, most: Int) {
    self.plan = plan
    self.most = most
    var alone: [String: Set<HuntTrouble>] = [:]
    for found in tally.classes where found.key.family == .fault {
      alone["\(found.key.part), \(found.key.effect)", default: []].formUnion(found.key.troubles)
    }
    self.alone = alone
  }

  /// A first fault, with how many second ones there are.
  struct First: Sendable {
    let call: Int
    let fault: Fault
    let span: HuntSite.Span
    let finding: HuntFinding
    let seconds: Int
  }

  /// A pair that does what neither fault does alone.
  struct Found: Sendable {
    let first: First
    let second: Fault
    let troubles: [HuntTrouble]
    let finding: HuntFinding
  }

  struct Result: Sendable {
    var firsts = 0
    var pairs = 0
    var played = 0
    var found: [Found] = []
  }

  /// Plays the pairs; the same on any number of threads.
  func run(threads: Int, advance: (Int, Int) -> Void = { _, _ in }) -> Result {
    let calls = Array(plan.calls.records.indices)
    let all = Campaign.map(calls, threads: threads) { firsts(at: $0) }.flatMap(\.self)
    var seen: Set<[UInt64]> = [[plan.judge.free.fingerprint, 0]]
    let distinct = all.filter { first in
      seen.insert([first.finding.fingerprint, first.span == .first ? 0 : 1]).inserted
    }
    var result = Result(firsts: distinct.count)
    result.pairs = distinct.reduce(0) { $0 + $1.seconds }
    let share = result.pairs <= most ? 1 : Double(most) / Double(result.pairs)
    let places = Array(distinct.indices)
    let work: @Sendable (Int) -> Result = { place in
      pairs(of: distinct[place], number: place, share: share)
    }
    let plays = Campaign.map(places, threads: threads, advance: { advance($0, places.count) }, work)
    for play in plays {
      result.played += play.played
      result.found += play.found
    }
    return result
  }

  private static let spans: [HuntSite.Span] = [.first, .every]

  private func firsts(at call: Int) -> [First] {
    plan.calls.records[call].wire.effects.flatMap { effect in
      Self.spans.map { span in
        let fault = plan.calls.fault(call, effect, span)
        let outcome = experiment(with: fault).run()
        let later = outcome.calls.dropFirst(call + 1)
        return First(
          call: call, fault: fault, span: span,
          finding: plan.judge.finding(
            outcome, of: plan.experiment, strikes: outcome.faultStrikes.last ?? 0),
          seconds: later.reduce(0) { $0 + $1.wire.effects.count * Self.spans.count })
      }
    }
  }

  private func experiment(with fault: Fault) -> Experiment {
    var experiment = plan.experiment
    experiment.faults.append(fault)
    experiment.listsCalls = true
    return experiment
  }

  private func pairs(of first: First, number: Int, share: Double) -> Result {
    var experiment = experiment(with: first.fault)
    let calls = HuntCalls(experiment.run().calls)
    experiment.listsCalls = false
    var base = experiment.simulation()
    var result = Result()
    let random = RandomKey(seed: 2)
    var pair: UInt64 = 0
    for call in calls.records.indices.dropFirst(first.call + 1) {
      let record = calls.records[call]
      for effect in record.wire.effects {
        for span in Self.spans {
          pair += 1
          let draw = Double(random.bits(.huntPair, UInt64(number), pair) >> 11) / Double(1 << 53)
          guard draw < share else { continue }
          base.advance(before: record.at, of: experiment)
          let second = calls.fault(call, effect, span)
          result.played += 1
          play(first, second, base, experiment, met: calls.met(before: call), &result)
        }
      }
    }
    return result
  }

  private func play(
    _ first: First, _ second: Fault, _ base: borrowing Simulation<Pipeline>,
    _ experiment: Experiment,
    met: Int, _ result: inout Result
  ) {
    var copy = base.fork()
    copy.add(second, met: met)
    let outcome = copy.finish(experiment)
    let finding = plan.judge.finding(outcome, of: experiment, strikes: 1)
    let known = alone["\(second.wire.name), \(second.effect.words)"] ?? []
    let new = finding.troubles.filter {
      !known.contains($0) && !first.finding.troubles.contains($0)
    }
    guard !new.isEmpty else { return }
    result.found.append(Found(first: first, second: second, troubles: new, finding: finding))
  }
}
