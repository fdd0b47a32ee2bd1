import Foundation
import Testing

@testable import Scenarios
@testable import simrun

/// Rows that were changed since they were written, and outputs by other names.
@Suite("A file of rows") struct ChangedRowTests {
  private func run(_ words: String...) -> (code: ExitCode, errors: String) {
    let recorded = RecordedTerminal()
    let code = Program.simrun.run(words, on: recorded.terminal())
    return (code, recorded.errors)
  }

  @Test("with a changed digit is refused by merge and by --resume", arguments: ["csv", "ndjson"])
  func changedDigit(_ ending: String) throws {
    let files = try ScenarioFiles(["a.sweep.jsonc": FuzzFiles.sweep])
    let (sweep, rows) = (files.path + "/a.sweep.jsonc", files.path + "/rows.\(ending)")
    #expect(run("sweep", sweep, "-o", rows).code.rawValue <= 2)
    let merged = files.path + "/merged.\(ending)"
    #expect(run("merge", rows, "-o", merged).code.rawValue <= 2)
    let text = try String(contentsOfFile: rows, encoding: .utf8)
    #expect(try String(contentsOfFile: merged, encoding: .utf8) == text)

    var lines = text.split(separator: "\n").map(String.init)
    let line = ending == "csv" ? 3 : 2
    let place = try #require(lines[line].lastIndex { ("1"..."8").contains($0) })
    let field = lines[line].lastIndex(of: ",") ?? place
    let digit = try #require(lines[line][..<field].lastIndex { ("1"..."8").contains($0) })
    lines[line].replaceSubrange(digit...digit, with: "9")
    let changed = lines.joined(separator: "\n") + "\n"
    try changed.write(toFile: rows, atomically: false, encoding: .utf8)
    for result in [run("merge", rows, "-o", merged), run("sweep", sweep, "-o", rows, "--resume")] {
      #expect(result.code == .badData)
      #expect(result.errors.contains("rows.\(ending):\(line + 1): error: the row was changed"))
    }
    #expect(try String(contentsOfFile: rows, encoding: .utf8) == changed)
  }

  @Test("is written behind a link, whichever there is, with one lock for all its names")
  func links() throws {
    let files = try ScenarioFiles(["a.sweep.jsonc": FuzzFiles.sweep, "d/keep": ""])
    let (sweep, link) = (files.path + "/a.sweep.jsonc", files.path + "/link.csv")
    #expect(symlink("d/rows.csv", link) == 0)
    let first = run("sweep", sweep, "-o", link)
    #expect(first.code.rawValue <= 2, "\(first.errors)")
    let target = files.path + "/d/rows.csv"
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "d/rows.csv")
    #expect(try String(contentsOfFile: target, encoding: .utf8).contains("checksum"))
    #expect(SweepJournal.path(of: link) == SweepJournal.path(of: target))
    let plan = try SweepPlan.load(path: sweep, version: "0.1.0")
    let journal = try SweepJournal(
      output: link, format: .csv, columns: plan.columns, runs: plan.runs)
    #expect(throws: OutputTaken.self) {
      try SweepJournal(output: target, format: .csv, columns: plan.columns, runs: plan.runs)
    }
    journal.close()
  }

  @Test("is never the sweep file itself, by whatever name")
  func ownInput() throws {
    let files = try ScenarioFiles(["a.ndjson": FuzzFiles.sweep])
    let input = files.path + "/a.ndjson"
    #expect(symlink("a.ndjson", files.path + "/link.ndjson") == 0)
    #expect(link(input, files.path + "/hard.ndjson") == 0)
    for name in ["a.ndjson", "link.ndjson", "hard.ndjson"] {
      let result = run("sweep", input, "-o", files.path + "/" + name)
      #expect(result.code == .usage && result.errors.contains("is an input as well"))
    }
    #expect(try String(contentsOfFile: input, encoding: .utf8) == FuzzFiles.sweep)
  }

  @Test("as CSV holds no formula, and text comes back as it was")
  func formulas() throws {
    let files = try ScenarioFiles(["a.sweep.jsonc": FuzzFiles.sweep])
    let recorded = RecordedTerminal()
    _ = Program.simrun.run(
      ["sweep", files.path + "/a.sweep.jsonc", "-f", "csv"], on: recorded.terminal())
    #expect(recorded.output.contains(",'=1+1,") && !recorded.output.contains(",=1+1"))
    #expect(CSVField.escape("\u{1B}[31m\n") == "␛[31m␊")
  }
}
