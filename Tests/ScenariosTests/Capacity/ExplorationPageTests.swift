import Foundation
import SimKernel
import Testing

@testable import Scenarios

@Suite struct ExplorationPageTests {
  /// Two sizes, three times, two settings, both profiles and two seeds.
  private func exploration(threads: Int = 2) throws -> Exploration {
    var found: Exploration?
    try SweepFolder.with { folder in
      found = try Explorer(try folder.plan(Self.axes), threads: threads).exploration()
    }
    var exploration = try #require(found)
    exploration.title = "A <i> & \"title\" 'with' ]]>"
    return exploration
  }

  private static let axes = """
    seeds: 2,
    axes: {
      issues: { items: { repository: "app", entityType: "issue" }, values: [1, 9] },
      again: { time: "again", values: ["30m", "2h", "3h"] },
      retries: { lever: "worker.retries", values: [0, 3] },
    },
    """

  @Test func isWellFormedEscapedAndAlone() throws {
    let exploration = try exploration()
    let html = exploration.html(command: "simrun explore <one>")
    let page = try #require(ParsedPage(html))
    #expect(page.title == exploration.title)
    #expect(page.addresses.allSatisfy { $0.hasPrefix("#") })
    #expect(page.elements.isDisjoint(with: ["script", "img", "iframe", "link", "object"]))
    #expect(!html.contains("://") && !html.contains("url(http") && !html.contains("@import"))
    #expect(html.contains("prefers-color-scheme: dark"))
    #expect(Set(page.ids).count == page.ids.count)
    #expect(page.addresses.allSatisfy { page.ids.contains(String($0.dropFirst())) })
  }

  @Test func cellsShowTheNumbersOfTheirPoints() throws {
    let exploration = try exploration()
    let page = try #require(ParsedPage(exploration.html(command: "simrun explore <one>")))
    #expect(exploration.points.count == 24)
    for (place, point) in exploration.points.enumerated() {
      let mine = page.cells.filter { $0.target == "#point-\(place + 1)" }.map(\.texts)
      func cell(_ goal: Goal) -> [String] {
        let done = point.runs(goal)
        return [point.time(goal).p50.value.duration?.brief ?? "never"]
          + (done == point.runs ? [] : ["\(done) of \(point.runs)"])
      }
      // The maps of a setting and a profile show the share and the other time where they tell more.
      let map = exploration.points.filter {
        $0.values[2] == point.values[2] && $0.profile == point.profile
      }
      let share = AnswerWording.present(perMillion: point.observedPerMillion)
      let isLess = map.contains { $0.observedPerMillion < 1_000_000 }
      let isOther = map.contains { $0.stored.p50.value != $0.delivered.p50.value }
      #expect(
        mine == [cell(.stored)] + (isLess ? [[share]] : []) + (isOther ? [cell(.delivered)] : []),
        "\(point.values) \(point.profile)")
      #expect(page.ids.contains("point-\(place + 1)"))
    }
    #expect(page.cells.count >= 24)
  }

  @Test func equalAnswersGiveEqualBytes() throws {
    let first = try exploration(threads: 1)
    let second = try exploration(threads: 2)
    #expect(first.html(command: "simrun explore") == second.html(command: "simrun explore"))
  }

  @Test func oneAxisIsOneRow() throws {
    var one = try exploration()
    one.axes = [one.axes[1]]
    one.points = one.points.filter { $0.values[0] == "1" && $0.values[2] == "0" }
    for place in one.points.indices { one.points[place].values = [one.points[place].values[1]] }
    let page = try #require(ParsedPage(one.html(command: "simrun")))
    #expect(Set(page.cells.map(\.target)).count == one.points.count)
    #expect(one.points.count == 6)
  }

  @Test func everyFormatHasItsEnding() {
    #expect(AnswerFormat(path: "a/B.HTML") == .html)
    #expect(AnswerFormat(path: "a.md") == .markdown && AnswerFormat(path: "a.json") == .json)
  }
}
