import PipelineModel
import SimKernel

extension ReplayReport {
  /// The report of a run.
  public init(_ replay: Replay) {
    let (plan, outcome, evidence) = (replay.plan, replay.outcome, replay.evidence)
    scenario = plan.scenario.name
    title = plan.scenario.title
    profile = plan.profile.label
    seed = plan.seed
    overrides = Dictionary(
      plan.overrides.map { ($0.name, $0.value.text) }, uniquingKeysWith: { _, last in last })
    proposals = plan.proposals.map { "\($0.name)=\($0.value.text)" }
    scenarioHash = hexadecimal(plan.scenario.digest)
    fingerprint = hexadecimal(outcome.fingerprint)
    verdict = replay.verdict.status.rawValue
    stop = "\(outcome.stop)"
    outgrown = outcome.outgrown?.sentence
    endedAtMicroseconds = outcome.endedAt.microseconds
    events = outcome.events
    executions = outcome.executions
    counts = Counts(outcome.counts)
    byEntityType = [:]
    for type in EntityType.allCases {
      let counts = outcome.countsByEntityType[Int(type.rawValue)]
      if counts != HopCounts() { byEntityType[type.name] = Counts(counts) }
    }
    byRepository = Part.all(of: evidence)
    fates = evidence.fateCounts().words
    neverAsked = evidence.world.neverAsked
    faults = FaultSummary.all(evidence.rules, outcome)
    strikes = evidence.milestones(.faultStruck).compactMap { Strike($0, evidence) }
    replaced = evidence.replaced
    runs = outcome.runs.map { Run($0, evidence) }
    orchestratorResults = outcome.orchestratorResults.map { Result($0, evidence) }
    answers = outcome.answers.map { answer in
      Answer(
        step: Int(answer.step),
        call: evidence.words(evidence.story.steps[Int(answer.step)].action),
        atMicroseconds: answer.at.microseconds, status: Int(answer.status))
    }
    claims = replay.claims.map {
      Claim(
        id: $0.id, verdict: $0.verdict, atMicroseconds: $0.at?.microseconds, because: $0.because)
    }
    limits = outcome.limits.map {
      Limit(
        name: $0.name, maximum: $0.maximum, cap: $0.cap,
        waitedMicroseconds: $0.waited.microseconds)
    }
    brokenExpectations = replay.verdict.broken.map(Sentence.init)
    neverHappened = replay.verdict.neverHappened.map(Sentence.init)
    violations = outcome.violations.map {
      "\($0.message) (seed \($0.seed), event \($0.event))"
    }
  }
}

extension Evidence {
  /// By name the connections of which another has taken the place, each with the last that did; nil
  /// where none has.
  fileprivate var replaced: [String: String]? {
    let places = world.installations.indices.filter { heir(of: $0) > $0 }
    return places.isEmpty
      ? nil
      : Dictionary(
        uniqueKeysWithValues: places.map {
          (name(ofInstallation: $0), name(ofInstallation: heir(of: $0)))
        })
  }
}

/// 16 lower-case hexadecimal digits.
func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

extension ReplayReport.Counts {
  /// Hops of which a replay says nothing, and those of which it does where there are any.
  private static let untold: Set = [
    "payloadRows", "stuckJobs", "orphanVectors", "foreignRows", "liveDelivered",
  ]
  private static let rare: Set = ["stale", "ghosts"]
  /// Those that the JSON of an earlier version lacks.
  private static let later: Set = [
    "lost", "filteredOnPurpose", "repeatedDeliveries", "repeatedCaptures", "repeatedStores",
  ]

  init(_ counts: HopCounts) {
    byName = Dictionary(
      uniqueKeysWithValues: HopCounts.fields.map { ($0.name, counts[keyPath: $0.path]) }.filter {
        !Self.untold.contains($0) && ($1 > 0 || !Self.rare.contains($0))
      })
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    byName = try container.decode([String: Int].self)
    let optional = Self.untold.union(Self.rare).union(Self.later)
    guard HopCounts.fields.allSatisfy({ optional.contains($0.name) || byName[$0.name] != nil })
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "A hop is missing.")
    }
  }

  public func encode(to encoder: any Encoder) throws { try byName.encode(to: encoder) }

  /// Nil where the JSON says nothing of it.
  func told(_ hop: KeyPath<HopCounts, Int>) -> Int? {
    HopCounts.fields.first { $0.path == hop }.flatMap { byName[$0.name] }
  }

  public subscript(dynamicMember hop: KeyPath<HopCounts, Int>) -> Int { told(hop) ?? 0 }

  /// Posts that the gateway answered with "duplicate", whether the item had been published or not.
  var duplicateAnswers: Int { self.duplicateRefused + self.duplicatePublished }

  /// Expected, accepted, answered "duplicate", delivered, stored, missing, delivered and stored again.
  var ofItems: [Int] {
    [
      self.expected, self.accepted, duplicateAnswers, self.delivered, self.stored, self.missing,
      self.duplicateDeliveries, self.duplicateStored,
    ]
  }

  /// Items with an observation, however many each has.
  var storedItems: Int { self.stored - self.duplicateStored }

  /// What was executed once more than it belongs to, in words; nil when nothing was.
  var repetitions: String? {
    let parts = [
      (self.repeatedDeliveries, "delivery", "deliveries"),
      (self.repeatedCaptures, "capture", "captures"),
      (self.repeatedStores, "observation", "observations"),
    ].filter { $0.0 > 0 }.map { counted($0, $1, $2) }
    return parts.isEmpty ? nil : "executed again: \(parts.joined(separator: ", "))"
  }
}

extension ReplayReport.Run {
  init(_ run: RunRecord, _ evidence: Evidence) {
    self.init(
      number: Int(run.number), function: run.function.name,
      installation: evidence.name(ofInstallation: Int(run.installation)),
      unit: run.unit == .none ? "" : evidence.name(of: run.unit), round: Int(run.round),
      parent: Int(run.parent), outcome: run.outcome.name,
      failure: run.failure == .none ? "" : run.failure.words,
      failedStep: evidence.failedStep(of: run)?.label(run.unit) ?? "",
      createdAtMicroseconds: run.createdAt.microseconds,
      startedAtMicroseconds: run.started ? run.startedAt.microseconds : nil,
      endedAtMicroseconds: run.endedAt.microseconds, attempts: Int(run.attempts),
      steps: Int(run.steps), pages: Int(run.pages), asleepMicroseconds: run.asleep.microseconds)
  }

}

extension ReplayReport.Result {
  init(_ result: OrchestratorResult, _ evidence: Evidence) {
    self.init(
      run: Int(result.run), atMicroseconds: result.at.microseconds,
      installation: evidence.name(ofInstallation: Int(result.installation)),
      success: result.success, workUnits: result.workUnits,
      eventsProduced: result.eventsProduced, eventsDispatched: result.eventsDispatched,
      results: result.results?.map {
        Unit(
          unit: evidence.name(of: $0.unit), entityType: $0.unit.entityType.name,
          success: $0.success, error: $0.error == .none ? "" : $0.error.words)
      })
  }
}

extension ReplayReport.Sentence {
  init(_ judgement: Judgement) {
    let expectation = judgement.expectation
    self.init(
      text: expectation.text, summary: judgement.summary, path: expectation.place.path,
      line: expectation.place.line, column: expectation.place.column)
  }
}
