import SimKernel

/// Moments as people write them: a duration since the start (`35.098s`, `1h2m`), or as timelines
/// show them (`0:00:35.098`, `1d 6:40:14`).
public enum MomentText {
  /// Throws `ValueProblem` on anything else.
  public static func parse(_ text: String) throws(ValueProblem) -> SimTime {
    if text.contains(":"), let time = clock(text) { return time }
    let microseconds = try DurationText.parse(text)
    guard microseconds >= 0 else {
      throw ValueProblem(
        "\(VisibleText.quoted(text)) is before the start",
        help: "give a time since the start of the story, such as \"35.098s\" or \"0:00:35.098\"")
    }
    return SimTime(microseconds: microseconds)
  }

  /// "[1d ]0:00:35[.098]"; nil for what is no such text.
  private static func clock(_ text: String) -> SimTime? {
    var rest = text[...]
    var days: Int64 = 0
    if let space = text.firstIndex(of: " ") {
      guard text[..<space].last == "d", let number = Int64(text[..<space].dropLast()) else {
        return nil
      }
      (days, rest) = (number, text[text.index(after: space)...])
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let hours = Int64(parts[0]), let minutes = Int64(parts[1]),
      let seconds = try? DurationText.parse(parts[2] + "s"),
      0..<1_000_000 ~= days, 0..<10_000_000 ~= hours, 0..<60 ~= minutes, 0..<60_000_000 ~= seconds
    else { return nil }
    return SimTime(
      microseconds: ((days * 24 + hours) * 60 + minutes) * 60_000_000 + seconds)
  }
}
