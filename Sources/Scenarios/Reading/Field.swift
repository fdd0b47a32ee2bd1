/// One value of a file on its way to being typed: its node, its path, and who hears complaints.
public struct Field {
  public let node: JSONNode
  public let path: NodePath
  /// Nil for the stand-in of a missing value, about which nothing more is to be said.
  let findings: Findings?

  /// Records that this value is wrong; the path is put in front of the message.
  public func refuse(
    _ message: @autoclosure () -> String, help: @autoclosure () -> String?
  ) {
    findings?.report(prefix + message(), at: node.span, within: mark, help: help())
  }

  private var prefix: String {
    let path = path.description
    return path.isEmpty ? "" : path + ": "
  }

  /// The marked bytes: of an object or array only the bracket that opens it.
  var mark: Range<Int> {
    let range = node.span.range
    switch node.kind {
    case .array, .object: return range.lowerBound..<min(range.lowerBound + 1, range.upperBound)
    default: return range
    }
  }

  /// Records a wrong text, pointing at the wrong part when the file has it without escapes.
  public func refuse(_ problem: ValueProblem) {
    guard let range = problem.range, case .string(let text) = node.value,
      node.span.range.count == text.utf8.count + 2
    else { return refuse(problem.message, help: problem.help) }
    let start = node.span.range.lowerBound + 1
    findings?.report(
      prefix + problem.message, at: node.span,
      within: start + range.lowerBound..<start + range.upperBound, help: problem.help)
  }

  /// Records that something else was expected.
  func refuse(expected: String, help: @autoclosure () -> String) {
    refuse("expected \(expected), found \(node.found)", help: help())
  }

  /// Records a value beyond a bound, which the help names.
  func refuse<Bound: Comparable>(
    _ value: Bound, outside range: ClosedRange<Bound>, expected: String,
    _ text: (Bound) -> String
  ) {
    let isLow = value < range.lowerBound
    let bound = text(isLow ? range.lowerBound : range.upperBound)
    refuse(expected: expected, help: "\(isLow ? "at least" : "at most") \(bound)")
  }
}

/// A typed value with its place, for mistakes that show only when the whole file is known.
public struct Located<Value> {
  public let value: Value
  public let field: Field
}

extension Located: Equatable where Value: Equatable {
  public static func == (left: Located, right: Located) -> Bool { left.value == right.value }
}
