import Testing

@testable import Scenarios

@Suite("A range of an axis")
struct AxisRangeTests {
  private func values(_ range: String) throws -> [String] {
    let source = SourceText(path: "", text: range)
    return try Fields.read(source, as: AxisRange.values).map(\.compactText)
  }

  @Test(
    "goes in linear or geometric steps through every kind of quantity",
    arguments: [
      ("{from: 1, to: 10, step: 4}", ["1", "5", "9"]),
      ("{from: 0, to: 0.5, step: 0.1}", ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
      ("{from: 1, to: 100, factor: 10}", ["1", "10", "100"]),
      ("{from: 1, to: 6, factor: 1.5}", ["1", "2", "3", "5"]),
      (
        "{from: 100, to: 1600, count: 5, spacing: 'geometric'}",
        ["100", "200", "400", "800", "1600"]
      ),
      ("{from: 1, to: 2, count: 5, spacing: 'geometric'}", ["1", "2"]),
      ("{from: 0, to: 10, count: 4}", ["0", "3", "7", "10"]),
      ("{from: '15m', to: '1h', step: '15m'}", ["15m", "30m", "45m", "1h"]),
      ("{from: '1m', to: '1h', count: 3, spacing: 'geometric'}", ["1m", "7m45s", "1h"]),
      ("{from: '1MiB', to: '4MiB', factor: 2}", ["1MiB", "2MiB", "4MiB"]),
      ("{from: '1000/1h', to: '3000/1h', step: 1000}", ["1000/1h", "2000/1h", "3000/1h"]),
      ("{from: 7, to: 7, step: 1}", ["7"]),
    ])
  func steps(_ range: String, _ expected: [String]) throws {
    #expect(try values(range) == expected)
  }

  @Test(
    "reaches to the largest amounts and refuses what lies beyond",
    arguments: [
      ("{from: 1, to: 9223372036854775807, factor: 2}", 0),
      ("{from: 1, to: 9223372036854775806, factor: 1000000000}", 3),
      ("{from: 1, to: 9223372036854775806, count: 3, spacing: 'geometric'}", 3),
      ("{from: 0, to: 9223372036854775806, count: 3}", 3),
      ("{from: 1, to: 9223372036854775806, step: 9223372036854775806}", 1),
      ("{from: '1us', to: '9223372036854775806us', factor: 1000000000}", 3),
      ("{from: 1, to: 10000000000, step: 0.5}", 0),
    ])
  func extremes(_ range: String, _ count: Int) throws {
    let found = (try? values(range)) ?? []
    #expect(found.count == count, "\(found)")
  }

  @Test("refuses more values than an axis can use")
  func tooMany() {
    #expect(throws: DiagnosticList.self) { try values("{from: 0, to: 1000000000, step: 1}") }
    #expect(throws: DiagnosticList.self) { try values("{from: 1, to: 2, factor: 0.5}") }
  }
}
