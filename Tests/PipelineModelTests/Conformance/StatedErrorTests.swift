import SimKernel
import Testing

@testable import PipelineModel

/// More facts of the real engine that are stated without a recording: checkpoints, errors, ends.
@Suite("The engine and its stated facts about errors and ends")
struct StatedErrorTests {
  private typealias Limit = FunctionSettings.Limit

  @Test("With checkpoints the steps share a request that holds its slot (6.2)")
  func checkpoints() {
    var function = LabFunction("f", limits: [Limit(name: "fn", cap: 1)]) {
      for step in 0..<5 { LabStep.run("\(step)", .seconds(1)) }
    }
    function.execution = .checkpoints(maxRuntime: .seconds(10))
    var lab = EngineLab([function], firstRequest: 0.2)
    lab.trigger("f", count: 2)
    var result = lab.play()
    #expect(result.requests == 2)
    #expect(
      result.rows(.stepStart).map(\.run) == Array(repeating: "run0", count: 5)
        + Array(repeating: "run1", count: 5))

    function.execution = .checkpoints(maxRuntime: .seconds(2))
    lab = EngineLab([function], firstRequest: 0.2)
    lab.trigger("f")
    result = lab.play()
    #expect(result.requests == 3)
    #expect(result.rows(.stepStart).count == 5)
  }

  @Test("A cancel is noticed at the next checkpoint (6.2)")
  func cancelAtCheckpoint() {
    var function = LabFunction("f", cancelled: LabEvent.cancel) {
      for step in 0..<5 { LabStep.run("\(step)", .seconds(1)) }
    }
    function.execution = .checkpoints(maxRuntime: .seconds(10))
    var lab = EngineLab([function], firstRequest: 0.2)
    lab.trigger("f")
    lab.send(LabEvent.cancel, at: 1.5)
    let result = lab.play()
    #expect(result.rows(.stepStart).map(\.step) == ["0", "1"])
    #expect(result.count("function.cancelled Cancelled") == 1)
  }

  @Test("In JavaScript an error that is not retriable can be caught (5.6)")
  func javaScriptErrors() {
    var settings = LabSettings.recorded
    settings.sdk = .javaScript
    for error in [Failing.Error.nonRetriable, .retryAfter(.seconds(3))] {
      let function = LabFunction("f", retries: 1) {
        LabStep.catchError(.run("bad", .milliseconds(50), fails: .always(error)))
        LabStep.run("after")
      }
      var lab = EngineLab([function], settings, firstRequest: 0.2)
      lab.trigger("f")
      let result = lab.play()
      #expect(result.count("function.finished Completed") == 1)
      #expect(result.rows(.stepStart, step: "bad").count == (error == .nonRetriable ? 1 : 2))
      let last = result.rows(.stepStart, step: "after")[0].time
      #expect(error == .nonRetriable ? last < 1 : last > 3 && last < 4)
    }
  }

  @Test("A delay asked for by the app is at least a second (5.6)")
  func shortRetryDelay() {
    let function = LabFunction("f", retries: 1) {
      LabStep.run("a", fails: Failing(attempts: [0], error: .retryAfter(.milliseconds(10))))
    }
    var lab = EngineLab([function], firstRequest: 0.2)
    lab.trigger("f")
    let starts = lab.play().rows(.stepStart).map(\.time)
    #expect(starts.count == 2 && starts[1] - starts[0] > 0.99 && starts[1] - starts[0] < 1.2)
  }

  @Test("A cancelled parent leaves its children and failure handlers alone (4.5)")
  func noCascade() {
    let parent = LabFunction("parent", cancelled: LabEvent.cancel) {
      LabStep.send(LabSend.fanOut("child", 3))
      LabStep.wait(LabEvent.done, timeout: .seconds(30))
    }
    let child = LabFunction("child", retries: 0, onFailure: [.run("notify", .seconds(4))]) {
      LabStep.run("work", .seconds(2), fails: .always)
    }
    var lab = EngineLab([parent, child], firstRequest: 0.2)
    lab.trigger("parent")
    lab.send(LabEvent.cancel, at: 1.5)
    let result = lab.play()
    #expect(result.count("function.cancelled Cancelled") == 1)
    #expect(result.count("function.failed Failed") == 3)
    #expect(result.rows(.onFailureStep).count == 3)
  }

  @Test("A send of too many events is refused though the first were taken, and again (8.1)")
  func tooManyEvents() {
    var settings = LabSettings.recorded
    settings.engine.eventsPerSend = 5
    let parent = LabFunction("parent", retries: 1) { LabStep.send(LabSend.fanOut("child", 6)) }
    var lab = EngineLab([parent, LabFunction("child") {}], settings, firstRequest: 0.2)
    lab.trigger("parent")
    let result = lab.play()
    #expect(result.count("function.failed Failed") == 1)
    #expect(result.count("function.finished Completed") == 10)
  }

  @Test("In the runbook's belief a timed-out run fails and calls its handler (runbook §3)")
  func timeoutThatFails() {
    for outcome in TimeoutOutcome.allCases {
      var settings = LabSettings.recorded
      settings.engine.timeoutOutcome = outcome
      let function = LabFunction("f", finishTimeout: .seconds(2), onFailure: [.run("notify")]) {
        LabStep.sleep(.seconds(60))
      }
      var lab = EngineLab([function], settings, firstRequest: 0.2)
      lab.trigger("f")
      #expect(lab.play().rows(.onFailureStep).count == (outcome == .failed ? 1 : 0))
    }
  }

  @Test("A throttled start takes its token only when it also gets its slot (1.6, 2.2)")
  func throttleWithLimit() {
    let function = LabFunction(
      "f", limits: [Limit(name: "fn", cap: 1)],
      throttle: .init(rate: Rate(count: 1, period: .seconds(2)), burst: 0)
    ) {
      LabStep.run("a", byTag: [0: .seconds(9)])
    }
    var lab = EngineLab([function], firstRequest: 0.2)
    lab.trigger("f", count: 4)
    let starts = lab.play().rows(.stepStart).map(\.time)
    #expect(starts.count == 4)
    let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
    #expect(gaps[0] > 9 && gaps[0] < 9.6)
    #expect(gaps.dropFirst().allSatisfy { $0 >= 2 && $0 < 2.3 })
  }
}
