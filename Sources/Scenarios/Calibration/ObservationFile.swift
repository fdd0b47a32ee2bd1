/// A file of observations: CSV with titles, a JSON array of objects, or an object a line.
enum ObservationFile {
  /// 256 MiB.
  private static let limit = 256 << 20
  private static let tables = [".csv", ".tsv"]
  private static let endings = tables + [".json", ".ndjson", ".jsonl"]

  /// Reads a file in the format of its ending.
  ///
  /// Throws `UsageError` for another ending, `SourceFailure` when it cannot be read and
  /// `DiagnosticList` with every mistake in it.
  static func read(path: String, ignoring ignored: [String] = []) throws -> [Observation] {
    let name = path.lowercased()
    guard endings.contains(where: name.hasSuffix) else {
      throw UsageError(
        "The value '\(VisibleText.of(path))' is invalid for '<file>': name it .csv, .tsv, .json "
          + "or .ndjson.")
    }
    let source = try SourceText.read(path: path, limit: limit)
    var findings = RowFindings(source)
    let isTable = tables.contains(where: name.hasSuffix)
    let dialect = CSVDialect(source)
    let table: CSVRecords.Table
    do throws(Diagnostic) {
      table = try isTable ? CSVRecords(source, dialect).table(&findings) : objects(source)
    } catch {
      throw DiagnosticList([error])
    }
    guard !isTable || !table.titles.isEmpty else {
      throw SourceFailure(path: path, reason: .empty)
    }
    try ObservationTitles(
      source: source, titles: table.titles, ignored: Set(ignored), noun: isTable ? "column" : "key"
    ).check()
    try check(ignored, in: table.records, path)
    guard !table.records.isEmpty else {
      try findings.throwIfAny()
      throw DiagnosticList([
        source.diagnostic(
          "there is no observation", at: 0..<0, help: "a row is one attempt of one call")
      ])
    }
    let hasCommas = isTable && dialect.mayHaveDecimalCommas && hasDecimalCommas(table.records)
    var reader = ObservationReader(findings, hasDecimalCommas: hasCommas)
    return try reader.observations(table.records)
  }

  /// Only columns that are there and are no observation's own can be left out.
  private static func check(
    _ ignored: [String], in records: [JSONNode], _ path: String
  ) throws(UsageError) {
    guard !ignored.isEmpty else { return }
    let filled = Set(records.lazy.flatMap(\.members).map(\.key))
    for name in ignored {
      guard !Observation.keys.contains(name) else {
        throw UsageError(
          "'--ignore \(VisibleText.of(name))' names a column that observations are made of.")
      }
      guard records.isEmpty || filled.contains(name) else {
        throw UsageError(
          "There is no column '\(VisibleText.of(name))' with a value in '\(path)' to ignore.")
      }
    }
  }

  /// Whether any duration of a table is written with a comma.
  private static func hasDecimalCommas(_ records: [JSONNode]) -> Bool {
    records.contains { record in
      Observation.durationKeys.contains { key in
        guard case .string(let text)? = record[key]?.value else { return false }
        return text.contains(",")
      }
    }
  }

  /// The objects of an array or of lines, with the first places of their keys.
  private static func objects(_ source: SourceText) throws(Diagnostic) -> CSVRecords.Table {
    var records = try JSON5Parser.sequence(source)
    if records.count == 1 {
      if case .array(let elements) = records[0].value {
        records = elements
      } else if !records[0].members.contains(where: { Observation.keys.contains($0.key) }) {
        throw noArray(records[0], source)
      }
    }
    var titles: [ObservationTitles.Title] = []
    var seen: Set<String> = []
    for member in records.lazy.flatMap(\.members) where seen.insert(member.key).inserted {
      titles.append(ObservationTitles.Title(text: member.key, range: member.keySpan.range))
    }
    return CSVRecords.Table(titles: titles, records: records)
  }

  private static func noArray(_ root: JSONNode, _ source: SourceText) -> Diagnostic {
    let inner = root.members.first { $0.value.kind == .array }
    return source.diagnostic(
      "expected an array, found \(root.found)",
      at: root.span.range.lowerBound..<root.span.range.lowerBound + 1,
      help: inner.map { "write only the array that \(VisibleText.quoted($0.key)) holds" }
        ?? "for example [{\"call\": \"fetch\", \"duration\": \"812ms\"}]")
  }
}
