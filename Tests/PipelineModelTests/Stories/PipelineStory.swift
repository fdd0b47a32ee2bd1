import Foundation
import Scenarios
import SimKernel
import TranscriptFiles

/// A scenario of the whole pipeline, told by the lines about its items.
///
/// The script is a scenario file without its braces; it extends `Transcripts/Gateway/world.jsonc`,
/// in which every call takes the same time whenever it is made.
struct PipelineStory {
  private struct Record: Decodable {
    let atMicroseconds: Int64
    let event: String
    let actor: String
    let text: String
  }

  /// What is not about an item, its message, a fault or the story: the progress of runs.
  private static let untold: Set = [
    "answered", "runCreated", "runStarted", "runEnded", "stepDone", "waiting", "waitResolved",
    "pageFetched", "tokenIssued", "returned", "blocked", "itemsCreated",
  ]

  /// What the Console does with an item, whoever else is said to have done it.
  private static let inConsole: Set = ["itemDelivered", "itemStored", "itemDropped"]

  private let records: [Record]

  init(_ script: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(
      atPath: Transcript.folder() + "/Gateway/world.jsonc", toPath: folder.path + "/world.jsonc")
    let file = folder.path + "/story.jsonc"
    try "{ extends: 'world.jsonc',\n\(script)\n}".write(
      toFile: file, atomically: true, encoding: .utf8)
    let scenario = try Scenario.load(path: file)
    let replay = ReplayPlan(scenario, profile: scenario.profile ?? .asBuilt).run()
    records = try replay.evidence.eventRecords.split(separator: "\n").map {
      try JSONDecoder().decode(Record.self, from: Data($0.utf8))
    }
  }

  /// The lines: when, who, what.
  var text: String {
    let told = records.filter { !Self.untold.contains($0.event) }
    let lines = told.map { record in
      (
        SimTime.zero + SimDuration(microseconds: record.atMicroseconds),
        Self.inConsole.contains(record.event) ? "console" : record.actor,
        record.text.replacing(#/faults\[\d+\] \(.*?\): /#, with: "")
      )
    }
    return StoryTable(lines, origin: .zero).text
  }
}

/// Lines of three columns: when since an origin, who, what.
struct StoryTable {
  let text: String

  init(_ lines: [(time: SimTime, actor: String, text: String)], origin: SimTime) {
    let clocks = lines.map { (SimTime.zero + ($0.time - origin)).clock }
    let clockWidth = clocks.map(\.count).max() ?? 0
    let actorWidth = lines.map(\.actor.count).max() ?? 0
    text = zip(lines, clocks).map { line, clock in
      String(repeating: " ", count: clockWidth - clock.count) + clock + "  " + line.actor
        + String(repeating: " ", count: actorWidth - line.actor.count + 2) + line.text + "\n"
    }.joined()
  }
}
