/// The names of the columns of a file of observations, or the keys of its objects.
struct ObservationTitles {
  /// A name and the first place where it stands.
  struct Title {
    let text: String
    let range: Range<Int>
  }

  let source: SourceText
  let titles: [Title]
  let ignored: [String]
  /// What a name is called in messages: column or key.
  let noun: String

  /// Throws everything that is wrong with the names.
  func check() throws(DiagnosticList) {
    guard let first = titles.first, let last = titles.last else { return }
    let unknown = titles.filter { !isKnown($0.text) }
    let meant = unknown.map { Self.meant(by: $0.text) }
    guard unknown.count < titles.count || meant.contains(where: { $0 != nil }) else {
      throw DiagnosticList([
        source.diagnostic(
          "no \(noun) of an observation is here",
          at: first.range.lowerBound..<(noun == "key" ? first.range : last.range).upperBound,
          help: help(onStart: first.text))
      ])
    }
    var diagnostics = repeated()
    var isListed = false
    for (title, meant) in zip(unknown, meant) {
      diagnostics.append(
        source.diagnostic(
          "there is no \(noun) \(VisibleText.quoted(title.text))", at: title.range,
          help: meant.map { "did you mean \"\($0)\"?" }
            ?? (isListed ? "" : "the \(noun)s are \(Observation.keys.joined(separator: ", ")); ")
            + "leave it out with --ignore \(ShellWord.quote(title.text))"))
      isListed = isListed || meant == nil
    }
    let names = titles.map(\.text) + meant.compactMap(\.self)
    if !names.contains(where: Observation.callKeys.contains) {
      diagnostics.append(
        source.diagnostic(
          "no \(noun) says which call was observed", at: first.range,
          help: "add \"call\", for example fetch, or \"step\", for example fetch-issue-p2"))
    }
    guard diagnostics.isEmpty else {
      throw DiagnosticList(diagnostics.sorted { $0.position < $1.position })
    }
  }

  private func isKnown(_ text: String) -> Bool {
    Observation.keys.contains(text) || ignored.contains(text)
  }

  private func repeated() -> [Diagnostic] {
    titles.enumerated().compactMap { index, title in
      titles[..<index].first { $0.text == title.text }.map { earlier in
        source.diagnostic(
          "the title \(VisibleText.quoted(title.text)) stands twice", at: title.range,
          help: "remove one of the two columns",
          notes: [source.note("the first", at: earlier.range)])
      }
    }
  }

  private func help(onStart text: String) -> String {
    if noun == "column", text.hasPrefix("{") || text.hasPrefix("[") {
      return "name a file of JSON .json, and one of an object a line .ndjson"
    }
    if text.hasPrefix("#") { return "remove the comment; the first line has the titles" }
    return noun == "key"
      ? "an observation is flat, for example {\"call\": \"fetch\", \"duration\": \"812ms\"}"
      : "the first line has the titles, for example call,durationMilliseconds,status,attempt"
  }

  // MARK: - What was meant

  private static let times = ["duration", "elapsed", "latency", "runtime", "time", "took"]
  private static let units = [
    ("durationMicroseconds", ["us", "µs", "usec", "micros", "microseconds"]),
    ("durationMilliseconds", ["ms", "msec", "millis", "milliseconds"]),
    ("durationSeconds", ["s", "sec", "secs", "seconds"]),
  ]

  /// The key that another spelling stands for: `Duration (ms)` is `durationMilliseconds`.
  static func meant(by text: String) -> String? {
    let words = words(of: text)
    if let unit = words.last, words.contains(where: times.contains),
      let key = units.first(where: { $1.contains(unit) })?.0
    {
      return key
    }
    return Suggestion.closest(to: text, in: Observation.keys)
  }

  /// Words in small letters, also those of `camelCase`.
  private static func words(of text: String) -> [String] {
    var words = [""]
    var wasSmall = false
    for character in text {
      if !character.isLetter || character.isUppercase && wasSmall { words.append("") }
      if character.isLetter { words[words.count - 1] += character.lowercased() }
      wasSmall = character.isLowercase
    }
    return words.filter { !$0.isEmpty }
  }
}
