import Foundation
import Scenarios
import Testing

/// Output is collected, ordered, coloured only where wanted, and ends quietly with its reader.
struct TerminalTests {
  @Test func outputIsCollectedUntilItIsLarge() throws {
    let recorded = RecordedTerminal()
    let terminal = recorded.terminal()
    try terminal.print("one")
    #expect(recorded.output.isEmpty)
    try terminal.print(String(repeating: "x", count: 20_000))
    #expect(recorded.output.count == 20_005)
    try terminal.write("end")
    try terminal.flush()
    #expect(recorded.output.hasSuffix("x\nend"))
  }

  @Test func remarksComeAfterEarlierResults() throws {
    let recorded = RecordedTerminal()
    let terminal = recorded.terminal()
    try terminal.print("result")
    terminal.note("remark")
    #expect(recorded.output == "result\n")
    #expect(recorded.errors == "remark\n")
  }

  @Test func aTerminalSeesEveryLineAtOnce() throws {
    let recorded = RecordedTerminal()
    try recorded.terminal(isTerminal: true).print("now")
    #expect(recorded.output == "now\n")
  }

  @Test(arguments: [ExitCode.success, .broken, .undecided])
  func aReaderThatLeavesTakesNothingFromTheVerdict(code: ExitCode) {
    let recorded = RecordedTerminal()
    recorded.outputError = EPIPE
    let program = Program(
      name: "p", version: "1", abstract: "A.", commands: [Talkative(code: code)])
    let terminal = recorded.terminal()
    #expect(program.run(["talkative"], on: terminal) == code)
    #expect(!terminal.hasReader)
    #expect(recorded.output.isEmpty)
    #expect(recorded.errors.isEmpty)
  }

  @Test func outputThatCannotBeWrittenIsReported() {
    let recorded = RecordedTerminal()
    recorded.outputError = ENOSPC
    let program = Program(
      name: "p", version: "1", abstract: "A.", commands: [Talkative(code: .success)])
    #expect(program.run(["talkative"], on: recorded.terminal()) == .cannotWrite)
    #expect(recorded.errors == "error: the output cannot be written: No space left on device\n")
  }

  @Test func aStreamThatFailedStaysFailed() throws {
    let recorded = RecordedTerminal()
    let terminal = recorded.terminal()
    recorded.outputError = ENOSPC
    try terminal.print("lost")
    #expect(throws: OutputFailure.system(ENOSPC)) { try terminal.flush() }
    recorded.outputError = 0
    #expect(throws: OutputFailure.system(ENOSPC)) { try terminal.flush() }
    #expect(recorded.output.isEmpty)
  }

  @Test func lateFailureToWriteIsReported() {
    let recorded = RecordedTerminal()
    recorded.outputError = ENOSPC
    let program = Program(
      name: "p", version: "1", abstract: "A.", commands: [VersionCommand()])
    #expect(program.run(["version"], on: recorded.terminal()) == .cannotWrite)
  }

