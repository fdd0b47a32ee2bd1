/// Collects the mistakes found while the values of a file are read.
///
/// Only the first twenty are kept in full, because each costs a pass over the file.
final class Findings {
  private let sources: [SourceText]
  private var diagnostics: [Diagnostic] = []
  private var omitted = 0

  init(_ sources: [SourceText]) { self.sources = sources }

  /// Whether further mistakes are only counted.
  var isFull: Bool { diagnostics.count >= DiagnosticList.maximumCount }

  /// Records a mistake; the texts of those that are only counted are never made.
  func report(
    _ message: @autoclosure () -> String, at span: SourceSpan, within range: Range<Int>? = nil,
    help: @autoclosure () -> String?
  ) {
    guard !isFull else {
      omitted += 1
      return
    }
    let source = sources[Int(span.file)]
    diagnostics.append(source.diagnostic(message(), at: range ?? span.range, help: help()))
  }

  /// Throws what was found, in the order of the files and of the places in them.
  func throwIfAny() throws(DiagnosticList) {
    guard !diagnostics.isEmpty else { return }
    let order = sources.map(\.path)
    let sorted = diagnostics.sorted {
      let left = order.firstIndex(of: $0.path) ?? 0
      let right = order.firstIndex(of: $1.path) ?? 0
      return (left, $0.position) < (right, $1.position)
    }
    throw DiagnosticList(sorted, omitted: omitted)
  }
}
