import SimKernel
import Testing

@testable import Scenarios

@Suite struct ObservedDurationTests {
  private func read(_ text: String, _ key: String = "duration") -> Result<SimDuration, ValueProblem>
  {
    Result { () throws(ValueProblem) in
      try ObservedDuration(hasDecimalCommas: false).read(text, key)
    }
  }

  private func help(_ text: String, _ key: String = "durationMilliseconds") -> String {
    if case .failure(let problem) = read(text, key) { problem.help } else { "none" }
  }

  @Test func fractionsOfMicrosecondsAreDropped() throws {
    #expect(try read("649.012345ms").get() == .microseconds(649_012))
    #expect(try read("1m2.0000019s").get() == .microseconds(62_000_001))
    #expect(try read("7.9us").get() == .microseconds(7))
    #expect(try read("0m1.2s").get() == .milliseconds(1200))
    #expect(try read("0.0004996", "durationSeconds").get() == .microseconds(500))
  }

  @Test func aCallLastsAYearAtMost() throws {
    let year = Observation.longest
    #expect(try read("365d").get() == year && read("31536000", "durationSeconds").get() == year)
    #expect(help("365d1us", "duration") == "is its unit right?")
    #expect(help("9223372036854775807us", "duration") == "is its unit right?")
    #expect(help("1e300") == "is its unit right?")
  }

  @Test func momentsAreNoDurations() {
    let moment = "this is a moment; the duration is the end minus the start"
    for key in Observation.units.map(\.0) { #expect(help("1772052894250000", key) == moment) }
    #expect(help("1772052894250") == moment && help("1772052894", "durationSeconds") == moment)
    #expect(help("2026-02-25T20:54:54.250Z") == moment)
    #expect(help("2026-02-25T20:54:54Z", "duration") == moment)
  }

  @Test func whatElseStandsThereIsExplained() {
    #expect(help("-1").hasPrefix("time never runs backwards"))
    #expect(help("-1s", "duration").hasPrefix("time never runs backwards"))
    #expect(help("812ms").hasSuffix("it is called \"duration\""))
    #expect(help("812", "duration").hasSuffix("or call the key durationMilliseconds"))
    #expect(help("1,203.9").hasSuffix("between thousands: 1203.9"))
    for clock in ["00:00:01.5", "1:02"] {
      #expect(help(clock).hasPrefix("write hours, minutes and seconds"))
      #expect(help(clock, "duration").hasPrefix("write hours, minutes and seconds"))
    }
    for text in ["NaN", "inf", "-", "", "fast", "0x"] { #expect(help(text) != "none", "\(text)") }
    #expect(help("1.2 s", "duration").hasPrefix("write it without spaces"))
  }
}