  @Test(
    arguments: [
      ([:], false, false), ([:], true, true), (["NO_COLOR": "1"], true, false),
      (["NO_COLOR": ""], true, true),
      (["CLICOLOR": "0"], true, false), (["CLICOLOR": "1"], false, false),
      (["CLICOLOR_FORCE": "1"], false, true),
      (["CLICOLOR_FORCE": "0"], false, false),
      (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], true, false),
      (["TERM": "dumb"], true, false), (["CLICOLOR_FORCE": "1", "CLICOLOR": "0"], false, true),
    ] as [([String: String], Bool, Bool)])
  func colours(_ environment: [String: String], _ isTerminal: Bool, _ expected: Bool) {
    let terminal = RecordedTerminal().terminal(isTerminal: isTerminal, environment: environment)
    #expect(terminal.paint.isOn == expected)
    #expect(terminal.errorPaint.isOn == expected)
    #expect(terminal.paint.green("ok") == (expected ? "\u{1B}[32mok\u{1B}[0m" : "ok"))
  }

  @Test func progressShowsAfterASecondTenTimesASecond() throws {
    let recorded = RecordedTerminal()
    let clock = Clock()
    let terminal = recorded.terminal(isTerminal: true)
    var progress = Progress("replay", total: 500, on: terminal) { clock.microseconds }
    clock.microseconds = 999_999
    progress.advance(to: 10)
    #expect(recorded.errors.isEmpty)
    clock.microseconds = 1_000_000
    progress.advance(to: 20)
    clock.microseconds = 1_050_000
    progress.advance(to: 21)
    #expect(recorded.errors == "\r\u{1B}[2Kreplay  20/500  4%  20/s  24s left")
    clock.microseconds = 4_000_000
    progress.advance(to: 500)
    #expect(recorded.errors.hasSuffix("\r\u{1B}[2Kreplay  500/500  100%  125/s"))
    try terminal.print("done")
    #expect(recorded.errors.hasSuffix("125/s\r\u{1B}[2K"))
    progress.finish()
    #expect(recorded.errors.hasSuffix("125/s\r\u{1B}[2K"))
  }

  @Test(arguments: [
    (0, 2_000_000, "w  0/9  0%  2s"), (3, 2_000_000, "w  3/9  33%  1.5/s  4s left"),
  ])
  func slowProgress(_ done: Int, _ time: Int64, _ line: String) {
    let recorded = RecordedTerminal()
    let clock = Clock()
    var progress = Progress("w", total: 9, on: recorded.terminal(isTerminal: true)) {
      clock.microseconds
    }
    clock.microseconds = time
    progress.advance(to: done)
    #expect(recorded.errors == "\r\u{1B}[2K" + line)
  }

  @Test func progressNamesWhatIsUnderWay() {
    let recorded = RecordedTerminal()
    let clock = Clock()
    let terminal = recorded.terminal(isTerminal: true, columns: 40)
    var progress = Progress("test", total: 2, on: terminal) { clock.microseconds }
    clock.microseconds = 61_500_000
    progress.advance(to: 0, "a\u{1B}b and so on until there is no more room")
    #expect(recorded.errors == "\r\u{1B}[2Ktest  0/2  0%  1m1s  a␛b and so on unt…")
    var unknown = Progress("reading", total: 0, on: terminal) { clock.microseconds }
    clock.microseconds += 3_000_000
    unknown.advance(to: 0, "x.csv")
    #expect(recorded.errors.hasSuffix("\r\u{1B}[2Kreading  3s  x.csv"))
  }

  @Test func longWorkShowsThatItGoesOn() throws {
    let recorded = RecordedTerminal()
    let value = try Progress.during("work", total: 7, on: recorded.terminal(isTerminal: true)) {
      mark in
      mark.advance(to: 3, "this")
      Thread.sleep(forTimeInterval: 1.4)
      mark.begin("rest")
      Thread.sleep(forTimeInterval: 0.4)
      return 42
    }
    #expect(value == 42)
    #expect(recorded.errors.contains("\r\u{1B}[2Kwork  3/7  42%  "))
    #expect(recorded.errors.contains("left  this"))
    #expect(recorded.errors.contains("\r\u{1B}[2Krest  0s"))
    #expect(recorded.errors.hasSuffix("\r\u{1B}[2K"))
  }

  @Test func longWorkHandsOnItsErrorsAndIsSilentWithoutATerminal() {
    for isTerminal in [true, false] {
      let recorded = RecordedTerminal()
      #expect(throws: UsageError("no")) {
        try Progress.during("work", on: recorded.terminal(isTerminal: isTerminal)) { _ in
          throw UsageError("no")
        }
      }
      #expect(recorded.errors.isEmpty)
    }
  }

  @Test func progressIsSilentWithoutATerminal() {
    let recorded = RecordedTerminal()
    let clock = Clock()
    var progress = Progress("replay", total: 5, on: recorded.terminal()) { clock.microseconds }
    clock.microseconds = 9_000_000
    progress.advance(to: 1)
    progress.finish()
    #expect(recorded.errors.isEmpty)
  }

  @Test func monotonicClockAdvances() {
    let first = Progress.monotonicMicroseconds()
    #expect(first > 0)
    #expect(Progress.monotonicMicroseconds() >= first)
  }

  private final class Clock {
    var microseconds: Int64 = 0
  }

  /// Prints much and then says how it went.
  private struct Talkative: Command {
    let name = "talkative"
    let abstract = "Print much."
    let code: ExitCode

    func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
      for _ in 0..<10_000 { try terminal.print("more") }
      return code
    }
  }
}
