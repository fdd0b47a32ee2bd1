/// Instants as run records write them, ISO 8601 with a zone: `2026-02-25T20:54:54.250Z`.
///
/// Values are microseconds since 1970-01-01T00:00:00Z.
public enum InstantText {
  private static let help = "for example \"2026-02-25T20:54:54Z\""

  /// Reads a date and time from 1970 on with `Z` or an offset such as `+11:00`.
  ///
  /// Throws `ValueProblem` on anything else.
  public static func parse(_ text: String) throws(ValueProblem) -> Int64 {
    var digits = Digits(text)
    guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2),
      digits.skip("-"), let day = digits.number(2), digits.skip("T") || digits.skip(" "),
      let hour = digits.number(2), digits.skip(":"), let minute = digits.number(2),
      digits.skip(":"), let second = digits.number(2), let fraction = digits.fraction(),
      let offset = digits.offset(), digits.isAtEnd
    else {
      throw ValueProblem(
        "expected an instant, found \(VisibleText.quoted(text))", help: help)
    }
    guard year >= 1970, 1...12 ~= month, 1...daysOfMonth(month, year) ~= day, hour < 24,
      minute < 60, second < 60
    else {
      throw ValueProblem("there is no such date as \(VisibleText.quoted(text))", help: help)
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    let instant = (seconds - offset * 60) * 1_000_000 + fraction
    guard instant >= 0 else {
      throw ValueProblem("the instant lies before 1970", help: help)
    }
    return instant
  }

  /// The instant in UTC to the second, rounded down; not negative.
  public static func format(_ microseconds: Int64) -> String {
    let seconds = microseconds / 1_000_000
    let (year, month, day) = date(seconds / 86_400)
    let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
      + time.joined(separator: ":") + "Z"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func daysOfMonth(_ month: Int64, _ year: Int64) -> Int64 {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let before = year - 1
    let leaps = before / 4 - before / 100 + before / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
    let months = (1..<month).reduce(0) { $0 + daysOfMonth($1, year) }
    return (year - 1970) * 365 + leaps + months + day - 1
  }

  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    var year = 1970 + days / 366
    while self.days(year + 1, 1, 1) <= days { year += 1 }
    var (month, rest) = (Int64(1), days - self.days(year, 1, 1))
    while rest >= daysOfMonth(month, year) {
      rest -= daysOfMonth(month, year)
      month += 1
    }
    return (year, month, rest + 1)
  }

  /// Reads the text from its start.
  private struct Digits {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    /// A number of exactly so many digits.
    mutating func number(_ count: Int) -> Int64? {
      let digits = rest.prefix(count)
      guard digits.count == count, digits.allSatisfy({ ("0"..."9").contains($0) }) else {
        return nil
      }
      rest = rest.dropFirst(count)
      return Int64(digits)
    }

    /// Microseconds behind a point, zero without one; further digits are dropped.
    mutating func fraction() -> Int64? {
      guard skip(".") else { return 0 }
      let digits = rest.prefix { ("0"..."9").contains($0) }
      guard !digits.isEmpty else { return nil }
      rest = rest.dropFirst(digits.count)
      let six = digits.prefix(6)
      return Int64(six + String(repeating: "0", count: 6 - six.count))
    }

    /// The zone in minutes east of Greenwich.
    mutating func offset() -> Int64? {
      if skip("Z") { return 0 }
      let isEast = skip("+")
      guard isEast || skip("-"), let hours = number(2) else { return nil }
      _ = skip(":")
      guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
      return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }
  }
}
