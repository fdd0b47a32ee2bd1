import Testing

@testable import Scenarios

@Suite struct InstantTextTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600),
      ("2026-02-25T20:54:54Z", 1_772_052_894), ("2026-02-26T07:54:54+11:00", 1_772_052_894),
      ("2026-02-25T15:24:54-0530", 1_772_052_894), ("2100-03-01T00:00:00Z", 4_107_542_400),
    ] as [(String, Int64)])
  func reads(_ text: String, _ seconds: Int64) throws {
    #expect(try InstantText.parse(text) == seconds * 1_000_000)
  }

  @Test func readsFractionsAndWritesSeconds() throws {
    let instant = try InstantText.parse("2026-02-25T20:54:54.2505Z")
    #expect(instant % 1_000_000 == 250_500)
    #expect(InstantText.format(instant) == "2026-02-25T20:54:54Z")
    for day in stride(from: Int64(0), to: 60_000, by: 37) {
      let start = day * 86_400_000_000
      #expect(try InstantText.parse(InstantText.format(start)) == start)
    }
  }

  @Test(arguments: [
    "", "2026", "2026-02-25", "2026-02-25T20:54Z", "2026-02-25T20:54:54", "2026-13-01T00:00:00Z",
    "2026-02-29T00:00:00Z", "2026-02-25T24:00:00Z", "1969-12-31T23:59:59Z",
    "2026-02-25T20:54:54.Z", "2026-02-25T20:54:54Zx", "٢٠٢٦-02-25T20:54:54Z",
    "1970-01-01T00:00:00+01:00",
  ])
  func refuses(_ text: String) {
    #expect(throws: ValueProblem.self) { try InstantText.parse(text) }
  }
}
