import Foundation
import PipelineModel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("replay --items")
struct ItemRecordTests {
  private static let cases = repositoryFolder + "/scenarios/cases"

  @Test(
    "writes a line for each item that is expected or that anything happened to",
    arguments: [
      "moving-listing/hundred", "moving-listing/old-one-touched", "live-webhooks/live",
      "gateway-order/four", "queue-retries/dead", "console-dedup/db-dedup-flush",
      "source-ids/half", "token-lifetime/vercel", "worker-units/sixteen-types",
    ])
  func everyItem(name: String) throws {
    let path = "\(Self.cases)/\(name).jsonc"
    let replay = ReplayPlan(try Scenario.load(path: path), profile: .asBuilt).run()
    let records = try records(of: path)
    #expect(records == replay.evidence.records)
    let touched = Set(replay.outcome.milestones.compactMap(\.item))
    #expect(records.count == touched.union(replay.outcome.expected).count)
    #expect(Set(records.map(\.item)).count == records.count)
    #expect(records.count(where: \.expected) == replay.outcome.counts.expected)
    let fates = Dictionary(grouping: records.filter(\.expected), by: \.fate).mapValues(\.count)
    #expect(fates == ReplayReport(replay).fates)
    for record in records { check(record) }
  }

  /// What `--items` writes of a scenario as built.
  private func records(of path: String) throws -> [ItemRecord] {
    var records: [ItemRecord] = []
    try withFolder { folder in
      let file = folder.appendingPathComponent("items.ndjson")
      let program = Program(
        name: "simrun", version: "0.0.0", abstract: "A test.", commands: [ReplayCommand()])
      let recorded = RecordedTerminal()
      let words = ["replay", path, "-p", "as-built", "--items", file.path]
      #expect(program.run(words, on: recorded.terminal()) == .success)
      records = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
        try JSONDecoder().decode(ItemRecord.self, from: Data($0.utf8))
      }
    }
    return records
  }

  /// Its name is its parts, and its hops follow each other.
  private func check(_ record: ItemRecord) {
    #expect(record.item == "\(record.repository) \(record.entityType) #\(record.number)")
    #expect(Fate(rawValue: record.fate) != nil)
    let lists = [
      record.touchedAtMicroseconds, record.fetchedAtMicroseconds, record.acceptedAtMicroseconds,
      record.duplicateAtMicroseconds, record.failedAtMicroseconds, record.publishedAtMicroseconds,
      record.deadLetteredAtMicroseconds, record.deliveredAtMicroseconds,
      record.storedAtMicroseconds, record.dropped?.map(\.atMicroseconds),
    ].compactMap(\.self)
    for list in lists { #expect(!list.isEmpty && list == list.sorted(), "\(record.item)") }
    let posts = [record.fetchedAtMicroseconds, record.acceptedAtMicroseconds]
    let messages = [
      record.publishedAtMicroseconds, record.deliveredAtMicroseconds, record.storedAtMicroseconds,
    ]
    for hops in [posts, messages] {
      let firsts = hops.compactMap { $0?.first }
      #expect(firsts == firsts.sorted(), "\(record.item)")
    }
  }
}
