/// Text for HTML, both between tags and inside quoted attributes.
public enum HTMLText {
  public static func escape(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }
}

/// Text for XML 1.0, both between tags and inside quoted attributes.
public enum XMLText {
  /// Line breaks and tabs are written as references, because attributes would lose them;
  /// characters that XML cannot hold become U+FFFD.
  public static func escape(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&apos;"
      case "\t": "&#9;"
      case "\n": "&#10;"
      case "\r": "&#13;"
      case "\0"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
      default: nil
      }
    }
  }
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
    return "\"" + escaped(text) { $0 == "\"" ? "\"\"" : nil } + "\""
  }
}

/// One cell of a Markdown table, shown as the plain text it is.
public enum MarkdownCell {
  public static func escape(_ text: String) -> String {
    let special: Set<Unicode.Scalar> = [
      "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!", "$", "@",
    ]
    return escaped(text.replacing("\r\n", with: "\n")) { scalar in
      switch scalar {
      case "\n", "\r": "<br>"
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      default: special.contains(scalar) ? "\\" + String(scalar) : nil
      }
    }
  }
}

/// Replaces the scalars for which `replacement` has a text. O(n).
private func escaped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    if let text = replacement(scalar) {
      result += text
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
