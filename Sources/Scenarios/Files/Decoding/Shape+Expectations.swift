import PipelineModel

extension Shape where Value == [Expectation] {
  /// The sections `expect` and `sometimes`: a list, or lists for both profiles and for each.
  static func expectations(_ names: ExpressionNames, _ sources: [SourceText]) -> Shape {
    let list = { (profile: Profile.Name?) in
      Shape.array(of: Shape<Expectation>.expectation(names, sources, profile))
    }
    return .either(
      list(nil),
      .object { fields in
        fields.value("both", list(nil), default: [])
          + Profile.Name.allCases.flatMap { profile in
            fields.value(profile.rawValue, list(profile), default: [])
          }
      })
  }
}

extension Shape where Value == Expectation {
  fileprivate static func expectation(
    _ names: ExpressionNames, _ sources: [SourceText], _ profile: Profile.Name?
  ) -> Shape {
    let nothing = Expectation(
      text: "", place: Expectation.Place(path: "", line: 1, column: 1), profile: profile,
      left: .literal(.flag(true)), comparison: .equal, right: .literal(.flag(true)))
    return Shape(
      "an expectation", example: "\"missing == 0\"", kinds: [.string], standIn: nothing
    ) { field in
      var names = names
      names.suggests = field.findings?.isFull == false
      guard case .string(let text) = field.node.value,
        let parts = parsed(
          field,
          { [names] (text) throws(ValueProblem) in
            try ExpressionParser.parse(text, names: names)
          })
      else { return nil }
      let source = sources[Int(field.node.span.file)]
      let position = source.position(at: field.node.span.range.lowerBound)
      return Expectation(
        text: text,
        place: Expectation.Place(
          path: source.path, line: position.line, column: position.column),
        profile: profile, left: parts.left, comparison: parts.comparison, right: parts.right)
    }
  }
}
