import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("A frontier of what is to hold")
struct HeldTests {
  private static let axis =
    "axes: { items: { items: { repository: \"app\", entityType: \"pull_request\" }, values: [5, 90] } },"

  private func report(
    _ sections: String, _ profiles: [NamedProfile] = [.runbook], seeds: [UInt64] = [1],
    upTo: String? = nil, axis: String = Self.axis
  ) throws -> FrontierReport {
    var report: FrontierReport?
    try AnswerWorld.with(axis + sections, levers: ["worker.finish-timeout": "\"36s\""]) {
      report = try FrontierFinder(
        $0, axis: "items", within: FrontierFinder.defaultWithins, upTo: upTo, profiles: profiles,
        seeds: seeds, threads: 1
      ).report()
    }
    return try #require(report)
  }

  /// A worker that ends after 36 s gets to 30 items: see `FrontierTests.timeout`.
  @Test("ends where a sentence does not hold, and says both values and how the run went")
  func sentence() throws {
    let report = try report("holds: [\"undelivered == 0\", \"runs(worker) == 1\"],")
    let frontier = try #require(report.frontiers.first)
    #expect(report.frontiers.count == 1 && report.until == nil && frontier.within.isEmpty)
    #expect(frontier.median.amount == 30 && report.upTo == "90")
    let seed = frontier.seeds[0]
    #expect(seed.held?.holds == true && seed.held?.broken == [])
    let course = ["1 worker with 4 pages and 7 steps in 36s", "worker: finish-timeout"]
    #expect(seed.held?.course == course)
    #expect(seed.beyond?.broken == ["undelivered == 0: 1 == 0"])
    #expect(seed.beyond?.course.dropFirst() == ["worker: finish-timeout"])
    #expect(frontier.stop?.value == "31" && frontier.stop?.point == nil)
    let text = report.content(.text)
    #expect(text.contains("at which this fails: undelivered == 0; runs(worker) == 1,"))
    #expect(text.contains("\n  up to       30, in the one seed"))
    #expect(text.contains("There: \(course.joined(separator: "; "))."))
    #expect(text.contains("At 31: undelivered == 0: 1 == 0; 1 worker with"))
    #expect(report.markdown.contains("| Profile | Largest items | There | Beyond it |"))
    #expect(report.html(command: "").contains(">Largest items</th>"))
    let json = report.content(.json)
    #expect(!json.contains("withinMicroseconds") && !json.contains("\"until\""))
    #expect(try JSONDecoder().decode(FrontierReport.self, from: Data(json.utf8)) == report)
  }

  @Test("says at which values of the file it holds where it does not at the first")
  func more() throws {
    let axis = """
      axes: { items: { lever: "worker.finish-timeout", values: ["1s", "36s", "2m", "4m"] } },
      holds: ["undelivered == 0"],
      """
    let report = try report("", axis: axis)
    let text = report.content(.text)
    #expect(
      text.contains("None, in the one seed: at the first value that was tried it does not hold."))
    #expect(text.contains("It holds at 36s, 2m, 4m (seed 1)."))
    #expect(!text.contains("not monotone") && !text.contains("no value"))
  }

  @Test("may ask milestones, and of one profile only")
  func milestones() throws {
    let sections = "holds: { \"as-built\": [\"count(pageFetched) <= 2\"] },"
    let report = try report(sections, [.runbook, .asBuilt])
    #expect(report.frontiers.map(\.profile) == ["as-built"])
    #expect(report.frontiers[0].median.amount == 19)
    #expect(report.frontiers[0].whatStops.contains("count(pageFetched) <= 2: 3 <= 2"))
    #expect(throws: UsageError.self) { try self.report(sections, [.runbook]) }
  }

  @Test("says holes, and nothing at all")
  func ends() throws {
    let none = try report("holds: [\"runs(worker) == 2\"],").content(.text)
    #expect(none.contains("None, in the one seed: at no value that was tried it holds."))
    let broken = try report("holds: [\"expected != 45\"],", upTo: "60")
    #expect(broken.frontiers[0].median.isOpen)
    #expect(
      broken.frontiers[0].holesText == [
        "Not monotone: of at most four values below it that were tried it does not hold at 45"
          + " (seed 1)."
      ])
  }

  @Test("tries every value of the file, and says where it holds again")
  func again() throws {
    let axis = Self.axis.replacingOccurrences(of: "[5, 90]", with: "[5, 10, 20]")
    let report = try report("holds: [\"expected != 10\"],", axis: axis)
    let frontier = try #require(report.frontiers.first)
    #expect(frontier.median.amount == 9 && frontier.seeds[0].again == ["20"])
    #expect(frontier.againText == ["It holds again at 20 (seed 1): not monotone."])
    #expect(frontier.whatStops.contains("It holds again at 20"))
    let least = try self.report("holds: [\"expected == 90\"],")
    #expect(least.frontiers[0].median.amount == nil)
    #expect(least.frontiers[0].stop?.value == "5" && least.frontiers[0].seeds[0].again == ["90"])
  }

  /// Two pages of 6 s and 16 posts of 0.5 s end at 20 s.
  @Test("holds of no run that is cut off")
  func horizon() throws {
    let report = try report("holds: [\"expected >= 0\"], limits: { horizon: \"20s\" },")
    let seed = try #require(report.frontiers.first?.seeds.first)
    #expect(seed.beyond?.broken == ["the run is cut off at its horizon"])
    #expect(seed.reach.amount == 16)
  }

  @Test("names the profile that a sentence is asked of")
  func profiles() throws {
    let sections = "holds: { runbook: [\"expected <= 7\"], \"as-built\": [\"expected <= 8\"] },"
    let report = try report(sections, [.runbook, .asBuilt])
    #expect(report.holds == ["runbook: expected <= 7", "as-built: expected <= 8"])
    #expect(report.frontiers.map(\.median.amount) == [7, 8])
  }

  @Test("is asked for nothing else, and refuses a sentence as every scenario does")
  func refusals() throws {
    try SweepFolder.with { folder in
      _ = try folder.plan(SweepFolder.sections + "holds: [\"missing == 0\"],")
      for option in [["--within", "2h"], ["--until", "delivered"]] {
        let recorded = RecordedTerminal()
        let words = ["frontier", folder.path("small.sweep.jsonc"), "-a", "issues"] + option
        #expect(Program.simrun.run(words, on: recorded.terminal()) == .usage)
        #expect(recorded.errors.contains("'\(option[0])' is for a file that does not say itself"))
      }
      let refusal = try folder.refusal(SweepFolder.sections + "holds: [\"mising == 0\"],")
      #expect(refusal.contains("did you mean \"missing\"?"), "\(refusal)")
      for nothing in ["[]", "{}", "{ runbook: [] }"] {
        let empty = try folder.refusal(SweepFolder.sections + "holds: \(nothing),")
        #expect(empty.contains("holds asks nothing"), "\(empty)")
      }
      let twice = try folder.refusal(
        "axes: { a: { lever: \"worker.global\", values: [2] }, b: { lever: \"worker.global\", values: [3] } },"
      )
      #expect(twice.contains("axes.b sets what axes.a sets"), "\(twice)")
      let path = try folder.refusal("axes: { a: { path: [\"holds\"], values: [2] } },")
      #expect(path.contains("\"holds\" cannot vary"))
    }
  }
}
