/// The names of the columns of a file of observations, or the keys of its objects.
struct ObservationTitles {
  /// A name and the first place where it stands.
  struct Title {
    let text: String
    let range: Range<Int>
  }

  let source: SourceText
  let titles: [Title]
  let ignored: Set<String>
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
    var mistakes = repeated()
    var isListed = false
    for (title, meant) in zip(unknown, meant) {
      let listing =
        isListed ? "" : "the \(noun)s are \(Observation.keys.joined(separator: ", ")); "
      mistakes.append((title.range, .unknown(title.text, meant: meant, listing: listing)))
      isListed = isListed || meant == nil
    }
    let names = Set(titles.map(\.text)).union(meant.compactMap(\.self))
    if names.isDisjoint(with: Observation.callKeys) { mistakes.append((first.range, .noCall)) }
    guard !mistakes.isEmpty else { return }
    mistakes.sort { $0.range.lowerBound < $1.range.lowerBound }
    let shown = mistakes.prefix(DiagnosticList.maximumCount)
    throw DiagnosticList(shown.map(diagnostic), omitted: mistakes.count - shown.count)
  }

  private func isKnown(_ text: String) -> Bool {
    Observation.keys.contains(text) || ignored.contains(text)
  }

  // MARK: - Mistakes

  private enum Mistake {
    case repeated(String, earlier: Range<Int>)
    case unknown(String, meant: String?, listing: String)
    case noCall
  }

  private func repeated() -> [(range: Range<Int>, mistake: Mistake)] {
    var seen: [String: Range<Int>] = [:]
    return titles.compactMap { title in
      guard let earlier = seen[title.text] else {
        seen[title.text] = title.range
        return nil
      }
      return (title.range, .repeated(title.text, earlier: earlier))
    }
  }

  private func diagnostic(range: Range<Int>, mistake: Mistake) -> Diagnostic {
    switch mistake {
    case .repeated(let text, let earlier):
      source.diagnostic(
        "the title \(VisibleText.quoted(text)) stands twice", at: range,
        help: "remove one of the two columns", notes: [source.note("the first", at: earlier)])
    case .unknown(let text, let meant, let listing):
      source.diagnostic(
        "there is no \(noun) \(VisibleText.quoted(text))", at: range,
        help: meant.map { "did you mean \"\($0)\"?" }
          ?? listing + "leave it out with --ignore \(VisibleText.of(ShellWord.quote(text)))")
    case .noCall:
      source.diagnostic(
        "no \(noun) says which call was observed", at: range,
        help: "add \"call\", for example fetch, or \"step\", for example fetch-issue-p2")
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
