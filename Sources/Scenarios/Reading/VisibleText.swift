/// Text made safe for one line of a terminal: nothing moves the cursor, nothing is invisible.
public enum VisibleText {
  /// Shows control characters as Unicode control pictures and direction marks as `<U+202E>`.
  public static func of(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars { result += cell(for: scalar).text }
    return result
  }

  /// The same of every line of a text, of which the line breaks stay.
  public static func ofLines(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ 0x20...0x7E ~= $0 || $0 == UInt8(ascii: "\n") }) else {
      return text
    }
    var result = ""
    for scalar in text.unicodeScalars {
      result += scalar == "\n" ? "\n" : cell(for: scalar).text
    }
    return result
  }

  /// Whether a scalar cannot be seen: it moves the cursor, turns the direction, or prints nothing.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
    default: false
    }
  }

  /// A quoted, visible, shortened form for messages; at most `limit` characters of the text.
  public static func quoted(_ text: String, limit: Int = 40) -> String {
    let head = text.unicodeScalars.prefix(limit + 1)
    guard head.count > limit else { return "\"\(of(text))\"" }
    return "\"\(of(String(String.UnicodeScalarView(head.dropLast()))))…\""
  }

  /// What is printed for a scalar, and how many terminal cells that takes.
  static func cell(for scalar: Unicode.Scalar) -> (text: String, width: Int) {
    switch scalar.value {
    case 0x20...0x7E: (String(scalar), 1)
    case 0x09: ("    ", 4)
    case 0x00...0x1F: (String(Unicode.Scalar(0x2400 + scalar.value) ?? "?"), 1)
    case 0x7F: ("\u{2421}", 1)
    default:
      switch scalar.properties.generalCategory {
      case _ where isHidden(scalar): hexadecimal(scalar)
      case .nonspacingMark, .enclosingMark: (String(scalar), 0)
      default: (String(scalar), isWide(scalar.value) ? 2 : 1)
      }
    }
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> (text: String, width: Int) {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let text = "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
    return (text, text.count)
  }

  /// The blocks that terminals draw two cells wide (East Asian Width W and F, and emoji).
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
