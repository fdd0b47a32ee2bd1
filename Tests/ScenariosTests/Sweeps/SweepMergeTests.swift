import Foundation
import Testing

@testable import Scenarios

@Suite("Merging shards")
struct SweepMergeTests {
  private func shards(
    _ folder: SweepFolder, _ plan: SweepPlan, _ count: Int, _ ending: String
  ) throws -> [String] {
    try (1...count).map { index in
      let name = "\(index)-of-\(count).\(ending)"
      try folder.run(plan, name, shard: SweepShard(index: index, count: count))
      return folder.path(name)
    }
  }

  @Test("gives byte for byte the file of the whole sweep", arguments: 1...5)
  func union(_ count: Int) throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan("profile: \"as-built\"," + SweepFolder.sections)
      for ending in count == 3 ? ["csv", "ndjson"] : ["csv"] {
        try folder.run(plan, "whole.\(ending)")
        let parts = try shards(folder, plan, count, ending)
        for (format, target) in [(SweepFormat.csv, "all.csv"), (.ndjson, "all.ndjson")] {
          let tally = try SweepMerge.merge(
            parts.reversed(), into: folder.path(target), format)
          #expect(tally.rows == 12)
          #expect(!folder.exists(target + ".part"))
          if target.hasSuffix(ending) {
            #expect(try folder.bytes(target) == folder.bytes("whole.\(ending)"))
          }
        }
      }
      #expect(try folder.bytes("all.csv") == folder.bytes("whole.csv"))
    }
  }

  @Test("names what is missing and leaves the rest for the command that repairs it")
  func missing() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      try folder.run(plan, "whole.csv")
      let parts = try shards(folder, plan, 3, "csv")
      do {
        _ = try SweepMerge.merge([parts[0], parts[2]], into: folder.path("all.csv"), .csv)
        Issue.record("two of three parts are not the whole")
      } catch let error as SweepIncomplete {
        #expect(error.missing == [2, 5, 8, 11, 14, 17, 20, 23])
        #expect(error.shard == SweepShard(index: 2, count: 3))
        let report = error.report(colours: false)
        #expect(report.contains("8 of 24 runs are missing: shard 2/3"))
        #expect(
          report.contains("simrun sweep FILE --output \(folder.path("all.csv")) --resume"))
      }
      #expect(!folder.exists("all.csv"))
      let summary = try folder.run(plan, "all.csv", resuming: true)
      #expect(summary.taken == 16)
      #expect(try folder.bytes("all.csv") == folder.bytes("whole.csv"))
    }
  }

  @Test("takes unfinished files, and again when the rest is there")
  func unfinished() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      try folder.run(plan, "whole.csv")
      let parts = try shards(folder, plan, 2, "csv")
      let all = folder.path("all.csv")
      #expect(throws: SweepIncomplete.self) { try SweepMerge.merge([parts[1]], into: all, .csv) }
      #expect(throws: SweepIncomplete.self) {
        try SweepMerge.merge([all + ".part"], into: folder.path("other.csv"), .csv)
      }
      _ = try SweepMerge.merge([parts[0]], into: all, .csv)
      #expect(try folder.bytes("all.csv") == folder.bytes("whole.csv"))
    }
  }

  @Test("refuses the rows of another sweep")
  func strangers() throws {
    try SweepFolder.with { folder in
      let parts = try shards(folder, try folder.plan(), 2, "ndjson")
      let other = try folder.plan(SweepFolder.sections.replacing("seeds: 2", with: "seeds: 3"))
      try folder.run(other, "other.ndjson", shard: SweepShard(index: 2, count: 2))
      do {
        _ = try SweepMerge.merge(
          [parts[0], folder.path("other.ndjson")], into: folder.path("all.ndjson"), .ndjson)
        Issue.record("the rows of two sweeps were merged")
      } catch let error as SweepFileProblem {
        #expect(error.path == folder.path("other.ndjson"))
        #expect(error.line == 1)
        #expect(error.message.contains("this row is of the sweep"))
      }
      #expect(!folder.exists("all.ndjson"))
      #expect(!folder.exists("all.ndjson.part"))
    }
  }

  @Test("takes a row that is there twice, but not two that contradict each other")
  func contradictions() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      try folder.run(plan, "whole.ndjson")
      let parts = try shards(folder, plan, 2, "ndjson")
      _ = try SweepMerge.merge(
        parts + [parts[0]], into: folder.path("all.ndjson"), .ndjson)
      #expect(try folder.bytes("all.ndjson") == folder.bytes("whole.ndjson"))
      let text = String(decoding: try folder.bytes("1-of-2.ndjson"), as: UTF8.self)
      try folder.write(
        text.replacing("\"violations\":0", with: "\"violations\":1", maxReplacements: 1),
        "forged.ndjson")
      #expect(throws: SweepFileProblem.self) {
        try SweepMerge.merge(
          parts + [folder.path("forged.ndjson")], into: folder.path("all.ndjson"), .ndjson)
      }
    }
  }

  @Test("refuses files that hold no rows")
  func noRows() throws {
    try SweepFolder.with { folder in
      let plan = try folder.plan()
      try folder.run(plan, "whole.csv")
      let text = String(decoding: try folder.bytes("whole.csv"), as: UTF8.self)
      try folder.write(String(text.dropLast(5)), "cut.csv")
      try folder.write("a,b\n1,2\n", "table.csv")
      try folder.write("", "empty.csv")
      for name in ["cut.csv", "table.csv", "empty.csv", "rows.txt"] {
        #expect(throws: SweepFileProblem.self) {
          try SweepMerge.merge([folder.path(name)], into: folder.path("all.csv"), .csv)
        }
      }
      #expect(throws: SourceFailure.self) {
        try SweepMerge.merge([folder.path("none.csv")], into: folder.path("all.csv"), .csv)
      }
    }
  }
}
