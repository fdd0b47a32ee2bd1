import Foundation
import Testing

@testable import Scenarios

/// Mistakes that once passed without a word, or ended the program.
@Suite struct SilentMistakesTests {
  private func complaint(_ keys: String) throws -> String {
    let root = #filePath.components(separatedBy: "/Tests/")[0]
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = root + "/scenarios/runbook/base.jsonc"
    let file = folder.appendingPathComponent("x.jsonc")
    try "{ \"extends\": \"\(base)\", \"title\": \"x\", \(keys) }".write(
      to: file, atomically: true, encoding: .utf8)
    do {
      _ = try Scenario.load(path: file.path)
      return ""
    } catch let error as any ReportedError {
      return error.report(colours: false)
    }
  }

  @Test("A page on a wire without pages is refused")
  func pagesNeedPages() throws {
    let words = try complaint(
      "\"faults\": [{ \"wire\": \"token\", \"pages\": 1, \"status\": 500 }]")
    #expect(words.contains("calls on the wire token belong to no page"))
    #expect(
      try complaint("\"faults\": [{ \"wire\": \"post\", \"pages\": 1, \"status\": 500 }]") == "")
  }

  @Test("A lever beyond its range is refused, whatever its kind")
  func leversHaveRanges() throws {
    #expect(
      try complaint("\"levers\": { \"wire.post\": \"100000d\" }").contains(
        "longer than the longest"))
    #expect(try complaint("\"levers\": { \"wire.post\": \"10000d\" }") == "")
  }

  @Test(
    "A selection that nothing can ever meet is refused",
    arguments: [
      ("runs(capture, failed) == 0", "captures are not listed one by one"),
      ("run(capture, 1).steps == 0", "captures are not listed one by one"),
      ("count(pageFetched, capture) == 0", "no capture has a pageFetched"),
      ("count(itemStored, worker) == 0", "no worker has a itemStored"),
      ("last(returned, worker) > 0s", "no worker has a returned"),
      ("count(runEnded, capture, round=2) == 0", "captures have no round"),
      ("count(itemDelivered, round=1) == 0", "a itemDelivered has no round"),
    ])
  func emptySelections(_ expectation: String, _ message: String) throws {
    #expect(try complaint("\"expect\": [\"\(expectation)\"]").contains(message))
  }

  @Test("Captures are counted by their milestones, and runs that were dropped by their function")
  func captures() throws {
    let root = #filePath.components(separatedBy: "/Tests/")[0]
    let file = try ScenarioFiles([
      "main.jsonc": """
      {"extends": "\(root)/scenarios/cases/singleton/singleton-skip.jsonc", "title": "x",
       "profile": "as-built", "sometimes": [], "expect": ["count(runDropped, orchestrator) == 1",
        "count(runDropped, worker) == 0", "count(runEnded, capture) > 0",
        "count(runEnded, capture, outcome=failed) == 0", "executions(capture) > 0"]}
      """
    ]).scenario()
    let experiment = file.experiment(profile: .asBuilt, recording: .items)
    let verdict = file.verdict(on: experiment.run(), of: experiment, profile: .asBuilt)
    #expect(verdict.expectations.count == 5)
    for judgement in verdict.expectations { #expect(judgement.holds, "\(judgement)") }
  }

  @Test("An endless expectation is one positioned mistake", arguments: [400, 100_000])
  func expressionsEnd(terms: Int) throws {
    let sum = Array(repeating: "1", count: terms).joined(separator: "+")
    let words = try complaint("\"expect\": [\"\(sum) > 0\"]")
    #expect(words.contains("more than 1000 words and signs") == (terms > 400))
  }
}
