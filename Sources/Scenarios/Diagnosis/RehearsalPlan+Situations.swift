import PipelineModel
import SimKernel

extension RehearsalPlan {
  /// Items of each type; few enough that captures never wait.
  private static let count = 20
  /// Younger than the window by more than the remedy waits, so that none ages out of it.
  static let days = 20
  /// Larger repositories are played with smaller pages.
  private static let mostPages = 20

  /// The plan for a situation; `nil` when there is nothing to be done about it.
  init?(_ situation: Situation, _ history: RunHistory, stays: Bool = false) {
    switch situation {
    case .workersDone, .notSynced, .passedOver: return nil
    default: break
    }
    guard situation != .inOrder else { return nil }
    let provider = ProviderName.allCases.first { $0.name == history.provider } ?? .github
    let types: [EntityType] =
      switch provider {
      case .vercel: [.deployment]
      case .linear, .sentry, .unknown: [.issue]
      case .github: [.pullRequest, .issue, .release]
      }
    let age = max(history.age, .minutes(10))
    let most = history.workers.map { max($0.pages ?? 1, $0.failingPage ?? 1) }.max() ?? 1
    let pageSize = most > Self.mostPages ? 10 : 100
    let recorded =
      situation.tellsSizes
      ? Self.world(of: history, types, provider, pageSize: pageSize) : nil
    self.init(
      situation: situation, customer: history.customer, stays: stays,
      world: recorded
        ?? SmallWorld.world(types.map { ($0, Self.count) }, days: Self.days, provider: provider),
      story: [
        StoryStep(label: "first", when: StoryTime(), action: SmallWorld.trigger(provider: provider))
      ], remedies: [], at: age, look: age)
    isStartTimeout = history.workers.contains { $0.outcome == .startTimeout }
    isRecorded = recorded != nil
    self.pageSize = recorded == nil ? 5 : pageSize
    stage(affected: Self.affected(history, types), wire: Self.failingWire(history))
    if !situation.isMeantToStop, situation != .cancelled { look = min(look, at) }
    if remedies.isEmpty { remedies = [trigger("Re-trigger the full backfill")] }
  }

  /// The type that failed or is missed, or the first one.
  private static func affected(_ history: RunHistory, _ types: [EntityType]) -> EntityType {
    let wrong = history.workers.last { !$0.isDone && $0.outcome != .running }
    let names = [wrong?.entityType].compactMap { $0 } + history.customer.misses
    return names.lazy.compactMap { name in types.first { $0.name == name } }.first ?? types[0]
  }

  /// The call that failed.
  private static func failingWire(_ history: RunHistory) -> Wire {
    let step = history.workers.last { $0.outcome == .failed && !$0.isDone }?.step ?? ""
    return step.hasPrefix("dispatch") ? .post : step == "get-token" ? .token : .fetch
  }

  private mutating func stage(affected type: EntityType, wire: Wire) {
    switch situation {
    case .neverTriggered: connect(notified: false)
    case .underWay: delayTrigger()
    case .nothingLinked: connect(notified: true)
    case .typesFailed(.silence): crowd()
    case .typesFailed(let cause): fail(type, page: 1, cause, wire)
    case .failedMidPage(let page, let cause):
      fail(type, page: isRecorded ? page : min(page, 3), cause, wire)
    case .neverStarted: crowd()
    case .startsDropped: exhaust()
    case .orchestratorFailed:
      strike(.connection, nil, nil, .status(500), "the connection cannot be read in \(runs)")
    case .lostDownstream: loseDownstream(type)
    case .timedOut, .asleep: sleepThrough(type)
    case .waitingForNobody: isStartTimeout ? crowd() : sleepThrough(type)
    case .neverAsked(let missed): askForOthers(than: missed)
    case .queued:
      crowd()
      at = .seconds(6)
      look = .seconds(4)
      remedies = [Remedy(text: "Wait")]
    case .stillRunning:
      look = .seconds(2)
      remedies = [Remedy(text: "Wait")]
    case .deleted, .deletedButRunning: delete()
    case .cancelled: cancelByHand()
    case .duplicates: remedies = [trigger("Re-trigger the full backfill")]
    case .moreHistory(let days): deepen(to: days)
    case .newRepository: addRepository()
    case .noConnector, .inOrder, .workersDone, .arriving, .notSynced, .passedOver: break
    }
  }

  /// `POST /trigger` at the time of the remedy.
  func trigger(_ text: String, depth: Int? = nil) -> Remedy {
    let provider = world.installations[0].provider
    return Remedy(text: text, action: SmallWorld.trigger(depth: depth, provider: provider))
  }

  mutating func set(_ name: String, _ value: LeverValue) {
    guard let setting = LeverSetting(name, value) else {
      preconditionFailure("The lever \(name) does not take \(value.text).")
    }
    levers.append(setting)
  }

  private mutating func strike(
    _ wire: Wire, _ type: EntityType?, _ pages: ClosedRange<Int>?, _ effect: Fault.Effect,
    _ words: String
  ) {
    var target = Fault.Target()
    target.installation = 0
    target.entityType = type
    target.pages = pages
    target.rounds = stays ? nil : 1...1
    faults.append(Fault(wire: wire, target: target, effect: effect))
    staged = words
  }

  // MARK: - Situations

  private mutating func connect(notified: Bool) {
    world.installations[0].connected = false
    story[0].action = .connect(installation: 0)
    if !notified {
      faults.append(Fault(wire: .notify, effect: .status(500)))
      staged = "the notification is answered 500"
    }
    remedies = [trigger("Trigger manually")]
  }

