/// One mistake in a file: what, where, and what would be right.
public struct Diagnostic: ReportedError, Equatable {
  /// A second place that explains the first, such as the earlier of two equal keys.
  public struct Note: Sendable, Equatable {
    public let path: String
    public let position: SourceText.Position
    public let text: String
    public let excerpt: SourceExcerpt
  }

  public let path: String
  public let position: SourceText.Position
  public let message: String
  public let help: String?
  public let notes: [Note]
  public let excerpt: SourceExcerpt

  public var line: Int { position.line }
  public var column: Int { position.column }
  public var exitCode: ExitCode { .badData }

  public func report(colours: Bool) -> String {
    let paint = Paint(colours)
    var text =
      paint.bold(place(path, position)) + paint.error("error: ")
      + paint.bold(VisibleText.of(message)) + "\n"
    text += excerpt.report(paint)
    if let help { text += paint.help("help: ") + VisibleText.of(help) + "\n" }
    for note in notes {
      text +=
        paint.bold(place(note.path, note.position)) + paint.note("note: ")
        + VisibleText.of(note.text)
      text += "\n"
      text += note.excerpt.report(paint)
    }
    return text
  }

  private func place(_ path: String, _ position: SourceText.Position) -> String {
    "\(VisibleText.of(path)):\(position.line):\(position.column): "
  }
}

extension SourceText {
  /// A diagnostic about a range of bytes. O(n), because lines are counted only for messages.
  public func diagnostic(
    _ message: String, at range: Range<Int>, help: String? = nil, notes: [Diagnostic.Note] = []
  ) -> Diagnostic {
    let position = position(at: range.lowerBound)
    return Diagnostic(
      path: path, position: position, message: message, help: help, notes: notes,
      excerpt: excerpt(of: range, at: position))
  }

  public func note(_ text: String, at range: Range<Int>) -> Diagnostic.Note {
    let position = position(at: range.lowerBound)
    return Diagnostic.Note(
      path: path, position: position, text: text, excerpt: excerpt(of: range, at: position))
  }

  private func excerpt(of range: Range<Int>, at position: Position) -> SourceExcerpt {
    SourceExcerpt(
      self, mark: range, line: position.line, within: line(around: range.lowerBound))
  }
}
