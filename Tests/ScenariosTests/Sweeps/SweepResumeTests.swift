import Foundation
import Testing

@testable import Scenarios

@Suite("A sweep that goes on")
struct SweepResumeTests {
  /// The journal of a sweep that was stopped with all rows there.
  private func journal(_ folder: SweepFolder, _ plan: SweepPlan, _ name: String) throws -> [UInt8] {
    let format = SweepFormat(path: name) ?? .ndjson
    let journal = try SweepJournal(
      output: folder.path(name), format: format, columns: plan.columns, runs: plan.runs)
    try journal.appendHeader()
    for number in 1...plan.runs {
      let run = plan.run(number)
      try journal.append(plan.row(run, try SweepPoint(run.point, of: plan)))
    }
    journal.close()
    return try folder.bytes(name + ".part")
  }

  @Test(
    "loses no whole line of a journal cut at any byte",
    arguments: [(SweepFormat.ndjson, 1), (.csv, 13)])
  func everyOffset(_ format: SweepFormat, _ step: Int) throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(Self.twoRuns)
      let name = "rows.\(format.rawValue)"
      let whole = try journal(folder, plan, name)
      let rows = try (1...2).map { number in
        let run = plan.run(number)
        return plan.row(run, try SweepPoint(run.point, of: plan))
      }
      let lines = rows.map { Array(format.line($0, plan.columns).utf8) }
      for end in stride(from: 0, through: whole.count, by: step) {
        try Data(whole[..<end]).write(to: URL(filePath: folder.path(name + ".part")))
        let journal = try SweepJournal(
          output: folder.path(name), format: format, columns: plan.columns, runs: 2)
        let isClean = try journal.recover { line in
          zip(lines, rows).first { $0.0.elementsEqual(line) }?.1
        }
        #expect(isClean)
        let ends = whole[..<end].count { $0 == UInt8(ascii: "\n") }
        #expect(journal.tally.rows == max(0, ends - (format == .csv ? 1 : 0)))
        if journal.isEmpty { try journal.appendHeader() }
        for row in rows where !journal.has(row.number) { try journal.append(row) }
        journal.close()
        #expect(try folder.bytes(name + ".part") == whole)
      }
    }
  }

  @Test("refuses an output that rows cannot take the place of, and leaves it as it is")
  func pipe() throws {
    try SweepFolder.with { folder in
      let path = folder.path("rows.csv")
      #expect(mkfifo(path, 0o600) == 0)
      let plan = try folder.plan(Self.twoRuns)
      #expect(throws: AtomicFile.Failure.self) {
        try SweepJournal(output: path, format: .csv, columns: plan.columns, runs: plan.runs)
      }
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      #expect(!FileManager.default.fileExists(atPath: path + ".part"))
    }
  }

  private static let twoRuns = """
    profile: "runbook",
    axes: { issues: { items: { repository: "app", entityType: "issue" }, values: [1, 2] } },
    """

  @Test("gives the same file from a journal cut anywhere", arguments: SweepFormat.allCases)
  func cuts(_ format: SweepFormat) throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan(Self.twoRuns)
      let name = "rows.\(format.rawValue)"
      try folder.run(plan, name)
      let whole = try folder.bytes(name)
      let journal = try journal(folder, plan, name)
      for end in stride(from: 0, through: journal.count, by: 197) {
        try Data(journal[..<end]).write(to: URL(filePath: folder.path(name + ".part")))
        try FileManager.default.removeItem(atPath: folder.path(name))
        #expect(try folder.run(plan, name, threads: 1, resuming: true).isWhole)
        #expect(try folder.bytes(name) == whole)
        #expect(!folder.exists(name + ".part"))
      }
    }
  }

  @Test("leaves out damaged lines and computes them again")
  func damage() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      try folder.run(plan, "whole.ndjson")
      var journal = try journal(folder, plan, "rows.ndjson")
      journal[journal.count / 2] ^= 1
      try Data(journal).write(to: URL(filePath: folder.path("rows.ndjson.part")))
      let summary = try folder.run(plan, "rows.ndjson", resuming: true)
      #expect(summary.taken == plan.runs - 1)
      #expect(try folder.bytes("rows.ndjson") == folder.bytes("whole.ndjson"))
    }
  }

  @Test("stops when it is told to, and goes on where it was")
  func stopping() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      try folder.run(plan, "whole.csv")
      let sweep = Sweep(
        plan, output: folder.path("rows.csv"), format: .csv, threads: 1)
      let first = try sweep.run(resuming: false) { _, _ in false }
      #expect(!first.isWhole)
      #expect(folder.exists("rows.csv.part"))
      #expect(!folder.exists("rows.csv"))
      if first.tally.rows > 0 {
        #expect(throws: OutputTaken.self) { try sweep.run(resuming: false) }
      }
      let second = try sweep.run(resuming: true)
      #expect(second.isWhole)
      #expect(second.taken >= first.tally.rows)
      #expect(try folder.bytes("rows.csv") == folder.bytes("whole.csv"))
    }
  }

  @Test("does nothing again when everything is there")
  func nothingToDo() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      try folder.run(plan, "rows.ndjson")
      let before = try folder.bytes("rows.ndjson")
      let summary = try folder.run(plan, "rows.ndjson", resuming: true)
      #expect(summary.taken == plan.runs)
      #expect(try folder.bytes("rows.ndjson") == before)
    }
  }

  @Test("takes what it can use of a smaller plan", arguments: SweepFormat.allCases)
  func growing(_ format: SweepFormat) throws {
    try SweepFolder.with { folder in
      let name = "rows.\(format.rawValue)"
      let small = try folder.plan()
      try folder.run(small, name)
      let large = try folder.plan(SweepFolder.sections.replacing("[1, 4, 9]", with: "[1, 4, 7]"))
      let summary = try folder.run(large, name, resuming: true)
      #expect(summary.taken == 16)
      #expect(summary.leftOut == 8)
      try folder.run(large, "fresh.\(format.rawValue)")
      #expect(try folder.bytes(name) == folder.bytes("fresh.\(format.rawValue)"))
    }
  }

  @Test("takes what it can use of a journal with another axis", arguments: SweepFormat.allCases)
  func anotherAxis(_ format: SweepFormat) throws {
    try SweepFolder.with { folder in
      let name = "rows.\(format.rawValue)"
      let old = try folder.plan()
      _ = try journal(folder, old, name)
      let new = try folder.plan(
        SweepFolder.sections.replacing("again: {", with: "second: {"))
      let summary = try folder.run(new, name, resuming: true)
      #expect(summary.taken == 24)
      #expect(summary.leftOut == 0)
      try folder.run(new, "fresh.\(format.rawValue)")
      #expect(try folder.bytes(name) == folder.bytes("fresh.\(format.rawValue)"))
      #expect(folder.exists(name + ".part.old"))
    }
  }

  @Test("is left to one process at a time")
  func lock() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      let journal = try SweepJournal(
        output: folder.path("rows.csv"), format: .csv, columns: plan.columns, runs: plan.runs)
      #expect(throws: OutputTaken.self) { try folder.run(plan, "rows.csv", resuming: true) }
      journal.close()
      #expect(try folder.run(plan, "rows.csv", resuming: true).isWhole)
    }
  }

  @Test("gives the same file with any number of threads, and as a stream")
  func threads() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      for threads in [1, 2, 7] { try folder.run(plan, "\(threads).csv", threads: threads) }
      #expect(try folder.bytes("1.csv") == folder.bytes("2.csv"))
      #expect(try folder.bytes("1.csv") == folder.bytes("7.csv"))
      var text = ""
      let summary = try Sweep.stream(
        plan, shard: .whole, format: .csv, threads: 3, write: { text += $0 })
      #expect(Array(text.utf8) == (try folder.bytes("1.csv")))
      #expect(summary.tally.rows == 24)
    }
  }

  @Test("is refused where nothing can be written")
  func noFolder() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      #expect(throws: AtomicFile.Failure.self) { try folder.run(plan, "none/rows.csv") }
    }
  }
}
