import Foundation
import PipelineModel
import Testing

@testable import Scenarios

@Suite("The files of a hunt")
struct HuntFileTests {
  @Test(
    "each reproduces its class, and none of its lines can be left out",
    arguments: [
      (NamedProfile.runbook, [Wire.mark, .publish, .sendEvent]),
      (.asBuilt, [.ingressStep]),
    ])
  func areSmallest(profile: NamedProfile, wires: [Wire]) throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], profile), wires)
    let report = try HuntFixture.report(plan)
    #expect(report.files.count == report.classes.count)
    try withFolder { folder in
      for (found, file) in zip(report.classes, report.files) {
        #expect(found.isSmallest, "\(file.path)")
        #expect(try verdict(of: file.text, in: folder) == .pass, "\(file.path)\n\(file.text)")
        let scenario = try Scenario.load(
          path: folder.appendingPathComponent("file.jsonc").path)
        #expect(scenario.story.steps.count <= 10)
        let lines = file.text.components(separatedBy: "\n")
        let end = lines.firstIndex { $0.contains("\"expect\"") } ?? lines.count
        for (place, line) in lines[..<end].enumerated() where Self.isLine(line) {
          var rest = lines
          rest.remove(at: place)
          let text = rest.joined(separator: "\n")
          guard let left = try? verdict(of: text, in: folder) else { continue }
          #expect(left != .pass, "\(file.path) without \(line)")
        }
      }
    }
  }

  @Test("can be read, wherever a workspace of their own syncs a repository")
  func areRead() throws {
    let files = try ScenarioFiles([
      "main.jsonc": """
      { "title": "Two workspaces", "levers": { "engine.response-loss": 0, "queue.redelivery": 0 },
        "world": {
          "organisations": { "acme": { "workspaces": 2 } },
          "installations": { "gh": { "organisation": "acme" } },
          "repositories": { "app": { "installation": "gh", "workspace": 2,
            "items": { "release": { "count": 1 } } } } },
        "story": [{ "trigger": { "installation": "gh", "entityTypes": ["release"] } }] }
      """
    ])
    let plan = HuntFixture.part(of: try HuntPlan(try files.scenario(), profile: .runbook), [.mark])
    let report = try HuntFixture.report(plan)
    #expect(report.files.count > 2)
    try withFolder { folder in
      for file in report.files {
        let verdict = try verdict(of: file.text, in: folder)
        #expect(verdict == .pass, "\(file.path)\n\(file.text)")
        #expect(!file.text.contains("workspace"), "\(file.path)\n\(file.text)")
      }
    }
  }

  @Test("of a large world begin in a small one")
  func beginSmall() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([22, 1, 0], .runbook), [.mark], each: 6)
    let report = try HuntFixture.report(plan)
    #expect(report.classes.count > 4)
    for (found, file) in zip(report.classes, report.files) {
      #expect(found.isSmallest, "\(file.path)")
      #expect(file.text.contains("\"count\": 1 }"), "\(file.path)\n\(file.text)")
    }
  }

  @Test("of a scenario that says much keep no member that the class does not need")
  func haveNoMemberTooMany() throws {
    let plan = HuntFixture.part(
      of: try HuntPlan(Self.wordy(), profile: .runbook), [.mark, .publish])
    let report = try HuntFixture.report(plan)
    #expect(report.classes.count > 5)
    var members = 0
    try withFolder { folder in
      for (found, file) in zip(report.classes, report.files) {
        #expect(found.isSmallest, "\(file.path)")
        let isItself = try isOf(found, file.text, in: folder)
        #expect(isItself, "\(file.path)\n\(file.text)")
        for (key, text) in JSONMembers.without(file.text)
        where !["title", "profile", "expect"].contains(key) {
          members += 1
          guard let isOf = try? isOf(found, text, in: folder) else { continue }
          #expect(!isOf, "\(file.path) without \(key)\n\(file.text)")
        }
      }
    }
    #expect(members > 50)
  }

  /// The base world with a key of nearly everything that a file can say.
  private static func wordy() throws -> Scenario {
    var scenario = try HuntFixture.base([2, 1, 0])
    scenario.seeds = [3]
    scenario.world.organisations[0].workspaces = 2
    scenario.world.organisations.append(World.Organisation(name: "other"))
    scenario.world.installations[0].window = World.SharedWindow(
      used: 5, resetsIn: .hours(1), others: PipelineModel.Rate(count: 1, period: .minutes(1)))
    scenario.world.installations.append(
      World.Installation(name: "idle", organisation: 1, provider: .vercel, connected: false))
    scenario.world.repositories[0].firstNumber = 7
    scenario.world.repositories[0].tags = "v"
    var request = TriggerRequest(scenario.world, installation: 0, depth: 30)
    request.entityTypes = ["pull_request"]
    scenario.story.steps = [
      StoryStep(label: "first", when: StoryTime(offset: .minutes(1)), action: .trigger(request)),
      StoryStep(
        label: "second", when: StoryTime(anchor: .runEnded(0), offset: .minutes(2)),
        action: .trigger(request)),
      StoryStep(when: StoryTime(anchor: .step(1), offset: .hours(1)), action: .flushStore),
    ]
    var target = Fault.Target()
    (target.attempts, target.caller) = (1...2, .worker)
    scenario.rules = [
      FaultRule(
        Fault(wire: .fetch, target: target, trigger: .nth(1...1), effect: .slow(.seconds(1))))
    ]
    return scenario
  }

  /// Whether a file shows what a class does, its fault striking first at the same place.
  private func isOf(
    _ found: HuntReport.Class, _ text: String, in folder: URL
  ) throws -> Bool {
    guard try verdict(of: text, in: folder) == .pass else { return false }
    var scenario = try Scenario.load(path: folder.appendingPathComponent("file.jsonc").path)
    guard let hunted = scenario.rules.popLast()?.fault else { return false }
    let plan = try HuntPlan(scenario, profile: try #require(scenario.profile))
    let site = HuntSite(change: .fault(hunted, .every), call: nil)
    return HuntCase(site, of: plan).troubles([], at: found.place) == found.troubles
  }

  /// A member or an element that stands on one line, but for the names.
  private static func isLine(_ line: String) -> Bool {
    let (opened, closed) = (line.filter { "[{".contains($0) }, line.filter { "]}".contains($0) })
    return line.hasSuffix(",") && opened.count == closed.count
      && !line.contains("\"title\"") && !line.contains("\"profile\"")
  }

  private func verdict(of text: String, in folder: URL) throws -> ScenarioVerdict.Status {
    let path = folder.appendingPathComponent("file.jsonc").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let scenario = try Scenario.load(path: path)
    return ReplayPlan(scenario, profile: try #require(scenario.profile)).run().verdict.status
  }
}
