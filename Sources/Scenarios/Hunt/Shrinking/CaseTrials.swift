import PipelineModel
import SimKernel

/// Cases that are tried one after another: what each shows, and how much was played for it.
struct CaseTrials {
  private let properties: [Expectation]
  /// Where in the protocol a fault has to strike first.
  private let place: String
  /// Of the case before, which often has it in common.
  private var free: Free?
  private(set) var runs = 0
  private(set) var events = 0

  init(_ properties: [Expectation], at place: String) {
    (self.properties, self.place) = (properties, place)
  }

  /// The run in which it does not happen, with its calls where a fault strikes one of them.
  private struct Free {
    let experiment: Experiment
    let judge: HuntJudge
    let calls: HuntCalls
  }

  /// What a case shows beyond the run in which it does not happen; nil where its fault strikes
  /// first somewhere else.
  mutating func troubles(of tried: HuntCase) -> [HuntTrouble]? {
    runs += 1
    let experiment = tried.experiment()
    guard tried.subject != .everything else { return HuntJudge.unsound(play(experiment)) }
    let free = free(of: tried)
    if tried.huntedFaults == 1, let fault = tried.faults.last,
      let first = Self.first(of: fault, in: free.calls), first != place
    {
      return nil
    }
    return free.judge.finding(
      play(experiment), of: experiment, strikes: 1, isOwnAct: tried.isOwnAct
    ).troubles
  }

  private mutating func free(of tried: HuntCase) -> Free {
    var without = tried.experiment(without: true)
    without.listsCalls = tried.huntedFaults == 1
    if let free, free.experiment == without { return free }
    var outcome = play(without)
    let calls = HuntCalls(outcome.calls)
    outcome.calls = []
    let judge = HuntJudge(outcome, of: without, properties: properties)
    let free = Free(experiment: without, judge: judge, calls: calls)
    self.free = free
    return free
  }

  private mutating func play(_ experiment: Experiment) -> Outcome {
    let outcome = experiment.run()
    events += outcome.events
    return outcome
  }

  /// The place of the first call that a fault strikes; nil for an outage.
  private static func first(of fault: Fault, in calls: HuntCalls) -> String? {
    let number: Int
    switch fault.trigger {
    case .always: number = 1
    case .nth(let range): number = range.lowerBound
    case .window, .probability: return nil
    }
    var met = 0
    for (place, call) in calls.records.enumerated()
    where call.wire == fault.wire && fault.target.matches(call) {
      met += 1
      if met == number { return calls.places[place] }
    }
    return nil
  }
}
