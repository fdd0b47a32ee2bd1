import Foundation

/// How a report is written.
public enum ReportFormat: String, CaseIterable, Sendable {
  case text
  case json
  case markdown

  /// The format that a file's name asks for by its ending; nil for other endings.
  public init?(path: String) {
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "txt": self = .text
    case "json": self = .json
    case "md": self = .markdown
    default: return nil
    }
  }
}

/// A report that can be written in each format.
public protocol WrittenReport: Encodable {
  /// At most 100 columns wide where names allow it, with a line break at the end.
  var text: String { get }
  /// A page, or a part of one.
  var markdown: String { get }
}

extension WrittenReport {
  /// The text as it is, where nothing else is said.
  public var markdown: String { "```\n" + text + "```\n" }

  /// The whole report with a line break at its end.
  public func content(_ format: ReportFormat) -> String {
    switch format {
    case .text: text
    case .json: JSONOutput.text(self) + "\n"
    case .markdown: markdown
    }
  }

  /// Several reports with a line break at the end; one list as JSON.
  public static func content(_ reports: [Self], _ format: ReportFormat) -> String {
    switch format {
    case .text: reports.map(\.text).joined(separator: "\n")
    case .json: JSONOutput.text(reports) + "\n"
    case .markdown: reports.map(\.markdown).joined(separator: "\n")
    }
  }
}
