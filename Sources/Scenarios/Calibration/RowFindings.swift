/// The mistakes in a file of rows; one that many rows share is told once, with their number.
struct RowFindings {
  private struct Finding {
    let range: Range<Int>
    let message: String
    let help: String
    var count = 1
  }

  private let source: SourceText
  private var findings: [Finding] = []
  private var places: [String: Int] = [:]

  init(_ source: SourceText) { self.source = source }

  /// Records a mistake; `kind` tells which rows have the same one.
  mutating func refuse(
    _ range: Range<Int>, _ message: String, help: String, like kind: String
  ) {
    if let place = places[kind] {
      findings[place].count += 1
    } else {
      places[kind] = findings.count
      findings.append(Finding(range: range, message: message, help: help))
    }
  }

  /// Throws what was found, in the order in which it was found.
  func throwIfAny() throws(DiagnosticList) {
    guard !findings.isEmpty else { return }
    let shown = findings.prefix(DiagnosticList.maximumCount).map { finding in
      let more = finding.count - 1
      return source.diagnostic(
        finding.message + (more > 0 ? ", and so in \(counted(more, "more row"))" : ""),
        at: finding.range, help: finding.help)
    }
    throw DiagnosticList(shown, omitted: findings.count - shown.count)
  }
}
