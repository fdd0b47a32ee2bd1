import PipelineModel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("A report on mending")
struct MendReportTests {
  private let report: MendReport = {
    func cost(_ executions: Int, _ missing: Int) -> MendReport.Cost {
      MendReport.Cost(
        Amounts(
          executions: executions, providerRequests: 8, endedMicroseconds: 244_000_000, stored: 3,
          missing: missing, duplicateDeliveries: 0, duplicateStored: 0), inMonth: executions,
        of: 1_000_000)
    }
    let slots = MendSetting(lever: "capture.per-workspace", value: "11", standing: .setting)
    return MendReport(
      scenario: "<b>a</b>", profile: "as-built", seed: 1, property: ["missing == 0"], holds: false,
      sentences: ["3 == 0"], today: cost(7422, 3),
      answers: [
        MendReport.Answer(
          title: nil, settings: [slots], standing: .setting,
          search: MendReport.Search(
            direction: "more", neighbour: "10", isMonotone: false, failsAgain: ["40"], tried: 9,
            farthest: "10240"),
          cost: cost(7479, 0), change: cost(7479, 0).amounts - cost(7422, 3).amounts,
          brokenHere: ["stored == 3"],
          breaks: [
            MendReport.Break(
              scenario: "runbook/b", claims: ["9.1"], missing: 2, twice: 0, expectations: 1,
              isCutOff: false)
          ])
      ], soughtSet: false,
      front: [
        MendReport.Point(settings: [], standing: .setting, holds: false, cost: cost(7422, 3)),
        MendReport.Point(settings: [slots], standing: .setting, holds: true, cost: cost(7479, 0)),
      ], shipped: MendReport.Shipped(played: 1, scenarios: 2, runs: 2), runs: 40, givenUp: 1,
      undecided: 0, broken: 0, faults: FaultTally())
  }()

  @Test func asText() {
    #expect(
      report.content(.text) == """
        What would mend <b>a</b> (as-built, seed 1)
        missing == 0 does not hold (3 == 0). Today: 7,422 executions (0.74 % of the month), 8 requests,
        ended after 4m4s, 3 missing, 0 twice.

        settings: numbers of today's configuration and plan
          capture.per-workspace = 11 (the least: 10 fails)
              asks for 3 items fewer, +57 executions, -3 missing; 0.75 % of the month
              not monotone: of 9 values tried, to 10240, it fails again at 40
              here it breaks stored == 3
              breaks b: 2 more missing, refutes 9.1
              1 expectation of 1 shipped scenario says otherwise

        the front of cost (executions) and loss (missing and twice)
        executions  of the month  requests  ended  missing  twice  holds  with
             7,422        0.74 %         8   4m4s        3      0  no     as it is
             7,479        0.75 %         8   4m4s        0      0  yes    capture.per-workspace = 11

        40 runs (1 given up: they prove nothing); what else breaks: 2 runs in 1 of 2 shipped scenarios

        """)
  }

  @Test func asMarkdownAndHTMLNothingIsActedOn() throws {
    let page = report.content(.html, command: "simrun mend '<x>'")
    #expect(!page.contains("<b>a") && !page.contains("<x>"))
    #expect(page.contains("<td data-title=\"Executions\">7,479</td>"))
    #expect(page.contains("&lt;b&gt;a&lt;/b&gt;"))
    let markdown = report.content(.markdown)
    #expect(!markdown.contains("<b>"))
    #expect(
      markdown.contains("| 7,422 | 0.74 % | 8 | 4m4s | 3 | 0 | no | as it is |\n"))
    #expect(report.content(.json).contains("\"monthPerMillion\" : 7479"))
  }

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
    let recorded = RecordedTerminal()
    let code = Program.simrun.run(words, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  @Test("a file is asked for what is said, or for what of it does not hold, or for its claims")
  func questions() throws {
    let files = try ScenarioFiles([
      "wrong.jsonc": smallScenario("\"expect\": [\"stored == 14\"]"),
      "right.jsonc": smallScenario("\"expect\": [\"answer(first) == 200\"]"),
    ])
    let (wrong, right) = (files.path + "/wrong.jsonc", files.path + "/right.jsonc")
    let own = run("mend", wrong, "--shipped", "0", "--threads", "1")
    #expect(own.code == .success && own.output.contains("stored == 14 does not hold (15 == 14)"))
    let asked = run("mend", right, "--expect", "missing == 0", "--shipped", "0")
    #expect(asked.code == .success && asked.output.contains("missing == 0 holds. Today: "))
    let nothing = run("mend", right)
    #expect(nothing.code == .badData && nothing.errors.contains("--expect 'missing == 0'"))
    let mistake = run("mend", right, "--expect", "misssing == 0")
    #expect(mistake.code == .usage && mistake.errors.contains("missing"))
    for words in [
      ["--expect", "missing == 0"], [right, wrong, "--expect", "missing == 0"],
      [files.path, "--expect", "missing == 0"],
      [right, "--expect", "missing == 0", "--claim", "4.2"],
      [right, "--expect", "missing == 0", "--seeds", "2"],
      [right, "--claim", "4.2", "--profile", "runbook"],
    ] {
      let recorded = RecordedTerminal()
      #expect(Program.simrun.run(["mend"] + words, on: recorded.terminal()) == .usage, "\(words)")
    }
  }
}
