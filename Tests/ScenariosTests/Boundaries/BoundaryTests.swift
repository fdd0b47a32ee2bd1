import PipelineModel
import SimKernel
import Testing

@testable import Scenarios

@Suite struct BoundaryTests {
  @Test func probesHaveNamesAndSpeakToClaims() {
    let probes = BoundaryProbe.all
    #expect(Set(probes.map(\.id)).count == probes.count)
    for probe in probes {
      #expect(!probe.claims.isEmpty)
      #expect(probe.claims.allSatisfy { Claim.numbered($0) != nil }, "\(probe.id)")
    }
  }

  @Test func aKnobTurnsOneNumber() {
    var experiment = Experiment(
      world: SmallWorld.world([(.issue, 1)]),
      story: Story(steps: [StoryStep(when: StoryTime(), action: SmallWorld.trigger())]),
      profile: Profile(.asBuilt))
    Knob.items(repository: 0, .issue).set(70, in: &experiment)
    Knob.copies(repository: 0).set(3, in: &experiment)
    Knob.offset(step: 0).set(5, in: &experiment)
    Knob.lever("worker.retries").set(2, in: &experiment)
    Knob.lever("worker.finish-timeout").set(7, in: &experiment)
    #expect(experiment.world.repositories.map(\.name) == ["app", "app-2", "app-3"])
    #expect(experiment.world.repositories.allSatisfy { $0.items[0].count == 70 })
    #expect(experiment.story.steps[0].when.offset == SimDuration(microseconds: 5))
    #expect(experiment.profile.worker.retries == 2)
    #expect(experiment.profile.worker.finishTimeout == SimDuration(microseconds: 7))
  }

  @Test func aRetriggerIsSafeForADayAndNotLonger() throws {
    let probe = try #require(BoundaryProbe.all.first { $0.id == "6.1-first-duplicate" })
    let found = probe.found(under: .runbook)
    let change = try #require(found.search.change)
    #expect(found.search.isMonotone)
    #expect(change.before.holds)
    #expect(change.after.value - change.before.value == 1_000_000)
    let day = SimDuration.hours(24).microseconds
    #expect((day - 60_000_000...day).contains(change.before.value))
    #expect(found.obstacle.contains("delivered again"))
  }

  @Test func capturesEndBeforeTheWindowDoes() throws {
    let probe = try #require(BoundaryProbe.all.first { $0.id == "1.2-captures" })
    #expect(probe.found(under: .runbook).search.change == nil)
    let change = try #require(probe.found(under: .asBuilt).search.change)
    #expect((50...500).contains(change.before.value))
  }

  @Test func theReportSaysBothSidesAndWhatIsNotMonotone() {
    let search = Bisection(0...60) { $0 < 15 || 35...45 ~= $0 }
    let report = BoundaryReport(boundaries: [
      BoundaryReport.Boundary(
        id: "x", claims: ["1.2"], question: "How many?", situation: "one of each",
        profile: "as-built", unit: "pages", search: search, reached: "14 steps",
        obstacle: "it broke")
    ])
    #expect(
      report.content(.text) == """
        x (1.2)
              How many?
              one of each
              as-built  yes at 14 pages (14 steps), no at 15 pages: it broke; not monotone: yes again at 40
                        pages

        11 runs

        """)
    #expect(report.content(.markdown).hasSuffix("yes again at 40 pages |\n"))
    #expect(report.content(.json).contains("\"isMonotone\" : false"))
  }
}
