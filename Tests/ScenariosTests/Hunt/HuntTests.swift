import Foundation
import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite("A hunt")
struct HuntTests {
  @Test("finds in a copy at the moment of the call what it finds from the beginning")
  func forks() throws {
    let plans = [
      HuntFixture.part(of: try HuntFixture.plan([2, 1, 0], .runbook), each: 5),
      HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .asBuilt), each: 7),
    ]
    for plan in plans {
      // All in one go: each job goes on from where the one before it was.
      for (job, plays) in zip(plan.jobs, plan.play(plan.jobs)) {
        let forks = plays.map(\.finding)
        #expect(forks == plan.play(job, forking: false).map(\.finding), "\(job)")
        #expect(!forks.isEmpty)
      }
    }
  }

  @Test(
    "plays one of those effects only that a call cannot tell apart",
    arguments: [Wire.engineRequest, .ingressStep, .ingress, .trigger, .cancelDelivery])
  func alike(wire: Wire) throws {
    var scenario = try HuntFixture.base([1, 0, 0])
    scenario.world.installations[0].connected = false
    scenario.story.steps = [
      StoryStep(when: StoryTime(), action: .connect(installation: 0)),
      StoryStep(when: StoryTime(offset: .minutes(1)), action: .link(repository: 0)),
      StoryStep(when: StoryTime(offset: .minutes(2)), action: scenario.story.steps[0].action),
      StoryStep(when: StoryTime(offset: .hours(1)), action: .delete(installation: 0)),
    ]
    let plan = HuntFixture.part(of: try HuntPlan(scenario, profile: .asBuilt), [wire], each: 4)
    #expect(!plan.jobs.isEmpty)
    var alike = 0
    for job in plan.jobs {
      let plays = plan.play(job, forking: false)
      for (place, one) in plays.enumerated() {
        for other in plays[..<place] where one.site.span == other.site.span {
          guard let (a, b) = both(one.site.fault?.effect, other.site.fault?.effect),
            a.isAlike(b, on: wire)
          else { continue }
          alike += 1
          #expect(one.finding == other.finding, "\(a) and \(b)")
        }
      }
    }
    #expect(alike > 0)
  }

  private func both<Value>(_ a: Value?, _ b: Value?) -> (Value, Value)? {
    guard let a, let b else { return nil }
    return (a, b)
  }

  @Test("measures the same runs in copies and from the beginning", arguments: NamedProfile.builtIn)
  func bench(profile: NamedProfile) throws {
    let rows = HuntBench.run(profile, items: 1)
    #expect(rows.map(\.isInCopies) == [true, false])
    #expect(rows[0].digest == rows[1].digest)
    #expect(rows[0].sites == rows[1].sites && rows[0].sites > 100)
    #expect(BenchRow(rows[1]).text.contains("from the beginning, 1: "))
  }

  @Test("strikes every call that happens, and only once where it strikes once")
  func strikes() throws {
    let plan = try HuntFixture.plan([1, 1, 0], .runbook)
    let jobs = plan.jobs.filter { if case .call = $0 { true } else { false } }
    #expect(jobs.count == plan.calls.records.count)
    for job in jobs {
      for play in plan.play(job) {
        #expect(play.finding.strikes > 0, "\(play.site)")
        if play.site.span == .first { #expect(play.finding.strikes == 1, "\(play.site)") }
      }
    }
  }

  @Test("says the same on one thread and on three")
  func threads() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 1, 0], .runbook), each: 11)
    let reports = try [1, 3].map { try HuntFixture.report(plan, threads: $0) }
    #expect(reports[0].content(.json) == reports[1].content(.json))
    #expect(reports[0].files.map(\.text) == reports[1].files.map(\.text))
  }

  @Test("knows how the gateway and the queue lose and double an item")
  func kinds() throws {
    let plan = HuntFixture.part(
      of: try HuntFixture.plan([1, 0, 0], .runbook), [.post, .mark, .publish, .ingress])
    let report = try HuntFixture.report(plan)
    func causes(_ kind: HuntTrouble.Kind) -> Set<String> {
      let found = report.classes.filter { found in
        found.family == "single faults" && found.troubles.contains { $0.kind == kind }
      }
      return Set(found.map { "\($0.part), \($0.effect)" })
    }
    #expect(
      causes(.silentLoss) == [
        "mark, HTTP 500 after the work", "mark, reply lost", "mark, caller dies after the call",
        "publish, HTTP 500", "publish, request lost", "publish, hangs",
        "publish, caller dies before the call", "ingress, HTTP 500", "ingress, request lost",
        "ingress, hangs", "ingress, caller dies before the call",
      ])
    #expect(
      causes(.deliveredTwice) == [
        "publish, reply lost", "ingress, HTTP 500 after the work", "ingress, reply lost",
        "ingress, caller dies after the call", "ingress, delivered twice",
      ])
    #expect(report.exhaustive)
    #expect(report.callsPlayed == 4)
  }

  /// A kind is a wire, an effect, and whether the first or every attempt is struck; in which step
  /// it happens and what is lost or doubled follows from these on the wires of an item. With all
  /// attempts but the last there are 17 and 14.
  @Test("knows 14 kinds of silent loss and 10 of doubling, all on the wires of an item")
  func kindsOfAll() throws {
    var plan = try HuntFixture.plan([1, 0, 0], .runbook)
    plan.jobs = plan.calls.records.indices.map { .call($0) }
    let report = try HuntFixture.report(plan)
    func kinds(_ kind: HuntTrouble.Kind, _ spans: [HuntSite.Span]) -> Set<[String]> {
      var kinds: Set<[String]> = []
      for found in report.classes where found.troubles.contains(where: { $0.kind == kind }) {
        for span in spans.map(\.rawValue) where found.spans.contains(span) {
          kinds.insert([found.part, found.effect, span])
        }
      }
      return kinds
    }
    let spans = [HuntSite.Span.first, .every]
    let (lost, doubled) = (kinds(.silentLoss, spans), kinds(.deliveredTwice, spans))
    #expect(lost.count == 14, "\(lost.sorted { $0.joined() < $1.joined() })")
    #expect(doubled.count == 10, "\(doubled.sorted { $0.joined() < $1.joined() })")
    #expect(Set(lost.union(doubled).map { $0[0] }) == ["mark", "publish", "ingress"])
    #expect(kinds(.silentLoss, HuntSite.Span.allCases).count == 17)
    #expect(kinds(.deliveredTwice, HuntSite.Span.allCases).count == 14)
    // Of these, each is one class: nothing else tells two of them apart.
    let causes = Set(lost.union(doubled).map { $0.prefix(2).joined(separator: ", ") })
    let classes = report.classes.filter { found in
      found.troubles.contains { [.silentLoss, .deliveredTwice].contains($0.kind) }
    }
    #expect(classes.count == causes.count && causes.count == 16)
  }

  @Test("judges by a sentence asked for, and says which did not hold before")
  func properties() throws {
    let scenario = try HuntFixture.base([1, 0, 0])
    let plan = try HuntPlan(
      scenario, profile: .runbook, properties: ["failedPosts == 0", "stored == 7"])
    let report = try HuntFixture.report(HuntFixture.part(of: plan, [.publish, .post]))
    #expect(report.brokenAnyway == ["stored == 7"])
    let broken = report.classes.filter { found in
      found.troubles.contains(HuntTrouble(kind: .property, detail: "failedPosts == 0"))
    }
    #expect(broken.contains { $0.part == "publish" })
    #expect(throws: UsageError.self) {
      try HuntPlan(scenario, profile: .runbook, properties: ["stord == 1"])
    }
  }

  @Test("finds nothing where nothing goes wrong, in 200 random worlds")
  func control() {
    for seed in 1...200 as ClosedRange<UInt64> {
      let random = RandomKey(seed: seed)
      func number(_ place: UInt64, _ most: UInt64) -> Int { Int(random.bits(place) % most) }
      var world = World()
      world.organisations = [World.Organisation(name: "acme")]
      let types = [EntityType.pullRequest, .issue, .release]
      for place in 0...number(1, 2) {
        world.installations.append(
          World.Installation(name: "inst\(place)", organisation: 0, provider: .github))
        world.repositories.append(
          World.Repository(
            name: "repo\(place)", installation: place,
            items: types.enumerated().map { index, type in
              World.ItemGroup(
                entityType: type, count: number(UInt64(10 * place + index + 2), 30),
                ages: .spread(from: .zero, to: .days(28)))
            }))
      }
      let story = Story(
        steps: world.installations.map {
          StoryStep(
            when: StoryTime(),
            action: .trigger(
              TriggerRequest(
                installationID: .string($0.name), provider: .string("github"),
                organisationID: .string("acme"))))
        })
      var profile = Profile(.runbook)
      for setting in ["queue.redelivery", "engine.response-loss"] {
        LeverSetting(setting, .count(0))?.apply(to: &profile)
      }
      let experiment = Experiment(world: world, story: story, profile: profile, seed: seed)
      let outcome = experiment.run()
      var nothing = outcome
      (nothing.counts, nothing.lostTo) = (HopCounts(), [])
      let judge = HuntJudge(nothing, of: experiment, properties: [])
      let finding = judge.finding(outcome, of: experiment, strikes: 0)
      #expect(finding.troubles.isEmpty, "seed \(seed): \(finding.troubles)")
      #expect(outcome.counts.stored > 0 || outcome.counts.expected == 0)
    }
  }
}