  /// The queue delivers the trigger at its second attempt.
  private mutating func delayTrigger() {
    world.installations[0].connected = false
    story[0].action = .connect(installation: 0)
    var target = Fault.Target()
    target.attempts = 1...1
    faults.append(Fault(wire: .trigger, target: target, effect: .status(500)))
    (at, look) = (.seconds(4), .seconds(4))
    staged = "the first delivery of the trigger is answered 500"
    remedies = [Remedy(text: "Wait"), trigger("Trigger manually")]
  }

  private mutating func fail(
    _ type: EntityType, page: Int, _ cause: Situation.Cause, _ wire: Wire
  ) {
    if pageSize < 100 { set("provider.page-size", .count(pageSize)) }
    let pages = "pages of \(pageSize)"
    let place = "\(pages), in \(runs) \(type.name) page \(page)"
    let bytes = Self.bytes(of: type) * pageSize
    if isRecorded, !cause.isStructural { set("engine.state-limit", .bytes(0)) }
    switch cause {
    case .state:
      set("engine.state-limit", .bytes(bytes * (2 * page - 1) / 2))
      staged = "\(pages), the state limit scaled to fewer than \(page) pages of \(type.name)s"
    case .steps:
      set("engine.step-limit", .count(2 * page))
      staged = "\(pages), the step limit scaled to \(2 * page)"
    case .output:
      set("engine.step-output-limit", .bytes(bytes / 2))
      staged = "\(pages), the limit on a step's output scaled to half a page of \(type.name)s"
    case .token: strike(.fetch, type, page...page, .status(401), place + " is answered 401")
    case .revoked:
      strike(.token, type, nil, .status(400), "in \(runs) \(type.name) gets no token")
    case .limited(let status) where wire == .fetch:
      strike(.fetch, type, page...page, .status(status), place + " is answered \(status)")
    case .status(let status) where wire == .token:
      strike(.token, type, nil, .status(status), "in \(runs) \(type.name)'s token: \(status)")
    case .status(let status), .limited(let status):
      strike(
        wire, type, page...page, .status(status),
        place + (wire == .post ? "'s posts are" : " is") + " answered \(status)")
    case .network, .silence, .other:
      strike(.fetch, type, page...page, .lostReply, place + " breaks off")
    }
  }

  private var runs: String { stays ? "every run" : "the first run" }

  /// The month's executions are used up, or were when the first run was to start.
  private mutating func exhaust() {
    set("engine.at-quota", .choice("refuse"))
    if stays {
      set("engine.monthly-executions", .count(1))
      staged = "one execution a month"
    } else {
      story = []
      staged = "the first trigger is left out"
    }
  }

  /// The first run asks for the other types only.
  private mutating func askForOthers(than missed: [String]) {
    let provider = world.installations[0].provider
    let others = provider.entityTypes.filter { !missed.contains($0.name) }
    story[0].action = SmallWorld.trigger(types: others, provider: provider)
    staged = "the first run asks for \(others.map(\.name).joined(separator: ", ")) only"
  }

  private static func bytes(of type: EntityType) -> Int {
    Int(type.sizeLever.flatMap(Lever.named)?.asBuilt.amount ?? 0)
  }

  /// Another connection of the customer keeps the only slot busy.
  private mutating func crowd() {
    let other = "acme-other"
    world.installations.append(World.Installation(name: other, organisation: 0, provider: .github))
    var repository = SmallWorld.repository("other", [(.issue, 200)], days: Self.days)
    repository.installation = 1
    world.repositories.append(repository)
    story[0].when = StoryTime(offset: .seconds(3))
    story.append(
      StoryStep(
        when: StoryTime(), action: SmallWorld.trigger(installation: other, types: [.issue])))
    set("provider.page-size", .count(5))
    set("worker.per-organisation", .count(1))
    set("worker.start-timeout", .duration(.seconds(5)))
    at = max(at, .hours(5))
    look = max(look, .hours(5))
    staged =
      "one worker step at once and a start timeout scaled down to 5 s, while another connection is "
      + "backfilled"
  }

  private mutating func loseDownstream(_ type: EntityType) {
    at = max(at, .minutes(70))
    look = at
    var target = Fault.Target()
    target.entityType = type
    faults.append(
      Fault(
        wire: .capture, target: target, trigger: .window(from: .zero, to: .zero + .hours(1)),
        effect: .status(500)))
    staged = "captures of \(type.name)s fail for the first hour"
  }

  /// The worker sleeps for the provider's window past its 2 h.
  private mutating func sleepThrough(_ type: EntityType) {
    set("provider.page-size", .count(5))
    set("provider.rate-limit", .rate(PipelineModel.Rate(count: 2, period: .hours(3))))
    world.repositories[0].items = world.repositories[0].items.filter { $0.entityType == type }
    story[0].action = SmallWorld.trigger(
      types: [type], provider: world.installations[0].provider)
    staged = "pages of 5, the provider's limit scaled down to 2 requests in 3 h"
    if situation == .timedOut {
      at = max(at, .minutes(270))
      look = max(look, .minutes(270))
      remedies = [
        trigger("Re-trigger the full backfill"), trigger("Re-trigger with depth 7", depth: 7),
      ]
    } else {
      if case .asleep = situation {
        at = min(at, .minutes(110))
      } else {
        at = max(at, .minutes(150))
      }
      look = at
      remedies = [
        Remedy(text: "Wait"), trigger("Re-trigger the full backfill"),
      ]
    }
  }
}
