import PipelineModel
import SimKernel

/// A parsed and type-checked amount, to be evaluated over any outcome of its scenario.
indirect enum Expression: Sendable, Equatable {
  case literal(Quantity)
  case arithmetic(Arithmetic, Expression, Expression)
  /// A quotient rounded up.
  case ceiling(Expression, Expression)
  /// The smaller or the larger of two.
  case smaller(Expression, Expression)
  case larger(Expression, Expression)
  /// Items at a hop.
  case hop(Hop, Selection)
  /// Items of the world no older than a depth.
  case items(Selection, depth: Expression)
  /// Pages a worker asks for to see those items.
  case pages(Selection, depth: Expression)
  /// Items of the entity type on the first pages of its listing.
  case onPages(Selection, count: Expression)
  /// Repositories times entity types.
  case units(Selection)
  /// Something about all runs that match.
  case runs(RunMeasure, Selection)
  /// One property of one run, counted from 1 among those that match.
  case run(Selection, number: Expression, RunProperty)
  /// One property of one orchestrator result, counted from 1 in order of return.
  case result(Selection, number: Expression, ResultProperty)
  /// How many orchestrator runs returned.
  case results(Selection)
  /// A limit's use.
  case limit(String, LimitProperty)
  /// The HTTP status a story step was answered with.
  case answer(step: Int)
  /// When a story step was answered.
  case answered(step: Int)
  /// When a story step happened.
  case happened(step: Int)
  /// Milestones that match.
  case milestones(MilestoneMeasure, MilestoneQuery)
  /// A number of the whole run.
  case total(Total, Selection)
  /// A lever's value in the profile that is played.
  case lever(String)

  /// What an expression may speak about: what is nil is not asked.
  struct Selection: Sendable, Equatable {
    var function: FunctionKind?
    var outcome: RunOutcome?
    var installation: Int?
    var repository: Int?
    var entityType: EntityType?
    var round: Int?
  }

  enum RunMeasure: String, CaseIterable, Sendable {
    /// How many.
    case runs
    /// Requests executed, summed.
    case attempts
    /// Steps finished, summed.
    case steps
    /// Pages fetched, summed.
    case pagesFetched
    /// Time asleep, summed.
    case asleep
    /// Most that were open (started and not ended) at once.
    case open
    /// Runs that started while an earlier one of the same installation was open.
    case overlap
  }

  enum RunProperty: String, CaseIterable, Sendable {
    case outcome, failure, status, createdAt, startedAt, endedAt, duration, waited
    case attempts, steps, pages, asleep, round
  }

  enum ResultProperty: String, CaseIterable, Sendable {
    case success, workUnits, eventsProduced, eventsDispatched, listed, units
    case failed, succeeded, timedOut, at
  }

  enum LimitProperty: String, CaseIterable, Sendable {
    case max, cap, waited
  }

  enum MilestoneMeasure: String, CaseIterable, Sendable {
    case count, first, last
  }

  enum Total: String, CaseIterable, Sendable {
    case executions, events, endedAt, providerRequests, quotaReachedAt, quotaReached
  }

  /// A detail of a milestone and the value it must have.
  struct Detail: Sendable, Equatable {
    let name: String
    let value: Expression
  }

  /// Which milestones are meant.
  struct MilestoneQuery: Sendable, Equatable {
    var kind: Milestone.Kind
    var step: StepName?
    var selection = Selection()
    /// Details of the kind that must have these values.
    var details: [Detail] = []
    var since: Expression?
    var until: Expression?
  }
}

extension Expression {
  /// A counted hop of the pipeline, such as `duplicateRefused`.
  struct Hop: Sendable, Equatable {
    let name: String
    let path: KeyPath<HopCounts, Int> & Sendable

    static func == (left: Hop, right: Hop) -> Bool { left.name == right.name }

    static let all = HopCounts.fields.map { Hop(name: $0.name, path: $0.path) }
  }
}

extension Expression {
  /// The kind of value it has, whatever is run.
  var kind: Quantity.Kind {
    switch self {
    case .literal(let quantity): quantity.kind
    case .arithmetic(let operation, let left, let right):
      operation.kind(left.kind, right.kind) ?? .count
    case .ceiling, .hop, .items, .pages, .onPages, .units, .results, .answer: .count
    case .smaller(let left, _), .larger(let left, _): left.kind
    case .runs(let measure, _): measure == .asleep ? .duration : .count
    case .run(_, _, let property): property.kind
    case .result(_, _, let property): property.kind
    case .limit(_, let property): property == .waited ? .duration : .count
    case .answered, .happened: .duration
    case .milestones(let measure, _): measure == .count ? .count : .duration
    case .total(let total, _): total.kind
    case .lever(let name): Lever.named(name).map { Quantity.Kind($0.kind) } ?? .count
    }
  }
}

extension Expression.RunProperty {
  var kind: Quantity.Kind {
    switch self {
    case .outcome, .failure: .word
    case .createdAt, .startedAt, .endedAt, .duration, .waited, .asleep: .duration
    case .status, .attempts, .steps, .pages, .round: .count
    }
  }
}

extension Expression.ResultProperty {
  var kind: Quantity.Kind {
    switch self {
    case .success, .listed: .flag
    case .workUnits, .eventsProduced, .eventsDispatched, .units: .count
    case .failed, .succeeded, .timedOut: .types
    case .at: .duration
    }
  }
}

extension Expression.Total {
  var kind: Quantity.Kind {
    switch self {
    case .executions, .events, .providerRequests: .count
    case .endedAt, .quotaReachedAt: .duration
    case .quotaReached: .flag
    }
  }
}

extension Quantity.Kind {
  /// The kind of a lever's value in an expression; a rate is its count.
  init(_ kind: Lever.Kind) {
    switch kind {
    case .count, .bytes, .rate, .durations, .distribution: self = .count
    case .duration: self = .duration
    case .flag: self = .flag
    case .choice: self = .word
    }
  }
}
