/// One value of a file on its way to being typed: its node, its path, and who hears complaints.
public struct Field {
  public let node: JSONNode
  public let path: NodePath
  /// Nil for the stand-in of a missing value, about which nothing more is to be said.
  let findings: Findings?

  /// Records that this value is wrong; the path is put in front of the message.
  public func refuse(_ message: String, help: String?) {
    let path = path.description
    let place = path.isEmpty ? "" : path + ": "
    findings?.report(place + message, at: node.span, help: help)
  }

  /// Records a wrong text, pointing at the wrong part when the file has it without escapes.
  func refuse(_ problem: ValueProblem) {
    guard let range = problem.range, case .string(let text) = node.value,
      node.span.range.count == text.utf8.count + 2
    else { return refuse(problem.message, help: problem.help) }
    let start = node.span.range.lowerBound + 1
    findings?.report(
      "\(path): \(problem.message)", at: node.span,
      within: start + range.lowerBound..<start + range.upperBound, help: problem.help)
  }

  /// Records that something else was expected.
  func refuse(expected: String, example: String) {
    refuse("expected \(expected), found \(node.found)", help: "for example \(example)")
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
