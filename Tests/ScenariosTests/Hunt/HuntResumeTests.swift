import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite("A hunt that is stopped")
struct HuntResumeTests {
  private static func content(of folder: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      texts[name] = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }
    return texts
  }

  private static func finish(_ hunt: Hunt, _ output: String) throws -> [String: String] {
    let result = try hunt.run(resuming: true)
    #expect(result.isWhole)
    let report = try HuntReport(hunt, result, explains: false)
    try HuntFolder.write(report, report.files, to: output)
    return try content(of: output)
  }

  @Test("goes on, and shards are put together, with the same bytes")
  func resumes() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), each: 6)
    try withFolder { folder in
      let output = folder.appendingPathComponent("hunt").path
      var hunt = Hunt(plan)
      hunt.output = output
      let whole = try Self.finish(hunt, output)
      #expect(whole["hunt.json"] != nil)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["hunt"])

      hunt.budget = 0
      #expect(try !hunt.run(resuming: false).isWhole)
      #expect(throws: OutputTaken.self) { try hunt.run(resuming: false) }
      hunt.budget = nil
      try Self.tear(HuntJournal.path(of: output, .whole))
      #expect(try Self.finish(hunt, output) == whole)

      for index in 1...3 {
        hunt.shard = SweepShard(index: index, count: 3)
        #expect(try hunt.run(resuming: false).isWhole == (index == 3))
      }
      hunt.shard = .whole
      let result = try hunt.run(resuming: true)
      #expect(result.taken == plan.jobs.count)
      #expect(try Self.finish(hunt, output) == whole)
    }
  }

  /// Leaves half a line, as a process does that is killed while it writes.
  private static func tear(_ path: String) throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try (bytes + bytes.prefix(40)).write(to: URL(fileURLWithPath: path))
  }

  @Test("says what a budget left out, and claims nothing more")
  func budget() throws {
    var hunt = Hunt(
      HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), each: 6))
    hunt.budget = 0
    let report = try HuntReport(hunt, try hunt.run(resuming: false), explains: false)
    #expect(!report.exhaustive)
    #expect(report.leftOut?.contains("the budget was used up") == true)
    #expect(!report.text.contains("exhaustive"))
    #expect(report.callsPlayed < report.calls)
  }

  @Test("keeps each class as it is made smaller, and takes it over")
  func keepsClasses() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), [.mark, .publish])
    try withFolder { folder in
      var hunt = Hunt(plan)
      let output = folder.appendingPathComponent("hunt").path
      hunt.output = output
      let result = try hunt.run(resuming: false)
      let report = try HuntReport(hunt, result)
      let kept = try HuntJournal.shrunk(of: output, hunt: plan.digest)
      #expect(kept.count == report.classes.count && kept.count > 5)
      let path = HuntJournal.path(of: output, .whole)
      let lines = try String(contentsOfFile: path, encoding: .utf8)
      let again = try HuntReport(hunt, result)
      #expect(again.content(.json) == report.content(.json))
      #expect(again.files.map(\.text) == report.files.map(\.text))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == lines)
      // What was kept without an explanation is not enough for a report with one.
      #expect(kept.values.allSatisfy { $0.detail != nil })
      let plain = try HuntReport(hunt, result, explains: false)
      #expect(plain.classes.allSatisfy { $0.detail == nil })
    }
  }

  @Test("takes nothing of another hunt, and no folder of anything else")
  func foreign() throws {
    try withFolder { folder in
      let output = folder.appendingPathComponent("hunt").path
      var other = Hunt(try HuntFixture.plan([0, 1, 0], .runbook))
      (other.output, other.budget) = (output, 0)
      _ = try other.run(resuming: false)
      var hunt = Hunt(
        HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), each: 6))
      (hunt.output, hunt.budget) = (output, 0)
      #expect(try hunt.run(resuming: false).taken == 0)
      try OutputFile.write("mine", to: output + "/notes.txt")
      #expect(throws: AtomicFile.Failure.self) { try HuntFolder.check(output) }
    }
  }
}
