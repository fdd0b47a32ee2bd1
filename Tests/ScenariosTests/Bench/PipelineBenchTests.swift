import PipelineModel
import Testing

@testable import Scenarios

@Suite("The bench of the whole model")
struct PipelineBenchTests {
  @Test("counts every event by kind and divides all of the time", arguments: NamedProfile.builtIn)
  func shares(_ name: NamedProfile) throws {
    let bench = PipelineBench.run(.pages(2), name)
    let kinds = bench.shares.filter { $0.kind != "kernel" }
    #expect(kinds.reduce(0) { $0 + $1.events } == bench.events)
    #expect(abs(kinds.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    // Every item is one post, which arrives and returns; the token, two pages, the end besides.
    let posts = try #require(kinds.first { $0.kind == "callReturns" })
    #expect(bench.items == 199)
    #expect(posts.events >= bench.items + 4)
    #expect(bench.shares.allSatisfy { $0.timeShare >= 0 })
    #expect(abs(bench.shares.reduce(0) { $0 + $1.timeShare } - 1) < 1e-9)
  }

  @Test("says what is kept per item: as built at most 40 bytes", arguments: [10, 13])
  func bytes(_ pages: Int) throws {
    let bench = PipelineBench.run(.pages(pages), .asBuilt)
    let row = BenchRow(bench)
    let bytes = try #require(row.bytesPerItem)
    // Four bytes an item of the ledger; eight a mark of the gateway, on whole sheets of 512 and a
    // quarter more of them; thirteen a capture's and eight an observation, at loads of 9/11 to 12/13
    // and with sixteen slots more.
    #expect(abs(bytes.ledger - 4) < 0.1)
    let sheet = 8 * 512 / Double(bench.items)
    #expect(bytes.gatewayMarks >= 8 && bytes.gatewayMarks <= (8 + sheet) * 5 / 4)
    #expect(bytes.captureMarks >= 13 * 13 / 12 && bytes.captureMarks <= 13 * 11 / 9 + 0.3)
    #expect(bytes.observations > 0 && bytes.observations <= 8 * 11 / 9 + 0.3)
    #expect(bytes.total <= 40)
    #expect(row.text.contains("bytes/item \(bytes.total.oneDigit)"))
    let first = bench.firstNanosecondsPerEvent
    #expect(first > 0 && row.text.contains(" (first run \(first.oneDigit)), "))
    #expect(row.json.contains("\"itemsPerSecond\"") && row.json.contains("\"kinds\""))
  }

  @Test("plays a fleet whose customers get their items, alike with and without tables")
  func fleet() {
    let bench = PipelineBench.run(.fleet(2), .asBuilt)
    let plain = PipelineBench.run(.fleet(2), .asBuilt, isPlain: true)
    #expect(bench.checksum == plain.checksum && bench.events == plain.events)
    // At least a repository of 650 items each.
    #expect(bench.items >= 2 * 650)
    #expect(BenchRow(bench).text.hasPrefix("fleet as-built, 2: "))
  }
}
