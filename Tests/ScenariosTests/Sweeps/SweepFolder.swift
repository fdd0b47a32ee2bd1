import Foundation

@testable import Scenarios

/// A folder with a small scenario to sweep; its runs take about a millisecond.
struct SweepFolder {
  let url: URL

  /// Gives a new folder to the body and removes it afterwards.
  static func with(_ body: (SweepFolder) throws -> Void) throws {
    try withFolder { url in
      try write(base, "base.jsonc", in: url)
      try body(SweepFolder(url: url))
    }
  }

  /// Three items, two repositories, two triggers.
  private static let base = """
    {
      abstract: true,
      title: "Small",
      levers: { "engine.response-loss": 20000, "queue.redelivery": 100000 },
      world: {
        organisations: { acme: {} },
        installations: { hub: { organisation: "acme" } },
        repositories: {
          app: {
            installation: "hub",
            items: { issue: { count: 3 }, pull_request: { count: 2 } },
          },
          web: { installation: "hub", items: {} },
        },
      },
      story: [
        { label: "first", trigger: { installation: "hub" } },
        { label: "again", at: "1h", trigger: { installation: "hub" } },
      ],
    }
    """

  /// Two by three points with two profiles and two seeds: 24 runs.
  static let sections = """
    seeds: 2,
    axes: {
      issues: { items: { repository: "app", entityType: "issue" }, values: [1, 4, 9] },
      again: { time: "again", values: ["30m", "2h"] },
    },
    """

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ text: String, _ name: String) throws { try Self.write(text, name, in: url) }

  private static func write(_ text: String, _ name: String, in url: URL) throws {
    try text.write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: path(name))))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Writes a sweep file and reads its plan.
  func plan(_ sections: String = Self.sections, version: String = "1") throws -> SweepPlan {
    try write("{ extends: \"base.jsonc\", title: \"A sweep\", \(sections) }", "small.sweep.jsonc")
    return try SweepPlan.load(path: path("small.sweep.jsonc"), version: version)
  }

  /// Runs a plan, or a shard of it, into a file.
  @discardableResult
  func run(
    _ plan: SweepPlan, _ output: String, shard: SweepShard = .whole, threads: Int = 2,
    resuming: Bool = false
  ) throws -> Sweep.Summary {
    try Sweep(
      plan, shard: shard, output: path(output), format: SweepFormat(path: output) ?? .ndjson,
      threads: threads
    ).run(resuming: resuming)
  }

  /// The report of what a sweep file is refused for.
  func refusal(_ sections: String) throws -> String {
    do {
      _ = try plan(sections)
      return ""
    } catch let error as any ReportedError {
      return error.report(colours: false).replacing(url.path + "/", with: "")
    }
  }
}
