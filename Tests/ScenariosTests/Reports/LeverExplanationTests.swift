import PipelineModel
import Testing

@testable import Scenarios

@Suite struct LeverExplanationTests {
  @Test func oneLeverInFull() throws {
    let levers = try LeverExplanation.levers(containing: "worker.resume")
    #expect(
      LeverTable.text.content(of: levers) == """
        worker.resume
          Where the worker of a re-trigger begins.
          values    start | cursor
          runbook   start
          as-built  start
          proposed  cursor
          source    \(try #require(Lever.named("worker.resume")).source)

        """)
  }

  @Test func aWordIsLookedForInNamesAndSentences() throws {
    let names = try LeverExplanation.levers(containing: "Retries").map(\.name)
    #expect(names.contains("worker.retries") && names.contains("engine.meter-retries"))
    // It stands in the sentence alone.
    #expect(
      try LeverExplanation.levers(containing: "401").map(\.name)
        .contains("worker.gives-up-on-refusal"))
    for lever in Lever.all {
      #expect(try LeverExplanation.levers(containing: lever.name).map(\.name).contains(lever.name))
    }
  }

  @Test(arguments: [
    ("retris", "Did you mean 'retries'?"), ("worker.resum3", "Did you mean 'worker.resume'?"),
    ("xyzzy", "'simrun levers' lists them."),
  ])
  func aWordThatNobodyHas(_ word: String, _ question: String) {
    #expect {
      try LeverExplanation.levers(containing: word)
    } throws: { error in
      let message = (error as? UsageError)?.message ?? ""
      return message.contains("'\(word)'") && message.hasSuffix(question)
    }
  }
}
