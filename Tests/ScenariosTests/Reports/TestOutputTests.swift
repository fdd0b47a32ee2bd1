import SimKernel
import Testing

@testable import Scenarios

@Suite struct TestOutputTests {
  private let reports = [
    ReportFixture.report("runbook/x/fine"), ReportFixture.broken, ReportFixture.undecided,
  ]

  private func cases(_ reports: [ReplayReport]) -> [TestCase] {
    reports.map { TestCase($0, path: "scenarios/z.jsonc", microseconds: 1_234_567) }
  }

  private func wrongFile(_ path: String = "wrong.jsonc") throws -> TestCase {
    let text = SourceText(path: path, text: "{\n  \"titel\": 1 }")
    let mistake = text.diagnostic("unknown key", at: 4..<11, help: "did you mean \"title\"?")
    return TestCase(path: path, error: DiagnosticList([mistake]))
  }

  private func text(
    _ format: TestOutput, _ cases: [TestCase]
  ) -> (text: String, code: ExitCode) {
    var log = TestLog(format, total: cases.count)
    var text = log.start
    for test in cases { text += log.add(test) }
    return (text + log.end, log.exitCode)
  }

  @Test func exitCodes() throws {
    func code(_ cases: [TestCase]) -> ExitCode { text(.text, cases).code }
    #expect(code(cases(reports)) == .broken)
    #expect(code(cases([reports[0], reports[2]])) == .undecided)
    #expect(code(cases([reports[0]])) == .success)
    #expect(code(cases(reports) + [try wrongFile()]) == .badData)
    let missing = SourceFailure(path: "none.jsonc", reason: .notFound)
    #expect(code([TestCase(path: "none.jsonc", error: missing), try wrongFile()]) == .noInput)
    #expect(TestOutput.exitCode(of: reports) == .broken)
    #expect(TestOutput.exitCode(of: [reports[0], reports[2]]) == .undecided)
  }

  @Test func nothingExpectedIsUndecidedInATestAndFineInAReplay() {
    let report = ReportFixture.report("runbook/x/open", verdict: "unjudged")
    #expect(TestOutput.exitCode(of: [report]) == .success)
    #expect(ReplayText(report).text.hasPrefix("runbook/x/open  runbook  seed 1  no expectations\n"))
    let (text, code) = text(.text, cases([report]))
    #expect(code == .undecided)
    #expect(
      text == """
        undecided runbook/x/open [runbook, seed 1]
                  scenarios/z.jsonc: nothing expected: under the profile runbook the file has no \
        'expect'
                  and no 'sometimes'
        1 run: 0 pass, 0 fail, 1 undecided

        """)
  }

  @Test func plainText() throws {
    #expect(
      text(.text, cases(reports) + [try wrongFile()]).text == """
        pass      runbook/x/fine [runbook, seed 1]
        fail      runbook/x/broken [runbook, seed 1]
                  scenarios/x.jsonc:3:7: a < b & "c": 2 < 1, 50%
        undecided runbook/x/undecided [runbook, seed 1]
                  scenarios/y.jsonc:1:1: never happened: count(asleep) > 0: 0 > 0
        error     wrong.jsonc
                  wrong.jsonc:2:3: unknown key; did you mean "title"?
        3 runs: 1 pass, 1 fail, 1 undecided; 1 file cannot be read

        """)
  }

  @Test func tap() throws {
    let lines = text(.tap, cases(reports) + [try wrongFile()]).text.split(separator: "\n")
    #expect(lines[0] == "TAP version 14")
    #expect(lines[1] == "1..4")
    #expect(lines[2] == "ok 1 - runbook/x/fine [runbook, seed 1]")
    #expect(lines[3] == "not ok 2 - runbook/x/broken [runbook, seed 1]")
    #expect(lines.contains("not ok 4 - wrong.jsonc"))
    #expect(lines.contains("    - \"wrong.jsonc:2:3: unknown key; did you mean \\\"title\\\"?\""))
  }

  @Test func github() throws {
    #expect(
      text(.github, cases(reports) + [try wrongFile()]).text == """
        ::error file=scenarios/x.jsonc,line=3,col=7,title=runbook/x/broken [runbook%2C seed 1]\
        ::a < b & "c": 2 < 1, 50%25
        ::warning file=scenarios/y.jsonc,line=1,col=1,title=runbook/x/undecided [runbook%2C seed 1]\
        ::never happened: count(asleep) > 0: 0 > 0
        ::error file=wrong.jsonc,line=2,col=3,title=wrong.jsonc::unknown key; did you mean "title"?

        """)
  }

  @Test func githubSaysWhyNothingIsDecided() {
    var report = ReportFixture.report("cut", verdict: "undecided")
    report.stop = "eventLimit"
    #expect(
      text(.github, cases([report])).text
        == "::warning file=scenarios/z.jsonc,title=cut [runbook%2C seed 1]"
        + "::cut off at its limit of events\n")
  }

  @Test func junitIsEscapedAndHasTimesFilesAndCounts() throws {
    let xml = text(.junit, cases(reports) + [try wrongFile()]).text
    #expect(
      xml.contains(
        "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\" time=\"3.703\">\n  <testsuite "))
    #expect(xml.contains("message=\"scenarios/x.jsonc:3:7: a &lt; b &amp; &quot;c&quot;"))
    #expect(
      xml.contains(
        """
            <testcase classname="runbook/x/fine" name="runbook, seed 1" file="scenarios/z.jsonc" \
        time="1.234"/>

        """))
    #expect(
      xml.contains(
        """
            <testcase classname="wrong.jsonc" name="read" file="wrong.jsonc" line="2" time="0.000">
              <error message="wrong.jsonc:2:3: unknown key; did you mean &quot;title&quot;?">\
        wrong.jsonc:2:3: unknown key; did you mean &quot;title&quot;?</error>
            </testcase>

        """))
    #expect(xml.split(separator: "<testcase").count == 5)
    #expect(xml.split(separator: "</testcase>").count == 4)
  }

  @Test(arguments: TestOutput.allCases)
  func namesWithLineBreaksAndEscapesStayOnTheirLine(format: TestOutput) throws {
    var report = ReportFixture.broken
    report.scenario = "a\nok 7 - b\u{1B}[31m#: c\r::error::d"
    report.brokenExpectations[0].path = "x\n\u{7}y.jsonc"
    let (plain, _) = text(format, cases([report]) + [try wrongFile("v\nw\u{1B}.jsonc")])
    let scalars = plain.unicodeScalars.filter { $0 != "\n" && $0.value < 0x20 }
    #expect(scalars.isEmpty)
    for line in plain.split(separator: "\n") {
      #expect(!line.hasPrefix("ok 7") && !line.hasPrefix("w"))
    }
    #expect(plain.contains("␊ok 7 - b␛[31m"))
    #expect(plain.contains("v␊w␛.jsonc"))
    let lines = plain.split(separator: "\n").count
    #expect(lines == [.text: 5, .junit: 11, .tap: 14, .github: 2][format])
  }
}
