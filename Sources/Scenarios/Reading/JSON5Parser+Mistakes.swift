extension JSON5Parser {
  /// What stands at the offset, in words for a message.
  func found() -> String {
    guard !isAtEnd else { return "the end of the file" }
    let scalar = scalar(at: offset)
    switch scalar {
    case "\n", "\r", "\u{2028}", "\u{2029}": return "the end of the line"
    case "\"": return "a string"
    default: break
    }
    guard startsIdentifier(at: offset), scalar != "\\" else {
      return VisibleText.quoted(String(scalar))
    }
    return VisibleText.quoted(String(decoding: bytes[wordRange()], as: UTF8.self))
  }

  /// The marked bytes at the offset: the whole word, or the one character, or nothing at the end.
  private func wordRange() -> Range<Int> {
    guard !isAtEnd else { return offset..<offset }
    var end = offset
    while end < min(bytes.count, offset + 100), startsIdentifier(at: end) {
      end += scalar(at: end).utf8.count
    }
    return offset..<(end > offset ? end : offset + scalar(at: offset).utf8.count)
  }

  func unexpected(_ expected: String, help: String? = nil) -> Diagnostic {
    var notes: [Diagnostic.Note] = []
    if let opening = openings.last {
      let isObject = bytes[opening] == UInt8(ascii: "{")
      let isWrongCloser = next == UInt8(ascii: isObject ? "]" : "}")
      if isAtEnd || isWrongCloser {
        let text = "the \(isObject ? "object" : "array") opened here is not closed"
        notes.append(source.note(text, at: opening..<opening + 1))
      }
    }
    return source.diagnostic(
      "expected \(expected), found \(found())", at: wordRange(), help: help ?? typicalHelp(),
      notes: notes)
  }

  private func typicalHelp() -> String? {
    guard !isAtEnd else { return nil }
    switch scalar(at: offset) {
    case "“", "”", "„", "‘", "’", "`": return "use straight quotes: \"…\""
    case "#": return "comments are written // to the end of the line, or /* … */"
    case ",": return "remove the comma, or write what belongs before it"
    case "=": return "keys and values are separated by a colon"
    default: return nil
    }
  }

  func missingKey() -> Diagnostic {
    let isName = 0x30...0x39 ~= next || next == UInt8(ascii: "-")
    return unexpected(
      "a key or \"}\"", help: isName ? "a key that is no plain word needs quotes" : nil)
  }

  func missingComma(closing bracket: String) -> Diagnostic {
    unexpected("\",\" or \"\(bracket)\"")
  }

  func missingColon(after key: String) -> Diagnostic {
    unexpected(
      "\":\" after the key \(VisibleText.quoted(key))",
      help: next == UInt8(ascii: "-") ? "a key that is no plain word needs quotes" : nil)
  }

  func surplus() -> Diagnostic {
    unexpected("the end of the file", help: "a file holds one value")
  }

  func duplicate(_ key: String, at span: SourceSpan, earlier: SourceSpan) -> Diagnostic {
    source.diagnostic(
      "the key \(VisibleText.quoted(key)) is given twice", at: span.range, help: "keep one of them",
      notes: [source.note("given here first", at: earlier.range)])
  }

  func tooDeep() -> Diagnostic {
    source.diagnostic(
      "objects and arrays are nested deeper than \(Self.maximumDepth) levels",
      at: offset..<offset + 1, help: "flatten the file")
  }

  func tooManyValues() -> Diagnostic {
    source.diagnostic(
      "the file has more than \(Self.maximumValues) values", at: wordRange(),
      help: "describe the items by count instead of one by one")
  }

  func unclosedString(from start: Int) -> Diagnostic {
    let quote = String(Unicode.Scalar(bytes[start]))
    let place = isAtEnd ? "the file" : "the line"
    return source.diagnostic(
      "this string is not closed before \(place) ends", at: start..<offset,
      help: isAtEnd ? "end it with \(quote)" : "end it with \(quote), or write a line break as \\n")
  }

  func unpaired(from start: Int) -> Diagnostic {
    source.diagnostic(
      "half of a surrogate pair is not a character", at: start..<offset,
      help: "write both halves, for example \\uD83D\\uDE00")
  }

  /// A number that breaks off; `start` is where it begins.
  func badNumber(_ start: Int, _ expected: String, _ example: String) -> Diagnostic {
    source.diagnostic(
      "expected \(expected), found \(found())", at: start..<max(start + 1, offset),
      help: "for example \(example)")
  }

  func gluedNumber(from start: Int) -> Diagnostic {
    let number = String(decoding: bytes[start..<offset], as: UTF8.self)
    let rest = String(decoding: bytes[wordRange()], as: UTF8.self)
    let isUnit = rest.allSatisfy(\.isLetter)
    let help = isUnit ? "a value with a unit needs quotes: \"\(number)\(rest)\"" : nil
    return source.diagnostic(
      "a number cannot be followed by \(VisibleText.quoted(rest))",
      at: start..<wordRange().upperBound,
      help: rest.hasPrefix("_") ? "write the digits without separators" : help)
  }

  func badEscape(_ digits: Int, from start: Int) -> Diagnostic {
    source.diagnostic(
      "this escape needs \(digits) hexadecimal digits", at: start..<max(start + 1, offset),
      help: "for example \(digits == 2 ? "\\x41" : "\\u0041")")
  }

  func unknownWord(_ name: String, from start: Int, _ expected: String) -> Diagnostic {
    let words = ["null", "true", "false", "Infinity", "NaN"]
    let other = ["none": "null", "nil": "null", "undefined": "null", "yes": "true", "no": "false"]
    let guess = other[name.lowercased()] ?? Suggestion.closest(to: name, in: words)
    return source.diagnostic(
      "expected \(expected), found \(VisibleText.quoted(name))", at: start..<offset,
      help: guess.map { "did you mean \($0)?" } ?? "text needs quotes: \(VisibleText.quoted(name))")
  }
}
