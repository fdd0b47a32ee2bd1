import PipelineModel
import SimKernel

/// A run together with the world and story it played, indexed for judgements.
public struct Evidence: Sendable {
  public let world: World
  public let story: Story
  public let outcome: Outcome
  /// The faults, in the order of the outcome's strikes.
  public let rules: [FaultRule]
  let ledger: ItemLedger
  let fates: FateFinder
  private let ofRun: [Int32: [Milestone]]

  /// Indexes a run once; O(number of milestones).
  public init(world: World, story: Story, rules: [FaultRule] = [], outcome: Outcome) {
    self.world = world
    self.story = story
    self.rules = rules
    self.outcome = outcome
    ledger = ItemLedger(outcome.milestones)
    fates = FateFinder(world, outcome, ledger)
    var ofRun: [Int32: [Milestone]] = [:]
    for milestone in outcome.milestones where milestone.run > 0 && !milestone.kind.isAboutItem {
      ofRun[milestone.run, default: []].append(milestone)
    }
    self.ofRun = ofRun
  }

  /// Whether the run was recorded item by item.
  var hasItems: Bool { !ledger.isEmpty }

  /// Judges the claims with these numbers, in the order given; unknown numbers are left out.
  public func verdicts(on claims: [String]) -> [ClaimVerdict] {
    claims.compactMap { Claim.numbered($0)?.verdict(on: self) }
  }

  /// What "at once" and "a few minutes" mean in the claims.
  static let promptly = SimDuration.minutes(5)
  /// What "within 24 hours" means in the claims.
  static let day = SimDuration.hours(24)
}

// MARK: - Runs

extension Evidence {
  /// The milestones of one run, items left out.
  func milestones(of run: RunRecord) -> [Milestone] { ofRun[run.number] ?? [] }

  /// The step that failed a run for good: its retries ran out, or its result was too much.
  func failedStep(of run: RunRecord) -> StepID? {
    guard run.wentWrong else { return nil }
    return milestones(of: run).last { $0.kind == .stepExhausted || $0.kind == .stepRefused }?.step
  }

  /// Milestones of one kind, in order.
  func milestones(_ kind: Milestone.Kind) -> [Milestone] {
    outcome.milestones.filter { $0.kind == kind }
  }

  /// The orchestrator runs, of one installation or of all.
  func orchestrators(of installation: Int? = nil) -> [RunRecord] {
    outcome.runs.filter {
      $0.function == .orchestrator && (installation == nil || Int($0.installation) == installation)
    }
  }

  /// The entity workers that an orchestrator run asked for.
  func workers(of orchestrator: RunRecord) -> [RunRecord] {
    outcome.runs.filter { $0.function == .worker && $0.parent == orchestrator.number }
  }

  /// All entity workers.
  var workers: [RunRecord] { outcome.runs.filter { $0.function == .worker } }

  /// What an orchestrator run returned, if it did.
  func result(of orchestrator: RunRecord) -> OrchestratorResult? {
    outcome.orchestratorResults.first { $0.run == orchestrator.number }
  }

  /// The run with this number.
  func run(_ number: Int32) -> RunRecord? { outcome.runs.first { $0.number == number } }

  /// The limit with this name.
  func limit(_ name: String) -> LimitRecord? { outcome.limits.first { $0.name == name } }
}

extension RunRecord {
  /// Whether the run had been created and had not ended at this time.
  func isOpen(at time: SimTime) -> Bool {
    createdAt <= time && (outcome == .running || time < endedAt)
  }

  /// Ended, but not by returning.
  var wentWrong: Bool { outcome != .completed && outcome != .running }

  /// Reached its finish timeout, whatever the engine calls that.
  var timedOut: Bool {
    outcome == .finishTimeout || (outcome == .failed && failure == .finishTimeout)
  }
}

// MARK: - Names

extension Evidence {
  func name(ofInstallation index: Int) -> String {
    world.installations.indices.contains(index) ? world.installations[index].name : "unknown"
  }

  func name(of unit: UnitOfWork) -> String {
    let index = Int(unit.repository)
    guard world.repositories.indices.contains(index) else { return unit.entityType.name }
    return "\(world.repositories[index].name) \(unit.entityType.name)"
  }

  /// An item as people call it, such as "app pull_request #200".
  func name(ofItem item: Int32, in unit: UnitOfWork) -> String {
    "\(name(of: unit)) #\(outcome.items.number(of: item, in: unit))"
  }

  /// The item a milestone is about; its unit where it is about none.
  func name(of milestone: Milestone) -> String {
    milestone.item.map { name(ofItem: $0, in: milestone.unit) } ?? name(of: milestone.unit)
  }

  /// The installation a repository belongs to, or -1.
  func installation(of unit: UnitOfWork) -> Int {
    let index = Int(unit.repository)
    return world.repositories.indices.contains(index) ? world.repositories[index].installation : -1
  }

  /// The repositories of an installation, by index.
  func repositories(of installation: Int) -> [Int] {
    world.repositories.indices.filter { world.repositories[$0].installation == installation }
  }
}
