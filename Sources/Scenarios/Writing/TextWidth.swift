/// Text in the columns of a terminal.
extension String {
  /// The columns a text without control characters takes.
  var columns: Int {
    utf8.allSatisfy { $0 < 0x80 }
      ? utf8.count : unicodeScalars.reduce(0) { $0 + VisibleText.cell(for: $1).width }
  }

  var longestWord: Int { split(separator: " ").map { String($0).columns }.max() ?? 0 }

  /// The text without its middle, in at most so many columns; of a path the last part stays whole
  /// where there is room.
  func shortened(to width: Int) -> String {
    guard columns > width else { return self }
    let letters = map(String.init)
    let name = letters.lastIndex(of: "/").map { letters[$0...] } ?? []
    let ending = name.joined().columns
    let tail = !name.isEmpty && ending < width * 3 / 4 ? ending : (width - 1) / 2
    return Self.fitting(letters, width - 1 - tail) + "…"
      + String(Self.fitting(letters.reversed(), tail).reversed())
  }

  /// As many letters from the start as fit.
  private static func fitting(_ letters: some Sequence<String>, _ width: Int) -> String {
    var text = ""
    var used = 0
    for letter in letters {
      used += letter.columns
      guard used <= width else { break }
      text += letter
    }
    return text
  }

  /// Lines no longer than a width, broken between words, all but the first behind a margin; a word
  /// that is longer than a line goes on in the next one. What is no word, such as a line break, is
  /// made visible.
  func wrapped(_ width: Int, margin: String) -> String {
    let room = max(1, width - margin.columns)
    var lines: [String] = []
    var line = ""
    for word in VisibleText.of(self).split(separator: " ").flatMap({ String($0).pieces(room) }) {
      if !line.isEmpty, line.columns + 1 + word.columns > room {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (lines + [line]).joined(separator: "\n" + margin)
  }

  /// A word in pieces that each fit a line; paths are broken between their parts.
  private func pieces(_ width: Int) -> [String] {
    guard columns > width else { return [self] }
    var pieces: [String] = []
    var rest = map(String.init)[...]
    while !rest.isEmpty {
      var count = max(1, Self.fitting(rest, width).count)
      if count < rest.count, let slash = rest.prefix(count).lastIndex(of: "/"),
        slash - rest.startIndex > width / 2
      {
        count = slash - rest.startIndex + 1
      }
      pieces.append(rest.prefix(count).joined())
      rest = rest.dropFirst(count)
    }
    return pieces
  }
}
