/// How answers are written.
public enum AnswerFormat: String, CaseIterable, Sendable {
  case text
  case json
  case markdown
  case html

  /// The format that a file's name asks for by its ending; nil for other endings.
  public init?(path: String) {
    let name = path.lowercased()
    guard
      let format = Self.allCases.first(where: { name.hasSuffix("." + $0.ending) })
    else { return nil }
    self = format
  }

  private var ending: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .json, .html: rawValue
    }
  }
}

/// Answers that can be written in every format.
public protocol AnswerDocument: Encodable {
  /// Runs that broke an invariant of the model.
  var broken: Int { get }
  /// Runs that hit their limit of events.
  var undecided: Int { get }
  /// At most 100 columns wide where names allow it, with a line break at the end.
  var text: String { get }
  /// A page with one heading of the first level.
  var markdown: String { get }
  /// One page that needs nothing else.
  var html: String { get }
}

extension AnswerDocument {
  /// The whole document with a line break at its end.
  public func content(_ format: AnswerFormat) -> String {
    switch format {
    case .text: text
    case .json: JSONOutput.text(self) + "\n"
    case .markdown: markdown
    case .html: html
    }
  }
}
