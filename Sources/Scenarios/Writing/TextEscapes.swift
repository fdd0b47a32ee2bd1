/// Text inside XML and HTML.
enum MarkupText {
  /// The text with the five special characters as entities and characters that XML cannot hold as
  /// the replacement character.
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
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
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
    for character in text {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "#": result += "\\\(character)"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\n", "\r", "\r\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  /// Text for a cell of a table.
  static func cell(_ text: String) -> String { escaped(text).replacing("|", with: "\\|") }
}

/// One field of a CSV row.
///
/// Source: RFC 4180.
public enum CSVField {
  /// Quotes the field when it holds a comma, a quote, a line break or outer spaces.
  public static func escape(_ text: String) -> String {
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    guard
      text.unicodeScalars.contains(where: special.contains) || text.hasPrefix(" ")
        || text.hasSuffix(" ")
    else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
