import SimKernel

/// The connections service: installations, their resources, tokens, teardown.
///
/// Source: pipeline-facts §1, §12.
struct Connections: Sendable {
  /// Where an installation stands (`gw_installations.status`).
  enum Status: Sendable, BitwiseCopyable {
    /// No row.
    case absent
    /// May be used.
    case active
    /// Torn down.
    case revoked
  }

  private var policy: Profile.Connections
  private let providers: [ProviderName]
  private var statuses: [Status]
  /// Whether the provider has stopped making tokens for an installation.
  private var isShutOut: [Bool]
  /// Active resources of each installation, in the order they were linked.
  private var resources: [[Int32]]
  /// Resource lists as they were read, one after the other.
  private(set) var snapshots: ContiguousArray<Int32> = []
  /// What backfills of each installation have completed, a row for each thing.
  private var completed: [[CompletedWork]]
  /// Those rows as they were read, one after the other.
  private(set) var histories: ContiguousArray<CompletedWork> = []
  /// Attempts of a teardown's step that have failed, by installation.
  private var teardownFailures: [Int32: Int32] = [:]
  /// When the step after the one that publishes a cancel message may come, where its client waited.
  private var teardownHeld: [Int32: SimTime] = [:]
  /// Messages published so far, by topic and installation.
  private var editions: [UInt64: UInt64] = [:]
  /// The story step that connected an installation.
  var notifyStep: [Int: Int32] = [:]
  /// The installation that sees the repositories of a first one now, where it is another.
  private var replacements: [Int32: Int32] = [:]

  init(_ world: World, _ policy: Profile.Connections) {
    self.policy = policy
    providers = world.installations.map(\.provider)
    statuses = world.installations.map { $0.connected ? .active : .absent }
    resources = world.installations.map { _ in [] }
    completed = world.installations.map { _ in [] }
    isShutOut = world.installations.map { _ in false }
    for (index, repository) in world.repositories.enumerated()
    where repository.linked && world.installations[repository.installation].connected {
      resources[repository.installation].append(Int32(index))
    }
  }

  /// Where an installation stands; `.absent` for -1.
  func status(_ installation: Int32) -> Status {
    installation >= 0 ? statuses[Int(installation)] : .absent
  }

  /// Active resources of an installation.
  func resources(of installation: Int32) -> [Int32] { resources[Int(installation)] }

  /// What an OAuth callback comes to.
  enum Callback: Sendable, Equatable, BitwiseCopyable {
    /// A new row was made.
    case created
    /// An old row is active again; nobody is notified.
    case reactivated
    /// There is a row already, and the insert failed.
    case refused
  }

  /// The OAuth callback: GitHub's updates an old row (1.3), the others always insert (1.5).
  ///
  /// `sawRow` says what it read before, where time has passed since; a row that came meanwhile
  /// makes the insert fail, as the index is unique.
  mutating func connect(_ installation: Int, sawRow: Bool? = nil) -> Callback {
    let isNew = statuses[installation] == .absent
    if sawRow == false, !isNew { return .refused }
    guard isNew || providers[installation] == .github else { return .refused }
    statuses[installation] = .active
    isShutOut[installation] = false
    return isNew ? .created : .reactivated
  }

  /// Whether a callback notifies the backfill service.
  func notifies(after callback: Callback) -> Bool {
    callback == .created || callback == .reactivated && policy.notifiesReactivation
  }

  /// What a callback answers at once; nil when it awaits its notification.
  func answer(after callback: Callback) -> Int16? {
    callback == .refused ? 502 : notifies(after: callback) && policy.notifyAwaited ? nil : 200
  }

  /// Whether `POST /connections/:id/resources` writes a row: not where there is no such connection
  /// (404), nor where it has one already (409, 1.10).
  func mayLink(_ repository: Int32, to installation: Int) -> Bool {
    statuses[installation] != .absent && !isLinked(repository, to: installation)
  }

