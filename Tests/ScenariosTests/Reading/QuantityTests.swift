import Scenarios
import Testing

/// Quantities are read exactly, and their canonical texts are read back to the same values.
struct QuantityTests {
  @Test(arguments: [
    ("0s", 0), ("1us", 1), ("250ms", 250_000), ("1.5s", 1_500_000), ("0.000001s", 1),
    ("2h", 7_200_000_000),
    ("1h30m", 5_400_000_000), ("3d", 259_200_000_000), ("1d2h3m4s5ms6us", 93_784_005_006),
    ("-1h30m", -5_400_000_000), ("-0s", 0), (".5h", 1_800_000_000), ("1.5m", 90_000_000),
    ("0.1d", 8_640_000_000), ("9223372036854775807us", .max), ("-9223372036854775808us", .min),
    ("1.000000000000000000000s", 1_000_000), ("000001s", 1_000_000),
  ])
  func duration(_ text: String, _ microseconds: Int64) throws {
    #expect(try DurationText.parse(text) == microseconds)
  }

  @Test(arguments: [
    (0, "0s"), (1, "1us"), (1_500, "1.5ms"), (250_000, "250ms"), (1_500_000, "1.5s"),
    (61_000_000, "1m1s"), (5_400_000_000, "1h30m"), (86_400_000_000, "1d"),
    (3_600_250_000, "1h250ms"), (-90_000_000, "-1m30s"), (1_000_001, "1.000001s"),
    (.max, "106751991d4h54.775807s"), (.min, "-106751991d4h54.775808s"),
  ])
  func durationText(_ microseconds: Int64, _ text: String) throws {
    #expect(DurationText.format(microseconds) == text)
    #expect(try DurationText.parse(text) == microseconds)
  }

  @Test(arguments: [
    "9223372036854775808us", "-9223372036854775809us", "106751991d5h", "1e3s", "", "-", "s", "1",
    "1 s",
    "1s ", " 1s", "1S", "1s1s", "1s1m", "+1s", "1h-30m", "0.0000001s", "1,5s", "1_000s", "1s\0",
    "Infinitys",
  ])
  func noDuration(_ text: String) {
    #expect(throws: ValueProblem.self) { try DurationText.parse(text) }
  }

  @Test func everyCanonicalDurationIsReadBack() throws {
    var value: Int64 = 1
    for step in 0..<2_000 {
      value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let microseconds = value >> (step % 60)
      #expect(try DurationText.parse(DurationText.format(microseconds)) == microseconds)
    }
  }

  @Test(arguments: [
    ("0B", 0), ("512B", 512), ("22KB", 22_000), ("32MiB", 33_554_432), ("4 MiB", 4_194_304),
    ("1.5KiB", 1_536), ("0.5KB", 500), ("1TB", 1_000_000_000_000), ("9223372036854775807B", .max),
  ])
  func size(_ text: String, _ bytes: Int64) throws {
    #expect(try SizeText.parse(text) == bytes)
  }

  @Test(arguments: [
    (0, "0B"), (1, "1B"), (1_000, "1KB"), (1_024, "1KiB"), (1_536, "1536B"), (22_000, "22KB"),
    (33_554_432, "32MiB"), (1_024_000, "1000KiB"), (1_000_000, "1MB"), (8 << 40, "8TiB"),
  ])
  func sizeText(_ bytes: Int64, _ text: String) throws {
    #expect(SizeText.format(bytes) == text)
    #expect(try SizeText.parse(text) == bytes)
  }

  @Test(arguments: [
    "", "B", "1", "1K", "1kb", "1 kB", "1  B", "-1B", "1.5B", "8388608TiB", "1B ", "1MiBx",
  ])
  func noSize(_ text: String) {
    #expect(throws: ValueProblem.self) { try SizeText.parse(text) }
  }

  @Test(arguments: ["4000/1h", "5/1.5s", "1/1us", "9223372036854775807/1d"])
  func rate(_ text: String) throws {
    #expect(try RateText.format(RateText.parse(text)) == text)
  }

  @Test func rateHasCountAndPeriod() throws {
    #expect(try RateText.parse("4000/1h") == Rate(count: 4_000, per: 3_600_000_000))
    #expect(try RateText.parse("4000/60m") == Rate(count: 4_000, per: 3_600_000_000))
  }

  @Test(arguments: [
    "", "/", "1/", "/1h", "1/h", "0/1h", "-1/1h", "1/0s", "1/-1s", "1/1h/1h", "1.0/1h", "1e3/1h",
  ])
  func noRate(_ text: String) {
    #expect(throws: ValueProblem.self) { try RateText.parse(text) }
  }

  @Test(arguments: [
    ("0%", 0), ("100%", 1), ("0.1%", 0.001), ("0.001", 0.001), ("1e-5", 1e-5), (".5%", 0.005),
    ("5.%", 0.05),
    ("1", 1), ("0.07%", 0.0007), ("1e-3%", 1e-5),
  ])
  func probability(_ text: String, _ expected: Double) throws {
    let value = try ProbabilityText.parse(text)
    #expect(value == expected)
    #expect(try ProbabilityText.parse(ProbabilityText.format(value)) == value)
  }

  @Test(arguments: [
    "", "%", "-1%", "101%", "1.1", "NaN", "Infinity", "0x1", "1 %", "1%%", "+1", "1e",
  ])
  func noProbability(_ text: String) {
    #expect(throws: ValueProblem.self) { try ProbabilityText.parse(text) }
  }
}
