import PipelineModel

/// One sentence of a scenario about its outcome, such as `missing(issue) == 0`.
public struct Expectation: Sendable, Equatable {
  /// The sentence as it is written in the file.
  public let text: String
  /// Where it is written.
  public let place: Place
  /// The only profile it holds for; nil for both.
  public let profile: Profile.Name?
  let left: Expression
  let comparison: Comparison
  let right: Expression

  /// Where a sentence is written.
  public struct Place: Sendable, Equatable {
    /// The file.
    public let path: String
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int
  }

  /// Evaluates both sides over an outcome of the given experiment.
  ///
  /// A side without a value, such as a property of a run that never was, does not hold.
  public func judged(_ outcome: Outcome, of experiment: Experiment) -> Judgement {
    judged(by: Evaluation(outcome, of: experiment))
  }

  func judged(by evaluation: Evaluation) -> Judgement {
    do {
      let left = try evaluation.value(of: left)
      let right = try evaluation.value(of: right)
      return Judgement(
        expectation: self, holds: comparison.holds(left, right), left: left.text,
        right: right.text, absence: nil)
    } catch {
      return Judgement(
        expectation: self, holds: false, left: "", right: "", absence: error.message)
    }
  }
}

/// What became of one expectation in one run.
public struct Judgement: Sendable, Equatable {
  /// What was expected.
  public let expectation: Expectation
  /// Whether it came true.
  public let holds: Bool
  /// Value of the left side; empty when there is none.
  public let left: String
  /// Value of the right side; empty when there is none.
  public let right: String
  /// Why a side has no value, if one has none.
  public let absence: String?

  /// The sentence with the two values, for a message.
  public var summary: String {
    if let absence { return "\(expectation.text): \(absence)" }
    return "\(expectation.text): \(left) \(expectation.comparison.rawValue) \(right)"
  }
}

extension Expectation {
  /// Reads a sentence that stands in no file, such as one of a command line.
  public static func parse(
    _ text: String, of scenario: Scenario
  ) throws(ValueProblem) -> Expectation {
    let names = ExpressionNames(WorldNames(scenario.world), story: scenario.story)
    let parts = try ExpressionParser.parse(text, names: names)
    return Expectation(
      text: text, place: Place(path: scenario.path, line: 1, column: 1), profile: nil,
      left: parts.left, comparison: parts.comparison, right: parts.right)
  }

  /// Whether it has a value only in a run that is recorded with its items.
  var asksMilestones: Bool { left.asksMilestones || right.asksMilestones }
}

extension Expression {
  fileprivate var asksMilestones: Bool {
    switch self {
    case .milestones: true
    case .arithmetic(_, let left, let right), .ceiling(let left, let right),
      .smaller(let left, let right), .larger(let left, let right):
      left.asksMilestones || right.asksMilestones
    case .items(_, let inner), .pages(_, let inner), .onPages(_, let inner),
      .run(_, let inner, _), .result(_, let inner, _):
      inner.asksMilestones
    case .literal, .hop, .units, .runs, .results, .limit, .answer, .answered, .happened, .total,
      .lever:
      false
    }
  }
}
