/// The mistakes in a file of rows; one that many rows share is told once, with their number.
struct RowFindings {
  private struct Finding {
    let range: Range<Int>
    let message: String
    let help: String
    var count = 1
  }

  private let source: SourceText
  /// The first ones; the others are only counted.
  private var findings: [Finding] = []
  private var places: [String: Int] = [:]

  init(_ source: SourceText) { self.source = source }

  /// Records a mistake; `kind` tells which rows have the same one.
  mutating func refuse(
    _ range: Range<Int>, _ message: @autoclosure () -> String, help: @autoclosure () -> String,
    like kind: String
  ) {
    if let place = places[kind] {
      if place < findings.count { findings[place].count += 1 }
      return
    }
    places[kind] = places.count
    guard findings.count < DiagnosticList.maximumCount else { return }
    findings.append(Finding(range: range, message: message(), help: help()))
  }

  /// Throws what was found, in the order in which it was found.
  func throwIfAny() throws(DiagnosticList) {
    guard !findings.isEmpty else { return }
    let shown = findings.map { finding in
      let more = finding.count - 1
      return source.diagnostic(
        finding.message + (more > 0 ? ", and so in \(counted(more, "more row"))" : ""),
        at: finding.range, help: finding.help)
    }
    throw DiagnosticList(shown, omitted: places.count - shown.count)
  }
}
