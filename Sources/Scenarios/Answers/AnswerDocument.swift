/// How answers are written.
public enum AnswerFormat: String, CaseIterable, Sendable {
  case text
  case json
  case markdown
  case html

  /// The format that a file's name asks for by its ending; nil for other endings.
  public init?(path: String) {
    if path.lowercased().hasSuffix(".html") {
      self = .html
    } else if let format = ReportFormat(path: path).flatMap({ Self(rawValue: $0.rawValue) }) {
      self = format
    } else {
      return nil
    }
  }
}

/// Answers that can be written in every format.
public protocol AnswerDocument: Encodable {
  /// Runs that broke an invariant of the model.
  var broken: Int { get }
  /// Runs that hit their limit of events.
  var undecided: Int { get }
  /// The faults of the runs, and in how many each struck.
  var faults: FaultTally { get }
  /// At most 100 columns wide where names allow it, with a line break at the end.
  var text: String { get }
  /// A page with one heading of the first level.
  var markdown: String { get }
  /// One page that needs nothing else; it names the command that makes it again.
  func html(command: String) -> String
}

extension AnswerDocument {
  /// What is said of faults that missed, in a paragraph of its own; empty when none did.
  var faultNote: [Block] { faults.note.map { [.paragraph(Words($0))] } ?? [] }

  /// The same below other lines of a terminal.
  var faultText: String { faultNote.isEmpty ? "" : "\n" + faultNote.text }

  /// The whole document with a line break at its end; `command` makes it again.
  public func content(_ format: AnswerFormat, command: String = "") -> String {
    switch format {
    case .text: text
    case .json: JSONOutput.text(self) + "\n"
    case .markdown: markdown
    case .html: html(command: command)
    }
  }
}
