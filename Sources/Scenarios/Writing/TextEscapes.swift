/// Text inside XML and HTML.
enum MarkupText {
  /// The text with the five special characters as entities and hidden ones, other than spaces and
  /// line breaks, made visible.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case _ where VisibleText.isHidden(scalar):
        result += escaped(VisibleText.cell(for: scalar).text)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Text inside Markdown.
enum MarkdownText {
  /// Text for a paragraph: what Markdown or HTML would act on is escaped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in VisibleText.ofLines(text.replacing("\r\n", with: "\n")) {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "#": result += "\\\(character)"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  /// Text as code within a line, where nothing is acted on but what ends it.
  static func code(_ text: String) -> String {
    "`" + VisibleText.of(text).replacing("`", with: "'") + "`"
  }

  /// Text for a cell of a table.
  static func cell(_ text: String) -> String { escaped(text).replacing("|", with: "\\|") }
}

/// One field of a CSV row.
///
/// Source: RFC 4180.
public enum CSVField {
  /// Quotes the field when it holds a comma, a quote or outer spaces; what cannot be seen is made
  /// visible, line breaks among it.
  public static func escape(_ text: String) -> String {
    let text = VisibleText.of(text)
    guard
      text.contains(where: { $0 == "," || $0 == "\"" }) || text.hasPrefix(" ")
        || text.hasSuffix(" ")
    else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// Text that no spreadsheet computes: what one would is put behind an apostrophe, which
  /// `text(ofInert:)` takes away.
  ///
  /// Source: OWASP, "CSV injection".
  static func inert(_ text: String) -> String {
    text.unicodeScalars.first.map(formulaStarts.contains) == true ? "'" + text : text
  }

  static func text(ofInert text: String) -> String {
    text.hasPrefix("'") ? String(text.dropFirst()) : text
  }

  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "'", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]
}
