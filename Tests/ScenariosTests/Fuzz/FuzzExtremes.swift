/// Values at the ends of what files and options take, and beyond.
enum FuzzExtremes {
  /// Text that harms where it is printed as it is: escapes of terminals, a turned direction, a line
  /// of its own, a formula, markup, a directive of TAP.
  static let hostile = "\u{1B}[31m\u{9B}2J\u{202E}\u{7}\n=INJECTED(1),\"<b>&'#\u{2028}\\"

  private static let numbers = [
    "-1", "0", "1", "2", "3", "-0", "0.5", "1e-9", "2147483647", "2147483648", "4294967296",
    "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "18446744073709551616", "1e308", "1e400", "1e999999999", "NaN", "Infinity", "-Infinity", "0x7F",
    "10000001", "99999999999999999999999999999999999999",
  ]

  private static let words =
    [
      "", " ", "0s", "1us", "-1us", "1h30m", "9223372036854775807us", "9223372036854775808us",
      "106751991d", "36500d", "1e9h", "99999999999999999999s", "1/1us", "1000000000/1us", "0/1h",
      "4000/0s", "1/9223372036854775807us", "0B", "8EiB", "9223372036854775807B", "0%", "100%",
      "101%", "1e-300%", "1/0 == 0", "9223372036854775807 * 2 == 0", "stored(app, issue) == 3",
      "-9223372036854775808 / -1 == 1", "onPages(app, issue, 9223372036854775807) == 0",
      "items(app, issue, 9223372036854775807us) == 0", "runs(capture) == 0",
      "count(runEnded, capture, round=2) == 0", "run(9223372036854775807).duration > 1h",
      "first", "first.started", "app", "acme", "issue", "github", "as-built", "null", "true",
      "0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "../../../etc/passwd",
      "/dev/zero", ".", "w.json", "main.jsonc", "e\u{301}\u{FEFF}", hostile,
    ] + [String(repeating: "(", count: 900), String(repeating: "a", count: 5000)]

  private static let keys = [
    "", "title", "world", "story", "+story", "levers", "faults", "expect", "+expect", "fleet",
    "axes",
    "values", "from", "to", "count", "factor", "step", "extends", "workload", "perDay", "spread",
    "app", "acme", "first", "trigger", "create", "items", "items ", hostile, "k",
  ]

  static func key(_ random: inout SplitMix) -> String { random.one(of: keys) }

  /// A number or a word, as an option takes it.
  static func word(_ random: inout SplitMix) -> String {
    random.one(of: random.below(2) == 0 ? numbers : words)
  }

  /// A scalar as JSON5 writes it.
  static func literal(_ random: inout SplitMix) -> String {
    random.below(2) == 0 ? random.one(of: numbers) : quoted(random.one(of: words))
  }

  /// A string as JSON5 writes it, of which only what has to be is escaped.
  static func quoted(_ text: String) -> String {
    "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n") + "\""
  }

  /// Changes the bytes of a text here and there.
  static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let place = random.below(bytes.count + 1)
    let end = min(bytes.count, place + random.below(40))
    switch random.below(6) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(contentsOf: literal(&random).utf8, at: place)
    default:
      for index in place..<end { bytes[index] = UInt8.random(in: 0...255, using: &random) }
    }
  }

  /// Changes a line or a cell of a table.
  static func damage(lines text: String, between separator: Character, _ random: inout SplitMix)
    -> String
  {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = random.below(lines.count)
    switch random.below(4) {
    case 0: lines.remove(at: place)
    case 1: lines.insert(lines[random.below(lines.count)], at: place)
    default:
      var cells = lines[place].split(separator: separator, omittingEmptySubsequences: false)
        .map(String.init)
      cells[random.below(cells.count)] = random.below(2) == 0 ? word(&random) : literal(&random)
      lines[place] = cells.joined(separator: String(separator))
    }
    return lines.joined(separator: "\n")
  }
}