  /// The same at once; false where it writes none.
  mutating func link(_ repository: Int32, to installation: Int) -> Bool {
    guard mayLink(repository, to: installation) else { return false }
    insertResource(repository, of: installation)
    return true
  }

  /// Whether a repository is a resource of its connection.
  private func isLinked(_ repository: Int32, to installation: Int) -> Bool {
    resources[installation].contains(repository)
  }

  /// Writes a resource row, be there one or not: no index is unique (1.11).
  mutating func insertResource(_ repository: Int32, of installation: Int) {
    resources[installation].append(repository)
  }

  /// `GET /connections/:id`.
  mutating func view(_ installation: Int32) -> ServiceReply {
    guard status(installation) != .absent else { return .status(404) }
    let linked = resources[Int(installation)]
    let view = ConnectionView(
      isActive: status(installation) == .active, first: Int32(snapshots.count),
      count: Int32(linked.count))
    snapshots.append(contentsOf: linked)
    return .connection(view)
  }

  /// What earlier backfills of an installation completed; a proposal (`orchestrator.gap-filter`).
  mutating func history(_ installation: Int32) -> ServiceReply {
    guard status(installation) != .absent else { return .status(404) }
    let rows = completed[Int(installation)]
    let view = HistoryView(first: Int32(histories.count), count: Int32(rows.count))
    histories.append(contentsOf: rows)
    return .history(view)
  }

  /// Writes down what a backfill completed, over an older row about the same.
  mutating func complete(_ work: CompletedWork, of installation: Int32) -> ServiceReply {
    guard status(installation) != .absent else { return .status(404) }
    completed[Int(installation)].removeAll { $0.unit == work.unit }
    completed[Int(installation)].append(work)
    return .ok
  }

  /// `GET /connections/:id/token`.
  func token(_ installation: Int32, at now: SimTime) -> ServiceReply {
    switch status(installation) {
    case .absent: .status(404)
    case .revoked: .status(Int16(policy.inactiveTokenStatus))
    case .active where isShutOut[Int(installation)] && providers[Int(installation)] == .github:
      .status(502)
    case .active where providers[Int(installation)] == .github && !policy.signsInTime:
      .status(502)
    case .active:
      .token(
        Token(
          expiresAt: providers[Int(installation)] == .github
            ? now + policy.tokenLifetime : .distantFuture))
    }
  }

  /// The provider makes no more tokens: GitHub's are made for each request, the others' are stored
  /// and still given out (§1).
  mutating func shutOut(_ installation: Int) { isShutOut[installation] = true }

  /// Why a live webhook does not find a repository's connection among these installations' rows.
  func loss(
    of repository: Int32, among rows: [Int32], looksAtStatus: Bool
  ) -> WebhookLoss? {
    let isActive = rows.contains { status($0) == .active }
    guard isActive || !looksAtStatus else { return .notConnected }
    guard rows.contains(where: { isLinked(repository, to: Int($0)) }) else {
      return isActive ? .notLinked : .notConnected
    }
    return nil
  }

  /// The installation that sees the repositories of a first one now.
  func present(of root: Int32) -> Int32 { replacements[root] ?? root }

  /// An installation sees the repositories of a first one from now on.
  mutating func replace(_ root: Int32, by installation: Int32) {
    replacements[root] = installation
  }

  /// Attempt of a teardown's step, from 1.
  func teardownAttempt(of installation: Int32) -> Int32 {
    (teardownFailures[installation] ?? 0) + 1
  }

  /// A cancel message is under way until then at least: the step that publishes it awaits that.
  mutating func hold(_ message: QueueMessage, until time: SimTime) {
    teardownHeld[message.subject] = time + policy.teardownStep
  }

