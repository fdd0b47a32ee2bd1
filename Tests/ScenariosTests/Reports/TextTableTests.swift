import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

/// Every table fits a terminal of 100 columns, whatever is in it.
@Suite struct TextTableTests {
  private func widest(_ text: String) -> Int {
    text.split(separator: "\n").map { String($0).columns }.max() ?? 0
  }

  private static let longName =
    "runbook/a-folder-with-a-very-long-name-that-says-everything/and-another-one-inside-it/"
    + "case-with-a-long-name"

  @Test func narrowTablesAreAsWideAsTheirCells() {
    var table = TextTable([("name", .left), ("", .left), ("count", .right)])
    table.add(["one", "", "1"])
    table.add(["three", "", "30000000"])
    #expect(table.lines == ["name      count", "one           1", "three  30000000"])
  }

  @Test func titlesBreakFirst() {
    var table = TextTable([("a long title here", .right), ("b", .left)], width: 14)
    table.add(["1", "cell"])
    #expect(table.lines == ["    a", " long", "title", " here  b", "    1  cell"])
  }

  @Test func cellsToTheLeftAreShortenedInTheMiddle() {
    var table = TextTable([("name", .left), ("n", .right)], width: 24)
    table.add(["folder/with-a-long-name/file-1", "12"])
    table.add(["abcdefghijklmnopqrstuvwxyz", "7"])
    #expect(
      table.lines == [
        "name                   n", "folder/with-…/file-1  12", "abcdefghij…rstuvwxyz   7",
      ])
  }

  @Test func otherCellsBreakBetweenWords() {
    var table = TextTable([("name", .whole), ("what it is", .wrapped)], width: 24)
    table.add(["a-name", "several words in a row"])
    #expect(
      table.lines == ["name    what it is", "a-name  several words in", "        a row"])
  }

  @Test func whatDoesNotFitAtAllGoesOnInTheNextLine() {
    var table = TextTable([("name", .left), ("n", .right), ("m", .right)], width: 30)
    table.add(["a-name-of-18-signs", "12345678", "12345678901234567890"])
    table.add(["b", "", ""])
    #expect(
      table.lines == [
        "name                       n", "                       m",
        "a-name-of-18-signs  12345678", "    12345678901234567890", "b",
      ])
    #expect(widest(table.text) <= 30)
  }

  @Test func nothingInACellMovesTheCursorAndWideLettersCountTwice() {
    var table = TextTable([("name", .left), ("n", .right)])
    table.add(["a\n\u{1B}[2J", "1"])
    table.add(["日本", "2"])
    #expect(table.lines == ["name    n", "a␊␛[2J  1", "日本    2"])
  }

  @Test(arguments: [
    ("a-short-name", 20, "a-short-name"), ("abcdefghijklmnop", 9, "abcd…mnop"),
    ("folder/name", 9, "fol…/name"), ("folder/a-name-that-is-longer", 12, "folder…onger"),
    ("日本語日本語日本語", 8, "日本…語"),
  ])
  func shortening(_ text: String, _ width: Int, _ expected: String) {
    let short = text.shortened(to: width)
    #expect(short == expected)
    #expect(short.columns <= width)
  }

  @Test func wordsLongerThanALineGoOnInTheNext() {
    #expect("abcdefghij kl".wrapped(6, margin: " ") == "abcde\n fghij\n kl")
    #expect("ab/cdef/gh/ij".wrapped(9, margin: "") == "ab/cdef/\ngh/ij")
    #expect("".wrapped(6, margin: " ") == "")
  }

  @Test func runsWithLongNamesAndLargeNumbersFit() {
    var reports: [ReplayReport] = []
    for (seed, profile) in [(UInt64(1), "runbook"), (UInt64(Int.max), "as-built")] {
      var report = ReportFixture.report(Self.longName, verdict: "unjudged")
      report.title = String(repeating: "a title of words ", count: 6)
      report.seed = seed
      report.profile = profile
      report.endedAtMicroseconds = 3_155_760_000_000_000
      var counts = HopCounts()
      for field in HopCounts.fields where !field.name.hasPrefix("repeated") {
        counts[keyPath: field.path] = 2_147_483_647
      }
      report.counts = ReplayReport.Counts(counts)
      report.byEntityType = ["pull_request": report.counts]
      report.runs = [
        ReplayReport.Run(
          number: 2_147_483_647, function: "backfill/entity.worker (failure)",
          installation: "i", unit: Self.longName + " pull_request", round: 1, parent: 0,
          outcome: "failed", failure: String(repeating: "a reason ", count: 20), failedStep: "",
          createdAtMicroseconds: 3_155_760_000_000_000, startedAtMicroseconds: nil,
          endedAtMicroseconds: 3_155_760_000_000_000, attempts: 4, steps: 1_000_000,
          pages: 1_000_000, asleepMicroseconds: 0)
      ]
      report.orchestratorResults = [
        ReplayReport.Result(
          run: 1, atMicroseconds: 0, installation: "i", success: false, workUnits: 40,
          eventsProduced: 0, eventsDispatched: 0,
          results: (1...40).map {
            .init(unit: "repository-\($0) issue", entityType: "issue", success: false, error: "x")
          })
      ]
      report.limits = [
        ReplayReport.Limit(
          name: Self.longName + Self.longName, maximum: .max, cap: .max,
          waitedMicroseconds: .max / 2)
      ]
      report.violations = [Self.longName + Self.longName + " broke"]
      reports.append(report)
    }
    #expect(widest(RunbookTable(reports).text) <= 100)
    #expect(widest(RunbookTable([reports[1]]).text) <= 100)
    #expect(RunbookTable([reports[1]]).text.contains("/case-with-a-long-name\n"))
    for report in reports { #expect(widest(ReplayText(report).text) <= 100) }
    for report in reports {
      var log = TestLog(.text, total: 1)
      let text = log.add(TestCase(report, path: Self.longName, microseconds: 0)) + log.end
      #expect(widest(text) <= 100)
    }
    let footer = Footer(reports, version: "0.1.0", command: "simrun")
    #expect(widest(footer.text) <= 100)
    #expect(widest(Footer([reports[1]], version: "10.10.10", command: "").text) <= 105)
  }

  @Test func theListFits() throws {
    let files = try ScenarioFiles(["main.jsonc": smallScenario()])
    var scenario = try files.scenario()
    scenario.name = Self.longName
    scenario.title = String(repeating: "a title ", count: 12)
    scenario.claims = Claim.all.map(\.id)
    let text = ScenarioList.text([scenario])
    #expect(widest(text) <= 100)
    #expect(text.contains("Q6"))
  }

  @Test func leversFitAndKeepTheirNames() throws {
    let table = LeverTable.text.content
    #expect(widest(table) <= 100)
    for lever in Lever.all {
      #expect(table.contains("\n\(lever.name) "))
      #expect(widest(LeverTable.text.content(of: [lever])) <= 100)
    }
  }
}
