import PipelineModel
import SimKernel

/// Judges runs by the properties of the hunt, each against the run in which nothing went wrong.
struct HuntJudge: Sendable {
  let free: Outcome
  let properties: [Expectation]
  /// Sentences that hold where nothing goes wrong; only these can be broken by a fault.
  private let holding: [Expectation]

  init(_ free: Outcome, of experiment: Experiment, properties: [Expectation]) {
    self.free = free
    self.properties = properties
    let evaluation = Evaluation(free, of: experiment)
    holding = properties.filter { $0.judged(by: evaluation).holds }
  }

  /// The same judge with less to remember of the run in which nothing went wrong.
  func judging(against free: Outcome) -> HuntJudge {
    HuntJudge(free: free, properties: properties, holding: holding)
  }

  private init(free: Outcome, properties: [Expectation], holding: [Expectation]) {
    (self.free, self.properties, self.holding) = (free, properties, holding)
  }

  /// Sentences that do not even hold where nothing goes wrong.
  var brokenAnyway: [Expectation] {
    properties.filter { property in !holding.contains(property) }
  }

  /// What a run shows; `isOwnAct` where the customer or the operator meant the items to stop.
  func finding(
    _ outcome: Outcome, of experiment: Experiment, strikes: Int, isOwnAct: Bool = false
  ) -> HuntFinding {
    let (now, before) = (outcome.counts, free.counts)
    var troubles: [HuntTrouble] = []
    func find(_ kind: HuntTrouble.Kind, _ isFound: Bool, _ detail: String = "") {
      if isFound { troubles.append(HuntTrouble(kind: kind, detail: detail)) }
    }
    find(.violation, outcome.violations.count > free.violations.count)
    let foreign = Int(ItemDrop.foreignWorkspace.rawValue)
    find(.foreign, more(outcome.lostTo, free.lostTo, foreign))
    find(.afterRevocation, Self.isAcceptedAfterRevocation(outcome))
    let isOpen = outcome.runs.contains { $0.outcome == .running }
    find(.notEnded, outcome.stop != .noMoreEvents || isOpen)
    if now.lost > before.lost {
      let kind = Self.lossKind(outcome)
      find(kind, !isOwnAct || kind == .silentLoss, reasons(outcome))
    }
    find(.storedTwice, now.duplicateStored > before.duplicateStored)
    find(.deliveredTwice, now.duplicateDeliveries > before.duplicateDeliveries)
    find(
      .capturedTwice,
      now.repeatedCaptures > before.repeatedCaptures || now.repeatedStores > before.repeatedStores)
    find(.misreported, isMisreported(outcome) && !isMisreported(free))
    if !holding.isEmpty {
      let evaluation = Evaluation(outcome, of: experiment)
      for property in holding where !property.judged(by: evaluation).holds {
        find(.property, true, property.text)
      }
    }
    return HuntFinding(
      fingerprint: outcome.fingerprint, strikes: strikes, troubles: troubles.sorted(),
      lost: max(0, now.lost - before.lost),
      again: max(0, now.duplicateDeliveries - before.duplicateDeliveries)
        + max(0, now.duplicateStored - before.duplicateStored))
  }

  /// What no run may show, whatever goes wrong in it.
  static func unsound(_ outcome: Outcome) -> [HuntTrouble] {
    var troubles: [HuntTrouble] = []
    if !outcome.violations.isEmpty { troubles.append(HuntTrouble(kind: .violation, detail: "")) }
    if outcome.stop != .noMoreEvents { troubles.append(HuntTrouble(kind: .notEnded, detail: "")) }
    return troubles
  }

  private func more(_ now: [Int], _ before: [Int], _ place: Int) -> Bool {
    (now.indices.contains(place) ? now[place] : 0)
      > (before.indices.contains(place) ? before[place] : 0)
  }

  /// Who is told of a loss: the last orchestrator of each installation says success, one failed, or
  /// there is no word at all.
  static func lossKind(_ outcome: Outcome) -> HuntTrouble.Kind {
    let failed: Set<RunOutcome> = [.failed, .startTimeout, .finishTimeout, .cancelled]
    let isTold =
      outcome.orchestratorResults.contains { !$0.success }
      || outcome.runs.contains { $0.function == .orchestrator && failed.contains($0.outcome) }
      || outcome.answers.contains { !(200..<300).contains($0.status) }
    if isTold { return .toldLoss }
    return outcome.orchestratorResults.isEmpty ? .unnoticedLoss : .silentLoss
  }

  private func reasons(_ outcome: Outcome) -> String {
    var words = ItemDrop.allCases.filter { more(outcome.lostTo, free.lostTo, Int($0.rawValue)) }
      .map { Fate($0).rawValue }
    if outcome.counts.undelivered > free.counts.undelivered {
      let isDead = outcome.counts.deadLettered > free.counts.deadLettered
      words.append(isDead ? Fate.deadLettered.rawValue : "undelivered")
    }
    return words.isEmpty ? "under way" : words.joined(separator: ", ")
  }

  /// Whether the only orchestrator tells success and another number of items than was delivered; where
  /// several ran, the deliveries are those of all.
  private func isMisreported(_ outcome: Outcome) -> Bool {
    let results = outcome.orchestratorResults
    guard results.count == 1, let result = results.first, result.success,
      outcome.runs.count(where: { $0.function == .orchestrator }) == 1
    else { return false }
    return result.eventsDispatched != outcome.counts.delivered - outcome.counts.duplicateDeliveries
      || result.eventsProduced != outcome.counts.expected
  }

  /// Whether an item was accepted after the last step of its connection's teardown; seen only in
  /// runs that record items.
  private static func isAcceptedAfterRevocation(_ outcome: Outcome) -> Bool {
    var gone: Set<Int32> = []
    for milestone in outcome.milestones {
      switch milestone.event {
      case .teardown(step: 5): gone.insert(milestone.installation)
      case .connected: gone.remove(milestone.installation)
      case .itemAccepted where gone.contains(milestone.installation): return true
      default: break
      }
    }
    return false
  }
}
