/// A file of observations: CSV with titles, a JSON array of objects, or an object a line.
enum ObservationFile {
  /// 256 MiB.
  private static let limit = 256 << 20

  /// Reads a file in the format of its ending.
  ///
  /// Throws `UsageError` for another ending, `SourceFailure` when it cannot be read and
  /// `DiagnosticList` with every mistake in it.
  static func read(path: String, ignoring ignored: [String] = []) throws -> [Observation] {
    let name = path.lowercased()
    let formats = [".csv", ".json", ".ndjson", ".jsonl"]
    guard let ending = formats.first(where: name.hasSuffix) else {
      throw UsageError(
        "The value '\(VisibleText.of(path))' is invalid for '<file>': name it .csv, .json or "
          + ".ndjson.")
    }
    let source = try SourceText.read(path: path, limit: limit)
    let records: [JSONNode]
    do throws(Diagnostic) {
      records =
        switch ending {
        case ".csv": try CSVRecords(source, keys: Observation.keys, ignoring: ignored).nodes()
        case ".json": try array(source)
        default: try JSON5Parser.sequence(source)
        }
    } catch {
      throw DiagnosticList([error])
    }
    try check(ignored, in: records, path)
    return try observations(records, source, ignoring: ignored)
  }

  /// Only columns that are there and are no observation's own can be left out.
  private static func check(
    _ ignored: [String], in records: [JSONNode], _ path: String
  ) throws(UsageError) {
    for name in ignored {
      guard !Observation.keys.contains(name) else {
        throw UsageError("'--ignore \(name)' names a column that observations are made of.")
      }
      let isThere = records.contains { record in
        guard case .object(let members) = record.value else { return false }
        return members.contains { $0.key == name }
      }
      guard isThere || records.isEmpty else {
        throw UsageError(
          "There is no column '\(VisibleText.of(name))' with a value in '\(path)' to ignore.")
      }
    }
  }

  private static func array(_ source: SourceText) throws(Diagnostic) -> [JSONNode] {
    let root = try JSON5Parser.parse(source)
    guard case .array(let records) = root.value else {
      throw source.diagnostic(
        "expected an array, found \(root.found)",
        at: root.span.range.lowerBound..<root.span.range.lowerBound + 1,
        help: "for example [{\"call\": \"fetch\", \"duration\": \"812ms\"}]")
    }
    return records
  }

  private static func observations(
    _ records: [JSONNode], _ source: SourceText, ignoring ignored: [String]
  ) throws(DiagnosticList) -> [Observation] {
    guard !records.isEmpty else {
      throw DiagnosticList([
        source.diagnostic(
          "there is no observation", at: 0..<0, help: "a row is one attempt of one call")
      ])
    }
    let findings = Findings([source])
    let shape = Shape<Observation>.object { fields in
      for key in ignored { _ = fields.has(key) }
      return Observation(fields)
    }
    let observations = records.enumerated().compactMap { index, node in
      shape.value(
        of: Field(node: node, path: .index(index, of: .top), findings: findings))
    }
    try findings.throwIfAny()
    return observations
  }
}
