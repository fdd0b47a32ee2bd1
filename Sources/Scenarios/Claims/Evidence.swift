import PipelineModel
import SimKernel

/// A run together with the world and story it played, indexed for judgements.
public struct Evidence: Sendable {
  public let world: World
  public let story: Story
  public let outcome: Outcome
  /// The faults, in the order of the outcome's strikes.
  public let rules: [FaultRule]
  /// What the run's limits were set to: thresholds come from here, verdicts do not.
  let levers: Profile
  let ledger: ItemLedger
  let fates: FateFinder
  let index: RunIndex
  let items: InstallationItems
  let told: StoryIndex
  /// Orchestrator runs of installations that had one, in the order of their creation.
  let retriggers: [Retrigger]
  /// The same of each installation.
  let retriggersOf: [Int: [Retrigger]]

  /// Indexes a run once; O(number of milestones). Levers matter to thresholds only.
  public init(
    world: World, story: Story, rules: [FaultRule] = [], levers: Profile = Profile(.asBuilt),
    outcome: Outcome
  ) {
    self.world = world
    self.story = story
    self.outcome = outcome
    self.rules = rules
    self.levers = levers
    ledger = ItemLedger(outcome.milestones)
    fates = FateFinder(world, outcome, ledger)
    index = RunIndex(world, outcome)
    items = InstallationItems(world, outcome, ledger)
    told = StoryIndex(world, story, outcome, index)
    retriggers = Retrigger.all(outcome, index, ledger)
    retriggersOf = Dictionary(grouping: retriggers, by: \.installation)
  }

  /// Whether the run was recorded item by item.
  var hasItems: Bool { !ledger.isEmpty }

  /// Whether nothing can happen any more; otherwise the simulation was cut off.
  var isOver: Bool { outcome.stop == .noMoreEvents }

  /// Judges the claims with these numbers, in the order given; unknown numbers are left out.
  public func verdicts(on claims: [String]) -> [ClaimVerdict] {
    claims.compactMap { Claim.numbered($0)?.verdict(on: self) }
  }
}

// MARK: - Runs

extension Evidence {
  /// The milestones of one run, items left out.
  func milestones(of run: RunRecord) -> [Milestone] { index.milestones[run.number] ?? [] }

  /// The step that failed a run for good: its retries ran out, or its result was too much; of a run
  /// with too many steps the last one of a page.
  func failedStep(of run: RunRecord) -> StepID? {
    guard run.wentWrong else { return nil }
    let all = milestones(of: run)
    guard run.failure == .stepOverflow else {
      return all.last { $0.kind == .stepExhausted || $0.kind == .stepRefused }?.step
    }
    return all.last { $0.kind == .stepDone && $0.step.name.isOfPage }?.step
  }

  /// Milestones of one kind, in order; not those about one item.
  func milestones(_ kind: Milestone.Kind) -> [Milestone] { index.byKind[kind] ?? [] }

  /// Milestones of one kind about an installation, in order.
  func milestones(_ kind: Milestone.Kind, of installation: Int) -> [Milestone] {
    let key = RunIndex.Subject(kind: kind, installation: Int32(installation))
    let all = milestones(kind)
    return index.placesOf[key, default: []].map { all[Int($0)] }
  }

  /// The orchestrator runs, of one installation or of all.
  func orchestrators(of installation: Int? = nil) -> [RunRecord] {
    installation.map { index.orchestratorsOf[$0] ?? [] } ?? index.orchestrators
  }

  /// The orchestrator runs and workers of one installation.
  func runs(of installation: Int) -> [RunRecord] { index.runsOf[installation] ?? [] }

  /// The entity workers that an orchestrator run asked for.
  func workers(of orchestrator: RunRecord) -> [RunRecord] {
    index.workersOf[orchestrator.number] ?? []
  }

  /// All entity workers.
  var workers: [RunRecord] { index.workers }

  /// What an orchestrator run returned, if it did.
  func result(of orchestrator: RunRecord) -> OrchestratorResult? {
    index.resultOf[orchestrator.number].map { outcome.orchestratorResults[$0] }
  }

  /// The run with this number.
  func run(_ number: Int32) -> RunRecord? { index.placeOf[number].map { outcome.runs[$0] } }

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

  /// From its first request to its end.
  var life: SimDuration { endedAt - startedAt }
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

  /// The first installation that sees a unit's repository, or -1.
  func installation(of unit: UnitOfWork) -> Int {
    let index = Int(unit.repository)
    return world.repositories.indices.contains(index) ? world.repositories[index].installation : -1
  }

  /// The first of the installations that see the same repositories as one, itself where it replaces
  /// none.
  func root(of installation: Int) -> Int {
    index.roots.indices.contains(installation) ? index.roots[installation] : installation
  }

  /// The last of the installations that see the same repositories as one that the run connected;
  /// tokens of those before it have ended.
  func heir(of installation: Int) -> Int {
    let root = root(of: installation)
    return index.heirs[root] ?? root
  }

  /// The one that was that at a time.
  func heir(of installation: Int, at time: SimTime) -> Int {
    let root = root(of: installation)
    return index.roots.indices.last { place in
      index.roots[place] == root
        && milestones(.connected, of: place).contains { $0.time <= time }
    } ?? root
  }

  /// The repositories that an installation sees, by index.
  func repositories(of installation: Int) -> [Int] {
    index.repositoriesOf[root(of: installation)] ?? []
  }

  /// The expected items that an installation sees.
  func expectedItems(of installation: Int) -> [Int32] {
    items.expected[root(of: installation)] ?? []
  }

  /// Their deliveries beyond the first, without those of updates by live webhooks.
  func repeats(of installation: Int) -> [Milestone] { items.repeats[root(of: installation)] ?? [] }
}
