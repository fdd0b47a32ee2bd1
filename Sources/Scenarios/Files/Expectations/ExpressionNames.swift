import PipelineModel

/// The names an expression may use: those of the world, of the story and of the model.
struct ExpressionNames: Sendable {
  let installations: NameIndex
  let repositories: NameIndex
  /// The label of every step of the story; empty where there is none.
  let labels: NameIndex
  /// Whether mistakes are explained by the names that were meant; those that are only counted
  /// need not be.
  var suggests = true

  /// The names of a world and the labels of its story.
  init(_ names: WorldNames, story: Story) {
    installations = names.installations
    repositories = names.repositories
    labels = NameIndex(story.steps.map(\.label))
  }

  /// The functions by the words of expressions.
  static let functions: [(word: String, function: FunctionKind)] = [
    ("orchestrator", .orchestrator), ("worker", .worker), ("failure-handler", .workerFailure),
    ("capture", .capture),
  ]

  /// Words that a world may not use as names, because expressions would misread them.
  static let reserved: Set<String> =
    Set(functions.map(\.word)).union(RunOutcome.allCases.map(\.name))
    .union(EntityType.allCases.map(\.name)).union(FunctionTable.names).union(["true", "false"])

  /// Every word that can stand for a value.
  static let words: Set<String> = Set(RunOutcome.allCases.map(\.name)).union(Failure.words)
    .union(
      Lever.all.flatMap { lever -> [String] in
        if case .choice(let words) = lever.kind { words } else { [] }
      })
}

extension Failure {
  /// The word for it in expressions.
  var word: String {
    switch self {
    case .none: "none"
    case .status: "status"
    case .connection: "connection"
    case .hostTimeout: "host-timeout"
    case .stepOutput: "step-output"
    case .stateOverflow: "state-overflow"
    case .stepOverflow: "step-overflow"
    case .waitTooLong: "wait-too-long"
    case .noConnector: "no-connector"
    case .inactive: "inactive"
    case .unsupportedEntityType: "unsupported-entity-type"
    case .invalidValue: "invalid-value"
    case .startTimeout: "start-timeout"
    case .finishTimeout: "finish-timeout"
    case .waitTimeout: "wait-timeout"
    }
  }

  /// All the words; `status` stands for every HTTP status.
  static let words: [String] = [
    Failure.none, .status(500), .connection, .hostTimeout, .stepOutput, .stateOverflow,
    .stepOverflow, .waitTooLong, .noConnector, .inactive, .unsupportedEntityType, .invalidValue,
    .startTimeout, .finishTimeout, .waitTimeout,
  ].map(\.word)
}

extension Expression {
  /// The words that its value can be, if it is a word.
  var possibleWords: [String]? {
    switch self {
    case .run(_, _, .outcome): return RunOutcome.allCases.map(\.name)
    case .run(_, _, .failure): return Failure.words
    case .lever(let name):
      guard case .choice(let words)? = Lever.named(name)?.kind else { return nil }
      return words
    default: return nil
    }
  }
}
