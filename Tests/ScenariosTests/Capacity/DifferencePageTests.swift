import Testing

@testable import Scenarios

@Suite struct DifferencePageTests {
  private static let measures:
    [(name: String, first: [Double], second: [Double], meaning: String)] = [
      ("storedRuns", [0, 100, 0, 0], [100, 100, 100, 100], "may be chance"),
      ("lost", [9, 8, 9, 10], [1, 1, 2, 1], "better"),
      ("executions", [10, 11, 10, 11], [20, 21, 20, 21], "worse"),
      ("filteredOnPurpose", [0, 0, 0, 1], [9, 9, 9, 10], "another choice"),
      ("missing", [3, 3, 3, 3], [3, 3, 3, 3], "the same"),
      ("stored", [], [], "unknown"),
    ]

  private static func difference() throws -> Difference {
    let scenario = try HuntFixture.base([1, 0, 0])
    var difference = Difference(
      .init(scenario), .init(scenario), profiles: [.asBuilt], seeds: [1, 2, 3, 4])
    difference.first.title = "A <i> & \"title\""
    difference.profiles[0].measures = measures.map { measure in
      Difference.Measure(
        name: measure.name, unit: measure.name == "stored" ? "µs" : "items",
        difference: .of(zip(measure.first, measure.second).map { (first: $0, second: $1) }))
    }
    return difference
  }

  @Test func everyMeasureIsARowThatSaysWhatItMeans() throws {
    let difference = try Self.difference()
    let html = difference.html(command: "simrun diff <one>")
    let page = try #require(ParsedPage(html))
    #expect(page.title == "Two configurations")
    #expect(page.elements.isDisjoint(with: ["script", "img", "iframe", "link", "object"]))
    #expect(html.contains("A &lt;i&gt; &amp; &quot;title&quot;"))
    for (measure, row) in zip(
      difference.profiles[0].measures, html.split(separator: "<tr>").dropFirst(2))
    {
      let expected = try #require(Self.measures.first { $0.name == measure.name })
      #expect(row.contains(">\(measure.title)</td>"), "\(measure.name)")
      #expect(row.contains("data-title=\"Means\">\(expected.meaning)</td>"), "\(measure.name)")
      #expect(row.contains("<svg") == !["the same", "unknown"].contains(expected.meaning))
    }
  }

  /// Twice as much is a bar of half the width to the right, all gone one of the whole width to the
  /// left.
  @Test(arguments: [(10.0, 20.0, 80.0, 40.0), (10, 0, 0, 80), (20, 10, 40, 40)])
  func barsAreInPerCentOfTheLarger(
    _ first: Double, _ second: Double, _ start: Double, _ width: Double
  ) throws {
    var difference = try Self.difference()
    difference.profiles[0].measures = [
      Difference.Measure(
        name: "lost", unit: "items",
        difference: .of([(first: first, second: second), (first: first, second: second)]))
    ]
    #expect(
      difference.html(command: "").contains(
        "x=\"\(start)\" y=\"3\" width=\"\(width)\""))
  }
}
