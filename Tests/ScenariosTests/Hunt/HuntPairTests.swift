import PipelineModel
import Testing

@testable import Scenarios

@Suite("Pairs of faults and random experiments")
struct HuntPairTests {
  @Test("are the same pairs on one thread and on three, and as many as asked for")
  func pairs() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), [.mark, .publish])
    let result = try Hunt(plan).run(resuming: false)
    let pairs = HuntPairs(plan, result.tally, most: 150)
    let (one, three) = (pairs.run(threads: 1), pairs.run(threads: 3))
    #expect(one.pairs > 1000)
    #expect(100...200 ~= one.played)
    #expect(one.played == three.played)
    #expect(one.found.map(\.finding) == three.found.map(\.finding))
  }

  @Test("say nothing of what one of the two does alone")
  func alone() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), [.mark, .publish])
    let tally = try Hunt(plan).run(resuming: false).tally
    for found in HuntPairs(plan, tally, most: 300).run(threads: 2).found {
      let first = Set(found.first.finding.troubles)
      #expect(first.isDisjoint(with: found.troubles))
      #expect(!found.troubles.isEmpty)
    }
  }

  @Test("are sound and the same on any number of threads", arguments: NamedProfile.builtIn)
  func random(profile: NamedProfile) {
    let reports = [1, 3].map { threads in
      var hunt = RandomHunt(count: 70, seed: 5, profile: profile)
      hunt.threads = threads
      return hunt.run()
    }
    #expect(reports[0].content(.json) == reports[1].content(.json))
    #expect(reports[0].unsound.isEmpty, "\(reports[0].text)")
    #expect(reports[0].experiments == 70)
  }

  @Test("of random experiments the smallest is the same run written as a file")
  func written() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let experiment = Experiment.random(seed: seed, .asBuilt)
      let again = HuntCase(experiment, .asBuilt).experiment()
      #expect(again.profile == experiment.profile, "seed \(seed)")
      #expect(again.world == experiment.world)
      #expect(again.story.steps.map(\.when) == experiment.story.steps.map(\.when))
      // As text, in which what is no number is itself.
      #expect("\(again.story.steps.map(\.action))" == "\(experiment.story.steps.map(\.action))")
      #expect(again.faults == experiment.faults)
    }
  }
}
