/// What a value must look like, and how it is read: `.duration`, `.integer(in: 0...20)`,
/// `.array(of: .string)`.
///
/// Reading never stops: a wrong value is recorded and replaced by nothing, so that one pass finds
/// every mistake of a file.
public struct Shape<Value> {
  /// The end of the sentence "expected …": `a duration`.
  public let expected: String
  /// The JSON kinds this shape can be written as.
  let kinds: [JSONNode.Kind]
  /// A value for the decoder to go on with after a mistake; the whole result is then discarded.
  let standIn: () -> Value
  private let makeExample: () -> String
  /// Reads a value of one of `kinds`, or records what is wrong with it.
  let read: (Field) -> Value?

  /// Describes a shape that is not among the given ones.
  ///
  /// `read` gets values of the given kinds only, and records a mistake whenever it returns nil.
  public init(
    _ expected: String, example: @escaping @autoclosure () -> String, kinds: [JSONNode.Kind],
    standIn: @escaping @autoclosure () -> Value, read: @escaping (Field) -> Value?
  ) {
    self.expected = expected
    makeExample = example
    self.kinds = kinds
    self.standIn = standIn
    self.read = read
  }

  /// A right value as it is written in a file.
  public var example: String { makeExample() }

  /// Reads a field, or records that it has the wrong kind.
  func value(of field: Field) -> Value? {
    guard kinds.contains(field.node.kind) else {
      field.refuse(expected: expected, help: "for example \(example)")
      return nil
    }
    return read(field)
  }

  /// The same text form with another type of value.
  public func map<Other>(_ transform: @escaping (Value) -> Other) -> Shape<Other> {
    Shape<Other>(expected, example: example, kinds: kinds, standIn: transform(standIn())) {
      read($0).map(transform)
    }
  }

  /// The value together with its place in the file.
  public var located: Shape<Located<Value>> {
    let missing = JSONNode(.null, span: SourceSpan(0..<0, file: 0))
    return Shape<Located<Value>>(
      expected, example: example, kinds: kinds,
      standIn: Located(
        value: standIn(), field: Field(node: missing, path: .top, findings: nil))
    ) { field in
      read(field).map { Located(value: $0, field: field) }
    }
  }

  /// This shape or `null`.
  public var nullable: Shape<Value?> {
    Shape<Value?>(
      "\(expected) or null", example: example, kinds: kinds + [.null], standIn: nil
    ) { field in
      field.node.kind == .null ? .some(nil) : read(field).map { .some($0) }
    }
  }

  /// The first of two shapes that can be written as the kind of value that is there.
  public static func either(_ first: Shape, _ second: Shape) -> Shape {
    Shape(
      "\(first.expected) or \(second.expected)", example: "\(first.example) or \(second.example)",
      kinds: first.kinds + second.kinds, standIn: first.standIn()
    ) { field in
      first.kinds.contains(field.node.kind) ? first.read(field) : second.read(field)
    }
  }
}