  /// When the next step of a teardown may come, if that is later.
  mutating func teardownWaits(
    _ installation: Int32, _ step: Int32, at now: SimTime
  ) -> SimTime? {
    guard step > 1, let time = teardownHeld[installation] else { return nil }
    if time <= now { teardownHeld[installation] = nil }
    return time > now ? time : nil
  }

  /// What a step of a teardown is about, for faults.
  func context(of action: TeardownStep, _ installation: Int32) -> FaultContext {
    FaultContext(
      installation: installation, attempt: teardownAttempt(of: installation),
      step: StepID(action.stepName))
  }

  /// An attempt of a teardown's step is over: the step that follows, the same where it is tried
  /// again, and after which pause. One that fails for good ends the workflow where it is.
  mutating func endAttempt(
    of installation: Int32, at step: Int32, _ effect: Fault.Effect?, _ queue: Profile.Queue
  ) -> (step: Int32, pause: SimDuration)? {
    guard effect?.isError == true else {
      teardownFailures[installation] = nil
      return (step + 1, policy.teardownStep + (effect?.meaning.slowness ?? .zero))
    }
    let attempt = teardownAttempt(of: installation)
    let pause = queue.workflowPause(after: attempt)
    teardownFailures[installation] = pause == nil ? nil : attempt
    return pause.map { (step, $0) }
  }

  /// The next message to an installation on a topic; the story step that it follows, or -1.
  mutating func message(_ topic: QueueTopic, to installation: Int32, step: Int32) -> QueueMessage {
    var message = QueueMessage(topic: topic, subject: installation, unit: .none, detail: step)
    editions[word(Int32(topic.rawValue), installation), default: 0] += 1
    message.edition = editions[word(Int32(topic.rawValue), installation), default: 1]
    return message
  }

  /// From now on these levers count.
  mutating func adopt(_ policy: Profile.Connections) { self.policy = policy }

  /// The steps of the teardown workflow, in order (TEAR:31-117): as built the gate closes last.
  enum TeardownStep: Int, CaseIterable, Sendable {
    /// Publish the cancel message.
    case cancelBackfill = 1
    /// Revoke the token at the provider; skipped for GitHub.
    case revokeToken
    /// Deregister the webhook.
    case deregisterWebhook
    /// Delete the routing cache.
    case cleanUpCache
    /// Mark installation and resources as gone.
    case softDelete

    /// Its name among the steps of the pipeline.
    var stepName: StepName {
      switch self {
      case .cancelBackfill: .cancelBackfill
      case .revokeToken: .revokeToken
      case .deregisterWebhook: .deregisterWebhook
      case .cleanUpCache: .cleanUpCache
      case .softDelete: .softDelete
      }
    }
  }

  /// The n-th step of the teardown, from 1; nil behind the last.
  func teardownStep(_ nth: Int32) -> TeardownStep? {
    guard policy.teardownOrder == .gateFirst else { return TeardownStep(rawValue: Int(nth)) }
    return nth == 1 ? .softDelete : nth <= 5 ? TeardownStep(rawValue: Int(nth) - 1) : nil
  }

  /// Whether the teardown revokes the token at the provider: GitHub's is left to expire (§12).
  func revokesToken(of installation: Int32) -> Bool { providers[Int(installation)] != .github }

  /// Whether the teardown deletes a repository's entry of the cache: those of active resources
  /// (§12); behind a gate that closed first, all.
  func cleansUp(_ repository: Int32, of installation: Int32) -> Bool {
    policy.teardownOrder == .gateFirst || isLinked(repository, to: Int(installation))
  }

  /// The gate closes.
  mutating func softDelete(_ installation: Int) {
    statuses[installation] = .revoked
    resources[installation].removeAll()
  }
}

extension Profile.Connections {
  /// Whether GitHub takes the JWT that asks for a token: it begins a minute ago and ends in ten
  /// minutes, by the clock of its maker (§1).
  fileprivate var signsInTime: Bool {
    clockError <= .minutes(1) && clockError > -SimDuration.minutes(10)
  }
}
