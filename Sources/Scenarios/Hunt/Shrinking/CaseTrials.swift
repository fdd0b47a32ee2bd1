import PipelineModel
import SimKernel
import Synchronization

/// Cases that are tried one after another: what each shows, and how much was played for it.
struct CaseTrials {
  private let properties: [Expectation]
  /// Where in the protocol a fault has to strike first.
  private let place: String
  private let frees: FreeRuns
  private(set) var runs = 0
  private(set) var events = 0

  init(_ properties: [Expectation], at place: String, _ frees: FreeRuns = FreeRuns()) {
    (self.properties, self.place, self.frees) = (properties, place, frees)
  }

  /// Whether a case shows these troubles and no others, its fault striking first at the place.
  mutating func shows(_ troubles: [HuntTrouble], _ tried: HuntCase) -> Bool {
    found(by: tried) == troubles && isAtPlace(tried)
  }

  /// What a case shows beyond the run in which it does not happen; nil where its fault strikes
  /// first somewhere else, and where one of two faults can be spared.
  mutating func troubles(of tried: HuntCase) -> [HuntTrouble]? {
    isAtPlace(tried) ? found(by: tried) : nil
  }

  private mutating func found(by tried: HuntCase) -> [HuntTrouble]? {
    runs += 1
    guard tried.subject != .everything else {
      return HuntJudge.unsound(play(tried.experiment()))
    }
    let free = free(of: tried)
    let experiment = recorded(tried.experiment())
    let outcome = play(experiment)
    let troubles = free.judge.finding(
      outcome, of: experiment, strikes: 1, isOwnAct: tried.isOwnAct
    ).troubles
    let isPair = tried.huntedFaults == 2
    return isPair && !areNeeded(experiment, outcome, troubles, free.judge) ? nil : troubles
  }

  /// Whether two faults both strike, and do something together that neither does alone.
  private mutating func areNeeded(
    _ experiment: Experiment, _ outcome: Outcome, _ troubles: [HuntTrouble], _ judge: HuntJudge
  ) -> Bool {
    guard outcome.faultStrikes.suffix(2).allSatisfy({ $0 > 0 }) else { return false }
    var known: [HuntTrouble] = []
    for place in experiment.faults.indices.suffix(2) {
      var alone = experiment
      alone.faults.remove(at: place)
      known += judge.finding(play(alone), of: alone, strikes: 1).troubles
    }
    return troubles.contains { !known.contains($0) }
  }

  private mutating func isAtPlace(_ tried: HuntCase) -> Bool {
    guard tried.huntedFaults == 1, let fault = tried.faults.last else { return true }
    // To list the calls takes longer than the run.
    let calls = free(of: tried, listsCalls: true).calls
    return Self.first(of: fault, in: calls).map { $0 == place } ?? true
  }

  private mutating func free(of tried: HuntCase, listsCalls: Bool = false) -> FreeRuns.Free {
    var without = recorded(tried.experiment(without: true))
    without.listsCalls = listsCalls
    if let free = frees[without] { return free }
    var outcome = play(without)
    let calls = outcome.calls
    let judge = HuntJudge(outcome, of: without, properties: properties)
    (outcome.calls, outcome.milestones) = ([], [])
    let free = FreeRuns.Free(
      experiment: without, judge: judge.judging(against: outcome), calls: calls)
    frees.keep(free)
    return free
  }

  /// Without the milestones that nobody asks for.
  private func recorded(_ experiment: Experiment) -> Experiment {
    var experiment = experiment
    let needsItems = !properties.isEmpty || experiment.story.ends
    experiment.recording = needsItems ? .items : .counts
    return experiment
  }

  private mutating func play(_ experiment: Experiment) -> Outcome {
    let outcome = experiment.run()
    events += outcome.events
    return outcome
  }

  /// The place of the first call that a fault strikes; nil for an outage.
  private static func first(of fault: Fault, in calls: [CallRecord]) -> String? {
    let number: Int
    switch fault.trigger {
    case .always: number = 1
    case .nth(let range): number = range.lowerBound
    case .window, .probability: return nil
    }
    var met = 0
    for (place, call) in calls.enumerated()
    where call.wire == fault.wire && fault.target.matches(call) {
      met += 1
      if met == number { return HuntCalls.place(of: place, in: calls) }
    }
    return nil
  }
}

/// Runs without what is hunted, which the cases of many classes have in common.
final class FreeRuns: Sendable {
  /// One of them, with its calls where these were listed.
  struct Free: Sendable {
    let experiment: Experiment
    let judge: HuntJudge
    let calls: [CallRecord]
  }

  /// Those of large worlds take a megabyte each.
  private static let most = 100

  private let runs = Mutex<[[Int]: [Free]]>([:])

  subscript(experiment: Experiment) -> Free? {
    let like = runs.withLock { $0[Self.key(of: experiment)] ?? [] }
    return like.first { $0.experiment == experiment }
  }

  func keep(_ free: Free) {
    runs.withLock {
      if $0.reduce(0, { $0 + $1.value.count }) >= Self.most { $0 = [:] }
      $0[Self.key(of: free.experiment), default: []].append(free)
    }
  }

  private static func key(of experiment: Experiment) -> [Int] {
    experiment.world.repositories.flatMap { $0.items.map(\.count) }
      + [experiment.story.steps.count, experiment.faults.count]
  }
}
