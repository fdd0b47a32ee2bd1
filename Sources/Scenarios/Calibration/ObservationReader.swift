import SimKernel

/// Turns records into observations, and says what is wrong with those that are none.
struct ObservationReader {
  private(set) var findings: RowFindings
  private let durations: ObservedDuration

  init(_ findings: RowFindings, hasDecimalCommas: Bool) {
    self.findings = findings
    durations = ObservedDuration(hasDecimalCommas: hasDecimalCommas)
  }

  /// One key of a record with what stands under it.
  private struct Cell {
    let key: String
    let node: JSONNode

    var text: String { node.plainText }

    /// What stands there, in quotes; objects and the like in words.
    var found: String {
      switch node.value {
      case .string(let text): VisibleText.quoted(text)
      default: node.found
      }
    }
  }

  mutating func observations(_ records: [JSONNode]) throws(DiagnosticList) -> [Observation] {
    let read = records.compactMap { observation($0) }
    try findings.throwIfAny()
    return read
  }

  private mutating func observation(_ record: JSONNode) -> Observation? {
    guard case .object = record.value else {
      findings.refuse(
        record.start, "expected an object, found \(record.found)",
        help: "for example {\"call\": \"fetch\", \"duration\": \"812ms\"}", like: "no object")
      return nil
    }
    // Each is read even when another is wrong: all mistakes of a row are told.
    let call = call(record)
    let outcome = outcome(record)
    let attempt = attempt(record)
    let duration = duration(record, isNeeded: outcome == .succeeded)
    guard let call, let outcome else { return nil }
    return Observation(call: call, duration: duration, outcome: outcome, attempt: attempt)
  }

  private mutating func call(_ record: JSONNode) -> Int? {
    guard let cell = only(Observation.callKeys, of: record) else {
      findings.refuse(
        record.start, "the record names no call", help: "fill \"call\", for example with fetch",
        like: "no call")
      return nil
    }
    if let index = ObservedCall.index(of: cell.text) { return index }
    findings.refuse(
      cell.node.span.range, "\(cell.key): there is no call \(cell.found)",
      help: ObservedCall.help(on: cell.text), like: "call \(cell.text)")
    return nil
  }

  /// Nil after a mistake; nothing is a success.
  private mutating func outcome(_ record: JSONNode) -> Observation.Outcome? {
    guard let cell = Self.cell("status", of: record) else { return .succeeded }
    if let outcome = Observation.Outcome(cell.text) { return outcome }
    let number = cell.text.prefix { $0 != " " }
    let help =
      if Observation.wholeNumber(cell.text) == 0 {
        "an attempt without a reply is \"lost\""
      } else if number.count < cell.text.count, Observation.Outcome(String(number)) != nil {
        "write \(number)"
      } else {
        "write an HTTP status from 100 to 599, \"ok\" or \"success\", \"lost\" or \"timeout\""
      }
    refuse(cell, "expected a status", help)
    return nil
  }

  private mutating func attempt(_ record: JSONNode) -> Int? {
    guard let cell = Self.cell("attempt", of: record) else { return nil }
    if let number = Observation.wholeNumber(cell.text), 1...1_000_000 ~= number { return number }
    refuse(cell, "expected an attempt from 1", "the first attempt is 1, its first retry is 2")
    return nil
  }

  private mutating func duration(_ record: JSONNode, isNeeded: Bool) -> SimDuration? {
    guard let cell = only(Observation.durationKeys, of: record) else {
      if isNeeded {
        findings.refuse(
          record.start, "an attempt that succeeded has no duration",
          help: "fill one of \(Observation.durationKeys.joined(separator: ", "))",
          like: "no duration")
      }
      return nil
    }
    do {
      return try durations.read(cell.text, cell.key)
    } catch {
      refuse(cell, error.message, error.help)
      return nil
    }
  }

  // MARK: - Cells

  /// The value of a key; `null` is none.
  private static func cell(_ key: String, of record: JSONNode) -> Cell? {
    guard let node = record[key], node.kind != .null else { return nil }
    return Cell(key: key, node: node)
  }

  /// The one that is there out of several keys; a second one is refused.
  private mutating func only(_ keys: [String], of record: JSONNode) -> Cell? {
    let cells = keys.compactMap { Self.cell($0, of: record) }
    if cells.count > 1 {
      findings.refuse(
        cells[1].node.span.range,
        "\"\(cells[1].key)\" and \"\(cells[0].key)\" exclude each other",
        help: "keep one of the two", like: "\(cells[1].key) \(cells[0].key)")
    }
    return cells.first
  }

  private mutating func refuse(_ cell: Cell, _ message: String, _ help: String) {
    findings.refuse(
      cell.node.span.range, "\(cell.key): \(message), found \(cell.found)", help: help,
      like: cell.key + message + help)
  }
}

extension JSONNode {
  /// The text of a string or a number.
  fileprivate var plainText: String {
    switch value {
    case .string(let text): text
    case .number(let number): number.text
    default: ""
    }
  }

  /// Its first byte, which stands for a whole record.
  fileprivate var start: Range<Int> {
    span.range.lowerBound..<min(span.range.lowerBound + 1, span.range.upperBound)
  }
}
