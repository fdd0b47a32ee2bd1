import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios
@testable import simrun

@Suite("Two runs side by side")
struct AlignmentTests {
  private static let file =
    "\(repositoryFolder)/scenarios/runbook/09-dispatch-fails/after-the-mark.jsonc"

  private func pair(
    _ levers: [LeverSetting] = [], withoutFault place: Int? = nil
  ) throws -> PlanPair {
    try PlanPair(
      RoomTests.plan("runbook/09-dispatch-fails/after-the-mark", .runbook), setting: levers,
      withoutFault: place)
  }

  @Test("part at the publish of the item that the fault struck")
  func publish() throws {
    let alignment = Alignment(try pair(withoutFault: 0))
    let divergence = try #require(alignment.divergence)
    #expect(divergence.item == "app pull_request #200")
    #expect(divergence.cause.hasPrefix("faults[0] (after-the-mark.jsonc:8): HTTP 500, publish"))
    #expect(divergence.left?.text.hasPrefix("app pull_request #200 failed") == true)
    #expect(divergence.right?.text == "took the message of app pull_request #200")
    #expect(SimTime(microseconds: divergence.atMicroseconds).clock == "0:00:08.013")
    #expect(alignment.moved.onlyLeft > 0 && alignment.moved.same > 100)
    let missing = try #require(alignment.counts.first { $0.name == "missing" })
    #expect(missing.left == 1 && missing.right == 0)
    #expect(
      alignment.fates.contains(Alignment.Count(name: "behind-the-mark", left: 1, right: 0)))
    #expect(alignment.lines.allSatisfy { $0.left != nil || $0.right != nil })
  }

  @Test("are the same where nothing was changed, whatever the file is called")
  func same() throws {
    let small = ReplayPlan(
      try ScenarioFiles(["main.jsonc": smallScenario()]).scenario(), profile: .asBuilt)
    let again = ReplayPlan(
      try ScenarioFiles(["main.jsonc": smallScenario()]).scenario(), profile: .asBuilt)
    let alignment = Alignment(PlanPair(small, again))
    #expect(alignment.divergence == nil && alignment.lines.isEmpty)
    #expect(alignment.moved.same > 10 && alignment.moved.onlyLeft == 0)
    #expect(alignment.moved.later == 0 && alignment.moved.otherwise == 0)
    #expect(alignment.text.contains("Everything that happened is the same"))
  }

  @Test("that differ in a lever part where it first shows, and the change is the cause")
  func lever() throws {
    let alignment = Alignment(try pair([try LeverSetting.parse("gateway.dedup-window", "0s")]))
    let divergence = try #require(alignment.divergence)
    #expect(divergence.cause == "with gateway.dedup-window = 0s")
    #expect(divergence.item != nil)
  }

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: String) {
    let recorded = RecordedTerminal()
    let code = Program.simrun.run(words, on: recorded.terminal())
    return (code, recorded.output, recorded.errors)
  }

  @Test("are written by diff --first, and other uses of diff are told apart")
  func command() throws {
    let text = run("diff", Self.file, "--first", "--without-fault", "0", "-p", "runbook")
    #expect(text.code == .success)
    #expect(text.output.contains("The same up to 0:00:08.013"))
    let json = run("diff", Self.file, "--first", "--without-fault", "0", "-f", "json").output
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect((object?["divergence"] as? [String: Any])?["item"] as? String != nil)
    let several = run("diff", Self.file, "--without-fault", "0")
    #expect(several.code == .usage && several.errors.contains("belongs to '--first'"))
    for words in [["--seeds", "3"], ["--until", "stored"], ["-f", "html"], []] {
      let recorded = RecordedTerminal()
      let code = Program.simrun.run(
        ["diff", Self.file, "--first"] + words, on: recorded.terminal())
      #expect(code == .usage, "\(words)")
    }
    let two = run("diff", Self.file, Self.file, "--first", "--without-fault", "0")
    #expect(two.code == .usage && two.errors.contains("Two files are compared as they are"))
    let none = run("diff", Self.file, "--first", "--without-fault", "7")
    #expect(none.code == .usage && none.errors.contains("its faults are 0 to 0"))
  }
}
