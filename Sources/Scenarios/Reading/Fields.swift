/// The keys of one object, to be asked for one by one; what nobody asked for is refused.
///
/// Every getter returns a value, so that decoders are plain initializers; when anything was
/// wrong, `Fields.read` throws all of it and discards the result.
public final class Fields {
  let field: Field
  private var asked: [String] = []
  private var missing: [(keys: [String], example: () -> String)] = []

  init(_ field: Field) { self.field = field }

  /// The stand-in for an object that is not there: every key is absent, nothing is reported.
  static var missing: Fields {
    let nothing = JSONNode(.object([]), span: SourceSpan(0..<0, file: 0))
    return Fields(Field(node: nothing, path: .top, findings: nil))
  }

  /// Parses a file and reads its top-level object; throws everything that is wrong with it.
  public static func read<Value>(
    _ source: SourceText, as decode: @escaping (Fields) -> Value
  ) throws(DiagnosticList) -> Value {
    try read(tree(of: source), from: [source], as: decode)
  }

  /// Parses a file.
  static func tree(of source: SourceText) throws(DiagnosticList) -> JSONNode {
    do {
      return try JSON5Parser.parse(source)
    } catch {
      throw DiagnosticList([error])
    }
  }

  /// Reads a tree whose spans name the files by their place in `sources`.
  public static func read<Value>(
    _ root: JSONNode, from sources: [SourceText], as decode: @escaping (Fields) -> Value
  ) throws(DiagnosticList) -> Value {
    let findings = Findings(sources)
    let field = Field(node: root, path: .top, findings: findings)
    let value = Shape.object(decode).value(of: field)
    try findings.throwIfAny()
    guard let value else { preconditionFailure("A value that is refused leaves a finding.") }
    return value
  }

  public var path: NodePath { field.path }

  /// True when the key is there; it counts as asked for.
  public func has(_ key: String) -> Bool {
    note(key)
    return field.node[key] != nil
  }

  /// The value of a key that must be there.
  public func required<Value>(_ key: String, _ shape: Shape<Value>) -> Value {
    note(key)
    guard let inner = self[key] else {
      missing.append(([key], { "\(key): \(shape.example)" }))
      return shape.standIn()
    }
    return shape.value(of: inner) ?? shape.standIn()
  }

  /// The value of a key, or nil when it is not there.
  public func optional<Value>(_ key: String, _ shape: Shape<Value>) -> Value? {
    note(key)
    return self[key].flatMap(shape.value(of:))
  }

  /// The value of a key, or a default when it is not there.
  public func value<Value>(_ key: String, _ shape: Shape<Value>, default: Value) -> Value {
    optional(key, shape) ?? `default`
  }

  /// The value under the one key that is there out of several; none and two are refused.
  public func oneOf<Value>(_ shapes: KeyValuePairs<String, Shape<Value>>) -> Value {
    oneOf(shapes.map { ($0.key, $0.value) })
  }

  /// The same of keys that stand elsewhere.
  func oneOf<Value>(_ shapes: [(key: String, value: Shape<Value>)]) -> Value {
    precondition(!shapes.isEmpty, "A choice has at least one key.")
    for (key, _) in shapes { note(key) }
    let present = shapes.filter { field.node[$0.key] != nil }
    let names = shapes.map(\.key).joined(separator: ", ")
    guard let chosen = present.first, let inner = self[chosen.key] else {
      missing.append((shapes.map(\.key), { "\(shapes[0].key): \(shapes[0].value.example)" }))
      return shapes[0].value.standIn()
    }
    if present.count > 1 {
      refuse(
        present[1].key, "\"\(present[1].key)\" and \"\(chosen.key)\" exclude each other",
        help: "keep one of the keys \(names)")
    }
    return chosen.value.value(of: inner) ?? chosen.value.standIn()
  }

  /// Records that the value of a key, or the object when there is none, is wrong.
  public func refuse(
    _ key: String, _ message: @autoclosure () -> String, help: @autoclosure () -> String?
  ) {
    (self[key] ?? field).refuse(message(), help: help())
  }

  /// Refuses the keys that nobody asked for and names the ones that are missing.
  func finish() {
    var meant: [String] = []
    for member in field.node.members where !asked.contains(member.key) {
      field.findings?.report(
        "unknown key \(VisibleText.quoted(member.key))\(place)", at: member.keySpan,
        help: help(on: member.key, &meant))
    }
    for (keys, example) in missing where !keys.contains(where: meant.contains) {
      let list = keys.joined(separator: ", ")
      field.findings?.report(
        "missing \(keys.count == 1 ? "key \"\(list)\"" : "one of the keys \(list)")\(place)",
        at: field.node.span, within: field.mark, help: "add \(example())")
    }
  }

  /// What an unknown key was meant to be, which is then not reported as missing.
  private func help(on key: String, _ meant: inout [String]) -> String {
    guard let suggestion = Suggestion.closest(to: key, in: asked) else {
      return asked.isEmpty ? "there are no keys here" : "the keys are \(Suggestion.listed(asked))"
    }
    meant.append(suggestion)
    return "did you mean \"\(suggestion)\"?"
  }

  /// A right object with the first of the keys that must be there.
  static func example<Value>(of decode: (Fields) -> Value) -> String {
    let fields = Fields.missing
    _ = decode(fields)
    let required = fields.missing.prefix(3).map { $0.example() }
    let hasMore = required.isEmpty || fields.missing.count > required.count
    return "{" + (required + (hasMore ? ["…"] : [])).joined(separator: ", ") + "}"
  }

  private var place: String {
    let path = field.path.description
    return path.isEmpty ? "" : " in \(path)"
  }

  private func note(_ key: String) {
    if !asked.contains(key) { asked.append(key) }
  }

  private subscript(key: String) -> Field? {
    field.node[key].map {
      Field(node: $0, path: .key(key, of: field.path), findings: field.findings)
    }
  }
}
