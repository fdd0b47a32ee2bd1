import SimKernel
import Testing

@testable import PipelineModel

@Suite("Sums over a whole run")
struct WideSumTests {
  @Test("of stays are exact beyond 64 bits")
  func stays() {
    var tally = SojournTally()
    var level = TimeWeighted()
    let last = ModelBound.latest
    for _ in 0..<1000 {
      tally.begin(at: .zero)
      level.add(1, at: .zero)
    }
    for _ in 0..<400 {
      tally.end(begunAt: .zero, at: last)
      level.add(-1, at: last)
    }
    #expect(tally.total(at: last) == 1000 * Int128(last.microseconds))
    #expect(tally.total(at: last) > Int128(Int64.max))
    #expect(tally.total(at: last) == level.integral(at: last))
    #expect(level.unitTime(at: last) == .longest)
  }

  @Test("of durations stop at the longest")
  func durations() {
    #expect(SimDuration.sum([.hours(1), .seconds(2), .hours(-2)]) == .seconds(2 - 3600))
    let longest = [SimDuration](repeating: SimDuration(microseconds: .max), count: 3)
    #expect(SimDuration.sum(longest) == .longest)
    #expect(SimDuration.sum(longest + longest.map { -$0 }) == .zero)
  }

  @Test("of waits of one run hold the moments of all that wait at once")
  func waits() {
    var waits = WaitSums()
    let (start, end) = (ModelBound.latest - .days(1), ModelBound.latest)
    for _ in 0..<100_000 { waits.enqueue(at: start) }
    waits.end((0, 0, 0), throttle: false, at: end)
    #expect(waits.queue == 100_000 * Int128(SimDuration.days(1).microseconds))
  }

  @Test("a run that never comes to its end ends at the latest instant, and says so")
  func time() {
    var experiment = Experiment(
      world: World(
        organisations: [World.Organisation(name: "o")],
        installations: [World.Installation(name: "i", organisation: 0, provider: .github)]),
      story: Story(
        steps: (0..<20).map { step in
          StoryStep(
            when: StoryTime(
              anchor: step == 0 ? .start : .step(step - 1), offset: Distribution.maximum),
            action: .flushStore)
        }),
      profile: Profile(.asBuilt))
    let outcome = experiment.run()
    #expect(outcome.outgrown == .time)
    #expect(outcome.stop == .stopped)
    #expect(outcome.storyTimes.count { $0 != nil } == 10)
    experiment.horizon = .zero + .days(30)
    #expect(experiment.run().outgrown == nil)
    #expect(experiment.run().stop == .horizon)
  }

  @Test("items made and updated in one event are linear", .timeLimit(.minutes(2)))
  func create() {
    func run(_ count: Int) -> Outcome {
      let items = World.ItemGroup(
        entityType: .issue, count: count, ages: .spread(from: .zero, to: .days(20)))
      return Experiment(
        world: World(
          organisations: [World.Organisation(name: "o")],
          installations: [World.Installation(name: "i", organisation: 0, provider: .github)],
          repositories: [World.Repository(name: "r", installation: 0, items: [items])]),
        story: Story(steps: [
          StoryStep(
            when: StoryTime(),
            action: .createItems(repository: 0, entityType: .issue, count: count)),
          StoryStep(
            when: StoryTime(offset: .hours(1)),
            action: .updateItems(
              repository: 0, entityType: .issue, first: count / 2, count: count)),
        ]),
        profile: Profile(.asBuilt), recording: .counts
      ).run()
    }
    #expect(run(300_000).violations.isEmpty)
  }
}
