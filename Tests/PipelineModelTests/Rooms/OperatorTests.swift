import SimKernel
import Testing

@testable import PipelineModel

@Suite("The person who triggers again")
struct OperatorTests {
  private var person = Operator(TriggerAgain(after: .hours(1), atMost: 2), installations: 1)

  @Test("looks once for all that ended before, and not while a backfill is under way")
  mutating func oneLook() {
    person.backfillCreated(0)
    person.backfillCreated(0)
    let (first, second) = (person.backfillEnded(0, completed: false), person.backfillMissing(0))
    #expect(first == .hours(1) && second == nil)
    let tooEarly = person.looks(at: 0, isWhole: false)
    #expect(!tooEarly)
    let third = person.backfillEnded(0, completed: false)
    #expect(third == .hours(1))
    let again = person.looks(at: 0, isWhole: false)
    #expect(again)
    #expect(person.retriggers == [1])
  }

  @Test("is content with success and everything there, and with nothing less")
  mutating func contentment() {
    for (success, completed, isWhole) in [
      (true, true, true), (false, true, true), (true, false, true), (true, true, false),
    ] {
      var person = person
      person.backfillCreated(0)
      person.backfillReturned(0, success: success)
      _ = person.backfillEnded(0, completed: completed)
      let isContent = success && completed && isWhole
      let again = person.looks(at: 0, isWhole: isWhole)
      #expect(again == !isContent)
    }
  }

  @Test("gives up after so many times")
  mutating func patience() {
    let answers = (0..<4).map { _ in
      _ = person.backfillMissing(0)
      return person.looks(at: 0, isWhole: false)
    }
    #expect(answers == [true, true, false, false])
    #expect(person.retriggers == [2])
  }
}
