import PipelineModel
import SimKernel

/// The runs and milestones of an outcome, by what judgements ask for.
struct RunIndex: Sendable {
  /// Milestones of each run, items left out.
  private(set) var milestones: [Int32: [Milestone]] = [:]
  /// Milestones that are about no single item, by kind.
  private(set) var byKind: [Milestone.Kind: [Milestone]] = [:]
  /// Where the milestones about an installation lie among those of their kind.
  private(set) var placesOf: [Subject: [Int32]] = [:]
  private(set) var orchestrators: [RunRecord] = []
  private(set) var workers: [RunRecord] = []
  /// Where a run lies in the outcome, by its number.
  private(set) var placeOf: [Int32: Int] = [:]
  /// Orchestrators of an installation.
  private(set) var orchestratorsOf: [Int: [RunRecord]] = [:]
  /// Orchestrators and workers of an installation.
  private(set) var runsOf: [Int: [RunRecord]] = [:]
  /// Workers that an orchestrator asked for.
  private(set) var workersOf: [Int32: [RunRecord]] = [:]
  /// Workers of a unit of work.
  private(set) var workersOfUnit: [UnitOfWork: [RunRecord]] = [:]
  /// Where an orchestrator's result lies in the outcome.
  private(set) var resultOf: [Int32: Int] = [:]
  /// The first orchestrator run that a story step asked for.
  private(set) var runOfStep: [Int: RunRecord] = [:]
  /// The answer to a story step.
  private(set) var answerOf: [Int: StoryAnswer] = [:]
  private(set) var repositoriesOf: [Int: [Int]] = [:]
  /// Of each installation the first that sees the same repositories.
  let roots: [Int]
  /// Of each installation that replaces none the last that sees its repositories and was connected.
  private(set) var heirs: [Int: Int] = [:]

  /// What milestones are about.
  struct Subject: Hashable {
    let kind: Milestone.Kind
    let installation: Int32
  }

  init(_ world: World, _ outcome: Outcome) {
    roots = world.firstInstallations
    for milestone in outcome.milestones where milestone.itemOfHistory == nil {
      if milestone.run > 0 { milestones[milestone.run, default: []].append(milestone) }
      let place = byKind[milestone.kind, default: []].count
      byKind[milestone.kind, default: []].append(milestone)
      placesOf[Subject(kind: milestone.kind, installation: milestone.installation), default: []]
        .append(Int32(place))
    }
    for (place, run) in outcome.runs.enumerated() {
      placeOf[run.number] = place
      read(run)
    }
    for (place, result) in outcome.orchestratorResults.enumerated()
    where resultOf[result.run] == nil {
      resultOf[result.run] = place
    }
    for answer in outcome.answers where answerOf[Int(answer.step)] == nil {
      answerOf[Int(answer.step)] = answer
    }
    for (place, repository) in world.repositories.enumerated() {
      repositoriesOf[repository.installation, default: []].append(place)
    }
    for (place, root) in roots.enumerated()
    where placesOf[Subject(kind: .connected, installation: Int32(place))] != nil {
      heirs[root] = place
    }
  }

  private mutating func read(_ run: RunRecord) {
    switch run.function {
    case .orchestrator:
      orchestrators.append(run)
      orchestratorsOf[Int(run.installation), default: []].append(run)
      if let step = run.storyStep, runOfStep[Int(step)] == nil { runOfStep[Int(step)] = run }
    case .worker:
      workers.append(run)
      workersOf[run.parent, default: []].append(run)
      workersOfUnit[run.unit, default: []].append(run)
    case .workerFailure, .capture: return
    }
    runsOf[Int(run.installation), default: []].append(run)
  }
}
