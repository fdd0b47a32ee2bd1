import SimKernel

/// How long an attempt took, as files write it: a text with units, or a number of a key's units.
struct ObservedDuration {
  /// Whether `649,5` stands for 649.5.
  let hasDecimalCommas: Bool

  /// Reads what stands under one of `Observation.durationKeys`, rounded to whole microseconds.
  ///
  /// Throws a `ValueProblem` whose message lacks what was found.
  func read(_ text: String, _ key: String) throws(ValueProblem) -> SimDuration {
    let plain = try withPoint(text)
    let microseconds: Double
    if let unit = Observation.units.first(where: { $0.0 == key })?.1 {
      microseconds = try number(plain) * unit
    } else {
      microseconds = Double(try duration(plain))
    }
    let longest = Observation.longest
    guard microseconds <= Double(longest.microseconds) else {
      throw ValueProblem(
        "expected a duration of at most \(longest)",
        help: Self.moment(plain) ?? "is its unit right?")
    }
    return SimDuration(microseconds: Int64(microseconds + 0.5))
  }

  /// A decimal comma becomes a point where the file has decimal commas.
  private func withPoint(_ text: String) throws(ValueProblem) -> String {
    guard text.contains(",") else {
      guard !hasDecimalCommas || !text.contains(".") else {
        throw ValueProblem(
          "expected a decimal comma, as elsewhere in this file",
          help: "write all decimals alike, and nothing between thousands")
      }
      return text
    }
    guard hasDecimalCommas, !text.contains(".") else {
      throw ValueProblem(
        "expected a number without a comma",
        help: "write a decimal point, and nothing between thousands: 1203.9")
    }
    return String(text.map { $0 == "," ? "." : $0 })
  }

  private func number(_ text: String) throws(ValueProblem) -> Double {
    if let number = Double(text), number >= 0, number.isFinite { return number }
    let help =
      if text.hasPrefix("-") {
        "time never runs backwards: the duration is the end minus the start"
      } else if (try? DurationText.parse(text)) != nil {
        "the key names the unit; with units in the text it is called \"duration\""
      } else {
        Self.moment(text) ?? Self.clock(text) ?? "for example 812.5; the key names the unit"
      }
    throw ValueProblem("expected a number of 0 or more", help: help)
  }

  private func duration(_ text: String) throws(ValueProblem) -> Int64 {
    do {
      let microseconds = try DurationText.parse(Self.cut(text))
      guard microseconds < 0 else { return microseconds }
    } catch {
      let help =
        if Double(text) != nil {
          "write the unit, as in \"812ms\", or call the key durationMilliseconds"
        } else {
          Self.moment(text) ?? Self.clock(text) ?? error.help
        }
      throw ValueProblem("expected a duration with its unit", help: help)
    }
    throw ValueProblem(
      "expected a duration of 0 or more",
      help: "time never runs backwards: the duration is the end minus the start")
  }

  /// The text without digits beyond whole microseconds, such as `649.012345ms` has.
  private static func cut(_ text: String) -> String {
    var scanner = QuantityScanner(text)
    var result = ""
    while !scanner.isAtEnd {
      let number = scanner.number()
      let unit = scanner.unit()
      guard !number.isEmpty, !unit.isEmpty else { return text }
      let parts = number.split(separator: ".", omittingEmptySubsequences: false)
      let places = ["s": 6, "ms": 3, "us": 0][String(unit)]
      guard parts.count == 2, let places else {
        result += number + unit
        continue
      }
      let digits = parts[1].prefix(places)
      result += parts[0] + (digits.isEmpty ? "" : "." + digits) + unit
    }
    return result
  }

  // MARK: - What else a number may be

  private static func clock(_ text: String) -> String? {
    text.contains(":") ? "write hours, minutes and seconds with their units: \"1h2m3.5s\"" : nil
  }

  /// The help on a moment that stands where a duration should: a date, or a number of seconds,
  /// milliseconds or finer units since 1970 that lies between 2001 and 2100.
  private static func moment(_ text: String) -> String? {
    let help = "this is a moment; the duration is the end minus the start"
    if (try? InstantText.parse(text)) != nil { return help }
    guard let number = Double(text) else { return nil }
    let isMoment = [1.0, 1e3, 1e6, 1e9].contains { 1e9...4.1e9 ~= number / $0 }
    return isMoment ? help : nil
  }
}
