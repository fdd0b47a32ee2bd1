import PipelineModel

extension Evidence {
  /// "faults[0] (app.jsonc:7): HTTP 500 for publish of app pull_request #200, attempt 1".
  func words(ofFault milestone: Milestone) -> String? {
    guard case .faultStruck(let number, let attempt, let step, let page, let item) = milestone.event
    else { return nil }
    guard let rule = rule(number) else { return "faults[\(number)]" }
    var call = rule.fault.wire.name
    if item >= 0 {
      call += " of \(name(ofItem: item, in: milestone.unit))"
    } else if milestone.unit != .none {
      call += " of \(name(of: milestone.unit))"
    } else if milestone.installation >= 0 {
      call += " of \(name(ofInstallation: Int(milestone.installation)))"
    }
    if page > 0, item < 0 { call += ", page \(page)" }
    let isOwnStep = rule.fault.wire == .ingressStep || rule.fault.wire == .capture
    if isOwnStep || rule.fault.wire == .engineRequest { call += ", \(step.label(milestone.unit))" }
    return "\(rule.name): \(rule.fault.effect.words), \(call), attempt \(attempt)"
  }

  /// The fault with this number in its scenario.
  func rule(_ number: Int32) -> FaultRule? {
    let place = Int(number)
    if rules.indices.contains(place), rules[place].fault.rule == place { return rules[place] }
    return rules.first { $0.fault.rule == place }
  }
}

extension Fault.Effect {
  /// What it does to the call, in a few words.
  var words: String {
    switch self {
    case .status(let status): "HTTP \(status)"
    case .statusAfterWork(let status): "HTTP \(status) after the work"
    case .lostRequest: "request lost"
    case .lostReply: "reply lost"
    case .hang: "hangs"
    case .slow(let time): "\(time) slower"
    case .crashBefore: "caller dies before the call"
    case .crashAfter: "caller dies after the call"
    case .deliveredTwice: "delivered twice"
    case .headers(.missing): "rate limit headers missing"
    case .headers(.notNumbers): "rate limit headers that are no numbers"
    }
  }
}

extension DropReason {
  /// The words after "dropped:".
  var words: String {
    switch self {
    case .idempotency: "its idempotency key was seen within its window"
    case .singleton: "a singleton run is open"
    case .quota: "the month's executions are used up"
    }
  }
}

extension WebhookLoss {
  /// The words after "lost:".
  var words: String {
    switch self {
    case .notConnected: "the connection is not active"
    case .notLinked: "the repository is no resource of the connection"
    case .duplicate: "its dedup mark was set"
    case .markFailed: "Redis did not answer"
    case .refusedID: "the queue refuses its deduplication id"
    case .swallowed: "the queue answers HTTP 400, which the workflow swallows"
    case .publishFailed: "it could not be published"
    case .notSent: "the gateway did not get it, and nobody sends it again"
    }
  }
}
