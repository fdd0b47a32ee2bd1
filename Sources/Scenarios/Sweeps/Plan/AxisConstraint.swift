/// A condition between axes that the points of a sweep fulfil, such as `start <= finish / 2`.
struct AxisConstraint: Sendable, Equatable {
  let text: String
  private let left: Amount
  private let comparison: Comparison
  private let right: Amount

  fileprivate indirect enum Amount: Sendable, Equatable {
    case literal(Quantity)
    /// The value of an axis by its place.
    case axis(Int, Quantity.Kind)
    case arithmetic(Arithmetic, Amount, Amount, Quantity.Kind)

    var kind: Quantity.Kind {
      switch self {
      case .literal(let quantity): quantity.kind
      case .axis(_, let kind), .arithmetic(_, _, _, let kind): kind
      }
    }

    /// Throws `Absence` on a division by zero and on overflow.
    func value(_ point: [Quantity?]) throws(Absence) -> Quantity {
      switch self {
      case .literal(let quantity): return quantity
      case .axis(let place, _):
        guard let quantity = point[place] else { preconditionFailure("Axes are checked first.") }
        return quantity
      case .arithmetic(let operation, let left, let right, _):
        return try operation.apply(left.value(point), right.value(point))
      }
    }

    /// Whether the axis at a place has a part in it.
    func names(_ place: Int) -> Bool {
      switch self {
      case .literal: false
      case .axis(let own, _): own == place
      case .arithmetic(_, let left, let right, _): left.names(place) || right.names(place)
      }
    }
  }

  private static let maximumTokens = 1000

  /// Whether it says something about the axis at a place.
  func names(_ place: Int) -> Bool { left.names(place) || right.names(place) }

  /// Whether a point, given by the quantities of its axes, fulfils it.
  ///
  /// A point at which an amount cannot be computed does not.
  func holds(_ point: [Quantity?]) -> Bool {
    guard let left = try? left.value(point), let right = try? right.value(point) else {
      return false
    }
    return comparison.holds(left, right)
  }

  /// Reads and type-checks a constraint; throws the first mistake with its bytes in the text.
  static func parse(_ text: String, axes: [Axis]) throws(ValueProblem) -> AxisConstraint {
    let tokens = try Tokenizer.tokens(of: text)
    guard tokens.count <= maximumTokens else {
      throw ValueProblem(
        "the constraint has more than \(maximumTokens) words and signs",
        help: "split it into several", range: tokens[maximumTokens].range)
    }
    var reader = Reader(tokens: tokens, axes: axes)
    let left = try reader.sum()
    let comparison = try reader.comparison()
    let start = reader.next.range.lowerBound
    let right = try reader.sum()
    let range = start..<reader.next.range.lowerBound
    guard reader.next.kind == .end else {
      throw ValueProblem(
        "expected the end, found \(reader.next.found)",
        help: "write one comparison; several constraints are several texts",
        range: reader.next.range)
    }
    guard left.kind == right.kind else {
      throw ValueProblem(
        "\(left.kind.rawValue) is compared with \(right.kind.rawValue)",
        help: "both sides are of one kind", range: range)
    }
    guard comparison.takes(left.kind) else {
      throw ValueProblem(
        "\(comparison.rawValue) compares numbers and durations, not \(left.kind.rawValue)",
        help: "use == or !=", range: range)
    }
    return AxisConstraint(text: text, left: left, comparison: comparison, right: right)
  }
}

/// Goes through the tokens of a constraint from left to right.
private struct Reader: AmountReader {
  private static let maximumDepth = 40

  let tokens: [Token]
  let axes: [Axis]
  var index = 0
  private var depth = 0

  init(tokens: [Token], axes: [Axis]) {
    self.tokens = tokens
    self.axes = axes
  }

  mutating func comparison() throws(ValueProblem) -> Comparison {
    guard case .sign(let sign) = next.kind, let comparison = Comparison(rawValue: sign) else {
      throw ValueProblem(
        "expected a comparison, found \(next.found)",
        help: "for example \"\(axes.first?.name ?? "items") <= 100\"", range: next.range)
    }
    index += 1
    return comparison
  }

  mutating func factor() throws(ValueProblem) -> AxisConstraint.Amount {
    let token = next
    if token.kind != .end { index += 1 }
    switch token.kind {
    case .number(let number): return .literal(.count(number))
    case .duration(let time): return .literal(.duration(.init(microseconds: time)))
    case .name(let name): return try named(name, token)
    case .sign("("):
      depth += 1
      guard depth <= Self.maximumDepth else {
        throw ValueProblem("the brackets are too deep", help: "simplify it", range: token.range)
      }
      let inner = try sum()
      depth -= 1
      guard next.kind == .sign(")") else {
        throw ValueProblem(
          "expected \")\", found \(next.found)", help: "a bracket is open", range: next.range)
      }
      index += 1
      return inner
    case .sign, .end:
      throw ValueProblem(
        "expected an amount, found \(token.found)",
        help: "the axes are \(Suggestion.listed(axes.map(\.name)))", range: token.range)
    }
  }

  /// An axis, or a word that is a value of one.
  private func named(
    _ name: String, _ token: Token
  ) throws(ValueProblem) -> AxisConstraint.Amount {
    if name == "true" || name == "false" { return .literal(.flag(name == "true")) }
    guard let place = axes.firstIndex(where: { $0.name == name }) else {
      if axes.contains(where: { $0.values.contains { $0.quantity == .word(name) } }) {
        return .literal(.word(name))
      }
      let names = axes.map(\.name)
      throw ValueProblem(
        "there is no axis \(VisibleText.quoted(name))",
        help: Suggestion.question(for: name, in: names)
          ?? "the axes are \(Suggestion.listed(names))", range: token.range)
    }
    let kinds = axes[place].values.map { $0.quantity?.kind }
    guard let kind = kinds[0], kinds.allSatisfy({ $0 == kind }) else {
      throw ValueProblem(
        "the values of \"\(name)\" cannot be compared",
        help: "they are whole numbers, durations, sizes, words or true and false, all of one kind",
        range: token.range)
    }
    return .axis(place, kind)
  }

  func combined(
    _ operation: Arithmetic, _ left: AxisConstraint.Amount, _ right: AxisConstraint.Amount,
    from start: Int
  ) throws(ValueProblem) -> AxisConstraint.Amount {
    guard let kind = operation.kind(left.kind, right.kind) else {
      throw ValueProblem(
        "\(left.kind.rawValue) \(operation.rawValue) \(right.kind.rawValue) has no meaning",
        help: "durations are added to durations and multiplied by numbers",
        range: tokens[max(0, index - 1)].range)
    }
    return .arithmetic(operation, left, right, kind)
  }
}
