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
