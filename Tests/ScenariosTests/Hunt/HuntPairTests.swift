import PipelineModel
import Testing

@testable import Scenarios

@Suite("Pairs of faults and random experiments")
struct HuntPairTests {
  @Test("are the same pairs on one thread and on three, and as many as asked for")
  func pairs() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), [.mark, .publish])
    let tally = try Hunt(plan).run(resuming: false).tally
    let results = try [1, 3].map { threads in
      var hunt = Hunt(plan)
      hunt.threads = threads
      return try hunt.runPairs(most: 150)
    }
    let counts = results.map { $0.played.values.reduce(0) { $0 + $1.count } }
    #expect(results[0].pairs.firsts.reduce(0) { $0 + $1.seconds } > 1000)
    #expect(100...200 ~= counts[0])
    #expect(counts[0] == counts[1])
    #expect(results[0].found(tally).map(\.finding) == results[1].found(tally).map(\.finding))
  }

  @Test("go on where they were stopped, and shards are put together, with the same report")
  func resumes() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), [.mark, .publish])
    try withFolder { folder in
      var hunt = Hunt(plan)
      hunt.output = folder.appendingPathComponent("hunt").path
      func report(_ hunt: Hunt) throws -> HuntReport {
        let result = try hunt.run(resuming: true)
        var report = try HuntReport(hunt, result, explains: false)
        report.addPairs(hunt, result, try hunt.runPairs(most: 300))
        return report
      }
      var plain = hunt
      plain.output = nil
      let whole = try report(plain)
      #expect(whole.isWhole && whole.classes.contains { $0.family == "pairs" })

      hunt.budget = 0
      let part = try report(hunt)
      #expect(!part.isWhole && part.pairs?.words.contains("the budget was used up") == true)
      hunt.budget = nil
      #expect(try report(hunt).content(.json) == whole.content(.json))
      #expect(try hunt.runPairs(most: 300).isWhole)
      HuntJournal.remove(of: hunt.output ?? "")

      for index in 1...3 {
        hunt.shard = SweepShard(index: index, count: 3)
        _ = try hunt.run(resuming: false)
        #expect(try hunt.runPairs(most: 300).isWhole == (index == 3))
      }
      hunt.shard = .whole
      let merged = try report(hunt)
      #expect(merged.content(.json) == whole.content(.json))
      #expect(merged.files.map(\.text) == whole.files.map(\.text))
    }
  }

  @Test("say nothing of what one of the two does alone")
  func alone() throws {
    let plan = HuntFixture.part(of: try HuntFixture.plan([1, 0, 0], .runbook), [.mark, .publish])
    let tally = try Hunt(plan).run(resuming: false).tally
    let found = try Hunt(plan).runPairs(most: 300).found(tally)
    #expect(!found.isEmpty)
    for found in found {
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
