import Scenarios

/// Where a command's results go: to the standard output piece by piece, or into a file as a whole.
struct Results {
  private let terminal: Terminal
  private let path: String?
  private var text = ""

  /// `inputs` are the parameters that name files; the output is none of those.
  ///
  /// Throws a `ReportedError` when the output cannot be written.
  init(_ parsed: ParsedArguments, inputs: [String] = [], _ terminal: Terminal) throws {
    self.terminal = terminal
    path = parsed.declares("output") ? parsed.text("output") : nil
    if let path { try OutputFile.check(path, inputs: inputs.flatMap(parsed.texts)) }
  }

  /// Whether somebody still wants them.
  var hasReader: Bool { path != nil || terminal.hasReader }

  mutating func write(_ piece: String) throws {
    if path == nil { try terminal.write(piece) } else { text += piece }
  }

  /// Writes a piece that should be seen at once.
  mutating func show(_ piece: String) throws {
    try write(piece)
    try terminal.flush()
  }

  /// Writes the file, if there is one.
  func finish() throws {
    if let path { try AtomicFile.write(text, to: path) }
  }
}
