extension Shape {
  /// One of some values by its spelling, with "did you mean" for the others.
  public static func choice(_ values: [Value], named name: @escaping (Value) -> String) -> Shape {
    precondition(!values.isEmpty, "A choice has at least one value.")
    let names = values.map(name)
    let listed = names.map { "\"\($0)\"" }.joined(separator: ", ")
    let words = names.count == 1 ? listed : "one of \(listed)"
    return Shape(
      words, example: "\"\(names[0])\"", kinds: [.string], standIn: values[0]
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      if let index = names.firstIndex(of: text) { return values[index] }
      field.refuse(
        "expected \(words), found \(VisibleText.quoted(text))",
        help: Suggestion.question(for: text, in: names) ?? "for example \"\(names[0])\"")
      return nil
    }
  }

  /// An array whose elements all have one shape.
  public static func array<Element>(
    of element: Shape<Element>, count: ClosedRange<Int> = 0...1_000_000
  ) -> Shape where Value == [Element] {
    Shape("an array", example: "[\(element.example)]", kinds: [.array], standIn: []) { field in
      guard case .array(let nodes) = field.node.value else { return nil }
      guard count.contains(nodes.count) else {
        let bounds =
          count.lowerBound == count.upperBound
          ? "write \(count.lowerBound) of them"
          : "write \(count.lowerBound) to \(count.upperBound) of them"
        field.refuse(
          "the array has \(nodes.count) elements",
          help: count.contains(1)
            ? "\(bounds), for example [\(element.example)]"
            : "\(bounds), each like \(element.example)")
        return nil
      }
      return nodes.enumerated().compactMap { index, node in
        element.value(
          of: Field(
            node: node, path: .index(index, of: field.path), findings: field.findings))
      }
    }
  }

  /// An object with the keys that `read` asks for; the others are refused when it returns.
  public static func object(
    _ read: @escaping (Fields) -> Value
  ) -> Shape {
    Shape("an object", example: Fields.example(of: read), kinds: [.object], standIn: read(.missing))
    { field in
      let fields = Fields(field)
      let value = read(fields)
      fields.finish()
      return value
    }
  }

  /// An object whose keys are names, in the order of the file, each with a value of one shape.
  ///
  /// With `names` given, other names are refused with "did you mean".
  public static func entries<Element>(
    of element: Shape<Element>, names: [String]? = nil
  ) -> Shape where Value == [Entry<Element>] {
    Shape(
      "an object of names", example: "{name: \(element.example)}", kinds: [.object], standIn: []
    ) { field in
      field.node.members.compactMap { member in
        let path = NodePath.key(member.key, of: field.path)
        if let names, !names.contains(member.key) {
          let key = JSONNode(.string(member.key), span: member.keySpan)
          Field(node: key, path: field.path, findings: field.findings).refuse(
            "unknown name \(VisibleText.quoted(member.key))",
            help: Suggestion.question(for: member.key, in: names)
              ?? "the names are \(names.joined(separator: ", "))")
          return nil
        }
        let inner = Field(node: member.value, path: path, findings: field.findings)
        return element.value(of: inner).map { Entry(name: member.key, value: $0) }
      }
    }
  }
}

extension Shape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  public static var choice: Shape { choice(Array(Value.allCases), named: \.rawValue) }
}

/// A value under a name that the file chose.
public struct Entry<Value> {
  public let name: String
  public let value: Value
}

extension Entry: Equatable where Value: Equatable {}
