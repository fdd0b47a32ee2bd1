import SimKernel
import Testing

@testable import Scenarios

@Suite struct HeatMapTests {
  private func cell(_ text: String) -> HeatMap.Cell {
    HeatMap.Cell(text: text, note: "", colour: 0, title: text, target: text)
  }

  /// The lines around `isInside` in a map of two rows and three columns, as paths.
  private func paths(_ isInside: [[Bool]], missing: (Int, Int)? = nil) -> [Substring] {
    var cells: [[HeatMap.Cell?]] = (0..<2).map { row in (0..<3).map { cell("c\(row)\($0)") } }
    if let missing { cells[missing.0][missing.1] = nil }
    let svg = HeatMap(
      id: "m", title: "m", across: ("a", ["1", "2", "3"]), down: ("d", ["x", "y"]), cells: cells,
      lines: [HeatMap.Line(isDashed: false, isInside: isInside)]
    ).svg
    return svg.split(separator: "<path class=\"front\" d=\"").dropFirst()
      .map { $0.prefix { $0 != "\"" } }
  }

  @Test func linesRunBetweenInsideAndOutside() {
    // Cells are 64 by 44 and begin at 24, 24: left of it there is one letter of a label.
    #expect(
      paths([[true, false, false], [true, true, false]]) == ["M88 24V68M88 68H152M152 68V112"])
    #expect(paths([[true, true, true], [true, true, true]]).isEmpty)
    #expect(paths([[false, false, false], [false, false, false]]).isEmpty)
    #expect(
      paths([[true, true, true], [false, false, false]]) == ["M24 68H88M88 68H152M152 68H216"])
    // A cell that was not run has no frontier with its neighbours.
    #expect(
      paths([[true, false, false], [true, true, false]], missing: (0, 1)) == ["M152 68V112"])
  }

  @Test func wordsOfCellsAreEscaped() throws {
    let hostile = "<a href=\"x\">&'"
    let map = HeatMap(
      id: "m", title: hostile, across: (hostile, [hostile]), down: (hostile, [hostile]),
      cells: [
        [
          HeatMap.Cell(text: hostile, note: hostile, colour: nil, title: hostile, target: "t")
        ]
      ], lines: [])
    let page = try #require(ParsedPage(map.svg))
    #expect(page.cells == [ParsedPage.Link(target: "#t", texts: [hostile, hostile])])
  }

  @Test func timesHaveAtMostSevenStepsAndKeepThePromises() {
    let promised: [SimDuration] = [.hours(2), .hours(24)]
    let wide = StepScale.times([1e6, 3600e6, 40 * 86_400e6], promised: promised)
    #expect(wide.ends.count == 7 && wide.ends == wide.ends.sorted())
    #expect(promised.allSatisfy { wide.ends.contains(Double($0.microseconds)) })
    #expect(wide.ends.last == Double(SimDuration.days(90).microseconds))
    for value in [1e6, 7199e6, 7200e6, 7201e6] {
      let step = wide.step(value)
      #expect(value <= wide.ends[step] && (step == 0 || value > wide.ends[step - 1]))
    }
    #expect(wide.colour(0) == 0 && wide.colour(6) == 6)
    let narrow = StepScale.times([11e6, 12e6], promised: promised)
    #expect(narrow.ends == [20e6] && narrow.colour(0) == 0)
    #expect(!StepScale.times([], promised: promised).ends.isEmpty)
  }

  /// Relative luminance as WCAG 2 defines it.
  private func luminance(_ colour: String) throws -> Double {
    let digits = try #require(UInt32(colour.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(digits >> UInt32(shift) & 255) / 255
      return part <= 0.04045 ? part / 12.92 : PortableMath.pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test func coloursDifferInLightnessAndCarryTheirText() throws {
    let lights = try CapacityStyle.steps.map(luminance)
    for (place, light) in lights.enumerated() {
      let contrast = place < 4 ? (light + 0.05) / 0.05 : 1.05 / (light + 0.05)
      #expect(contrast >= 4.5, "step \(place)")
      #expect(place == 0 || (lights[place - 1] + 0.05) / (light + 0.05) > 1.2, "step \(place)")
      #expect(
        CapacityStyle.text.contains(".i\(place) text { fill: \(place < 4 ? "#000000" : "#FFFFFF")"))
    }
    #expect(CapacityStyle.limits.count == SweepResult.limitNames.count + 1)
    #expect(Set(CapacityStyle.limits).count == CapacityStyle.limits.count)
  }

  @Test func sharesSayAllOnlyOfAll() {
    #expect(AnswerWording.present(perMillion: 1_000_000) == "100 %")
    #expect(AnswerWording.present(perMillion: 999_999) == "99.9 %")
    #expect(AnswerWording.present(perMillion: 750_000) == "75 %")
    #expect(AnswerWording.present(perMillion: 1) == "0.1 %")
    #expect(AnswerWording.present(perMillion: 0) == "0 %")
    let many = 10_000_000
    #expect(perMillion(0, of: many) == 0 && perMillion(1, of: many) == 1)
    #expect(perMillion(many - 1, of: many) == 999_999 && perMillion(many, of: many) == 1_000_000)
    #expect(perMillion(0, of: 0) == 1_000_000)
    #expect(StepScale.missing.step(0) == 0 && StepScale.missing.step(1e-9) == 1)
    #expect(StepScale.missing.step(1) == 5)
  }

  @Test func briefTimesAreRounded() {
    #expect(SimDuration.milliseconds(13_249).brief == "13.2s")
    #expect((SimDuration.hours(1) + .seconds(149)).brief == "1h2m")
    #expect((SimDuration.days(3) + .minutes(89)).brief == "3d1h")
    #expect(ShortName.of("../workloads/astral-sh-uv.json") == "astral-sh-uv")
    #expect(ShortName.of("1/h") == "1/h")
  }
}
