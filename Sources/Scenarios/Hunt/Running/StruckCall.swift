import PipelineModel
import SimKernel
import Synchronization

/// One call struck by every effect, each on the first, on all but the last and on every attempt.
///
/// The run in which every attempt is struck is that of the first alone until the second attempt, and
/// that of all but the last until the last one: they go on from copies of it that were made before.
struct StruckCall {
  private let plan: HuntPlan
  private let pauses: StrikePauses
  /// Effects that the call cannot tell apart lead to the same.
  private var known: [(fault: Fault, span: HuntSite.Span, finding: HuntFinding)] = []

  init(_ plan: HuntPlan, _ pauses: StrikePauses) { (self.plan, self.pauses) = (plan, pauses) }

  /// What a fault on the call leads to; `fork` gives a copy of the run just before the call.
  mutating func finding(
    _ call: Int, _ fault: Fault, _ span: HuntSite.Span, fork: () -> Simulation<Pipeline>?
  ) -> HuntFinding {
    if let found = known(fault, span) { return found }
    // Where the file has faults, one of those may strike in this one's stead.
    guard plan.experiment.faults.isEmpty else {
      let found = plan.finding(fault, in: fork(), met: plan.calls.met(before: call))
      known.append((fault, span, found))
      return found
    }
    playAll(call, fault.effect, fork)
    return known(fault, span) ?? plan.finding(fault, in: fork(), met: plan.calls.met(before: call))
  }

  /// What a fault on the call leads to by runs of its own, and how often it struck in them.
  mutating func finding(
    _ call: Int, _ fault: Fault, _ span: HuntSite.Span,
    play: (Fault) -> (finding: HuntFinding, strikes: Int)
  ) -> HuntFinding {
    if let found = known(fault, span) { return found }
    if span == .first, plan.experiment.faults.isEmpty {
      let every = plan.calls.fault(call, fault.effect, .every)
      let (found, strikes) = play(every)
      add(every, .every, found)
      // What strikes once strikes the first attempt alone.
      if strikes == 1 { add(fault, .first, found) }
    }
    if let found = known(fault, span) { return found }
    let found = play(fault).finding
    add(fault, span, found)
    return found
  }

  private func known(_ fault: Fault, _ span: HuntSite.Span) -> HuntFinding? {
    known.first {
      $0.span == span && $0.fault.effect.isAlike(fault.effect, on: fault.wire)
    }?.finding
  }

  /// Copies that go on where the struck attempts end to be the same.
  private struct Copies: ~Copyable {
    var ofFirst: Simulation<Pipeline>?
    var ofRest: Simulation<Pipeline>?
    var strikesOfRest = 0
  }

  private mutating func playAll(
    _ call: Int, _ effect: Fault.Effect, _ fork: () -> Simulation<Pipeline>?
  ) {
    let (calls, met) = (plan.calls, plan.calls.met(before: call))
    let at = calls.records[call].at
    let key = StrikePauses.Key(
      wire: calls.records[call].wire, effect: effect.words, place: calls.places[call])
    let fault = calls.fault(call, effect, .every)
    guard var run = fork() else { return }
    var copies = Copies()
    run.add(fault, met: met)
    if let pauses = pauses[key] {
      run.advance(before: at + pauses.second, of: plan.experiment)
      if run.lastStrikes() <= 1 { copies.ofFirst = run.fork() }
      if pauses.last > pauses.second {
        run.advance(before: at + pauses.last, of: plan.experiment)
        copies.strikesOfRest = run.lastStrikes()
        copies.ofRest = run.fork()
      }
    }
    let every = finish(&run)
    add(fault, .every, every)
    // A call that is made once more is struck once more.
    guard every.strikes > 1 else { return add(fault, .first, every) }
    let times = run.lastStrikeTimes()
    pauses.note(times.second - at, times.last - at, at: key)
    let first = calls.fault(call, effect, .first)
    add(first, .first, goOn(copies.ofFirst.take(), first, met, fork))
    guard every.strikes > 2 else { return }
    let rest = calls.fault(call, effect, .allButLast, of: every.strikes)
    let isOfRest = copies.strikesOfRest < every.strikes
    add(rest, .allButLast, goOn(isOfRest ? copies.ofRest.take() : nil, rest, met, fork))
  }

  private mutating func add(_ fault: Fault, _ span: HuntSite.Span, _ finding: HuntFinding) {
    known.append((fault, span, finding))
  }

  /// The end of a copy that was struck like this until now; without one, of a run from the call on.
  private func goOn(
    _ copy: consuming Simulation<Pipeline>?, _ fault: Fault, _ met: Int,
    _ fork: () -> Simulation<Pipeline>?
  ) -> HuntFinding {
    switch consume copy {
    case .some(var run):
      run.change(fault.trigger)
      return finish(&run)
    case .none: return plan.finding(fault, in: fork(), met: met)
    }
  }

  private func finish(_ run: inout Simulation<Pipeline>) -> HuntFinding {
    let outcome = run.finish(plan.experiment)
    return plan.judge.finding(
      outcome, of: plan.experiment, strikes: outcome.faultStrikes.last ?? 0)
  }
}

/// How long after a call its fault struck again and the last time in runs before: that is where a
/// copy is worth making. A wrong guess costs time and changes nothing else.
final class StrikePauses: Sendable {
  struct Key: Hashable {
    let wire: Wire
    let effect: String
    let place: String
  }

  struct Pauses {
    var second: SimDuration
    var last: SimDuration
  }

  private let pauses = Mutex<[Key: Pauses]>([:])

  subscript(key: Key) -> Pauses? { pauses.withLock { $0[key] } }

  func note(_ second: SimDuration, _ last: SimDuration, at key: Key) {
    pauses.withLock {
      let before = $0[key] ?? Pauses(second: second, last: last)
      $0[key] = Pauses(second: min(second, before.second), last: min(last, before.last))
    }
  }
}
