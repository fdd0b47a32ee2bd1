/// Goes through tokens from left to right: sums of products of what it takes for a factor.
protocol AmountReader {
  associatedtype Term

  var tokens: [Token] { get }
  /// Place of the next token.
  var index: Int { get set }

  mutating func factor() throws(ValueProblem) -> Term
  /// The operation on two amounts, the first of which begins at `start`.
  func combined(
    _ operation: Arithmetic, _ left: Term, _ right: Term, from start: Int
  ) throws(ValueProblem) -> Term
}

extension AmountReader {
  var next: Token { tokens[min(index, tokens.count - 1)] }

  mutating func sum() throws(ValueProblem) -> Term {
    let start = next.range.lowerBound
    var left = try product()
    while let operation = take([.plus, .minus]) {
      let right = try product()
      left = try combined(operation, left, right, from: start)
    }
    return left
  }

  private mutating func product() throws(ValueProblem) -> Term {
    let start = next.range.lowerBound
    var left = try factor()
    while let operation = take([.times, .over]) {
      let right = try factor()
      left = try combined(operation, left, right, from: start)
    }
    return left
  }

  private mutating func take(_ operations: [Arithmetic]) -> Arithmetic? {
    guard case .sign(let sign) = next.kind, let operation = Arithmetic(rawValue: sign),
      operations.contains(operation)
    else { return nil }
    index += 1
    return operation
  }
}
