import Foundation
import SimKernel
import Testing

@testable import Scenarios

@Suite struct TestOutputTests {
  private let reports = [
    ReportFixture.report("runbook/x/fine"), ReportFixture.broken, ReportFixture.undecided,
  ]

  @Test func exitCodes() {
    #expect(TestOutput.exitCode(of: reports) == .broken)
    #expect(TestOutput.exitCode(of: [reports[0], reports[2]]) == .undecided)
    #expect(TestOutput.exitCode(of: [reports[0]]) == .success)
  }

  @Test func text() {
    #expect(
      TestOutput.text.text(of: reports) == """
        pass      runbook/x/fine [runbook, seed 1]
        fail      runbook/x/broken [runbook, seed 1]
                  scenarios/x.jsonc:3:7: a < b & "c": 2 < 1, 50%
        undecided runbook/x/undecided [runbook, seed 1]
                  never happened: scenarios/y.jsonc:1:1: count(asleep) > 0: 0 > 0
        3 runs: 1 pass, 1 fail, 1 undecided

        """)
  }

  @Test func tap() {
    let lines = TestOutput.tap.text(of: reports).split(separator: "\n")
    #expect(lines[0] == "TAP version 14")
    #expect(lines[1] == "1..3")
    #expect(lines[2] == "ok 1 - runbook/x/fine [runbook, seed 1]")
    #expect(lines[3] == "not ok 2 - runbook/x/broken [runbook, seed 1]")
  }

  @Test func github() {
    #expect(
      TestOutput.github.text(of: reports) == """
        ::error file=scenarios/x.jsonc,line=3,col=7,title=runbook/x/broken [runbook%2C seed 1]\
        ::a < b & "c": 2 < 1, 50%25
        ::warning file=scenarios/y.jsonc,line=1,col=1,title=runbook/x/undecided [runbook%2C seed 1]\
        ::count(asleep) > 0: 0 > 0

        """)
  }

  @Test func junitIsEscapedAndCounts() {
    let xml = TestOutput.junit.text(of: reports)
    #expect(xml.contains("tests=\"3\" failures=\"1\" skipped=\"1\""))
    #expect(xml.contains("message=\"scenarios/x.jsonc:3:7: a &lt; b &amp; &quot;c&quot;"))
    #expect(xml.split(separator: "<testcase").count == 4)
    #expect(xml.split(separator: "</testcase>").count == 3)
  }
}
