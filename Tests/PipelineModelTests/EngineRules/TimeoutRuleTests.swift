import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 3.1–3.3, 13.2, 13.6.
@Suite("Rule: timeouts")
struct TimeoutRuleTests {
  private static let one = [FunctionSettings.Limit(name: "fn", cap: 1)]

  @Test("The finish timeout counts from the first request, not from creation (3.2)")
  func finishFromFirstRequest() {
    let function = LabFunction("f", limits: Self.one, finishTimeout: .seconds(30)) {
      LabStep.run("a", byTag: [0: .seconds(20), 1: .seconds(40)])
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f", count: 2)
    let result = lab.play()
    #expect(result.starts() == [0, 20])
    #expect(result.end(of: "run0") == .completed(20))
    #expect(result.end(of: "run1") == .cancelled(50))
  }

  @Test("The start timeout counts from creation and ends with the first request (3.1)")
  func startUntilFirstRequest() {
    for (busy, end) in [(4_999, LabEnd.completed(14.999)), (5_001, .cancelled(5))] {
      let function = LabFunction("f", limits: Self.one, startTimeout: .seconds(5)) {
        LabStep.run("a", byTag: [0: .milliseconds(busy), 1: .seconds(10)])
      }
      var lab = EngineLab([function], .exact)
      lab.trigger("f", count: 2)
      let result = lab.play()
      #expect(result.end(of: "run0") == .completed(Double(busy) / 1000))
      #expect(result.end(of: "run1") == end)
    }
  }

  @Test("The lease looks at the start timeout again before its job has acted (3.1, 13.6)")
  func startAtTheLease() {
    var settings = LabSettings.exact
    settings.engine.timeoutLatency = .seconds(2)
    let function = LabFunction("f", limits: Self.one, startTimeout: .seconds(5)) {
      LabStep.run("a", byTag: [0: .seconds(6)])
    }
    var lab = EngineLab([function], settings)
    lab.trigger("f", count: 2)
    let result = lab.play()
    #expect(result.starts() == [0])
    #expect(result.end(of: "run1") == .cancelled(6))
  }

  @Test("The lease looks at the finish timeout again before its job has acted (3.2, 13.6)")
  func finishAtTheLease() {
    var settings = LabSettings.exact
    settings.engine.timeoutLatency = .seconds(2)
    let function = LabFunction("f", finishTimeout: .seconds(5)) {
      LabStep.run("a", .seconds(6))
      LabStep.run("b")
    }
    var lab = EngineLab([function], settings)
    lab.trigger("f")
    let result = lab.play()
    #expect(result.rows(.stepStart).map(\.step) == ["a"])
    #expect(result.end(of: "run0") == .cancelled(6))
  }

  @Test("A timed-out run calls no failure handler; its parent gets nothing (3.3, 3.7)")
  func nobodyIsTold() {
    let parent = LabFunction("parent") { LabStep.invoke("child") }
    let child = LabFunction("child", finishTimeout: .seconds(5), onFailure: [.run("notify")]) {
      LabStep.sleep(.seconds(60))
    }
    var lab = EngineLab([parent, child], .exact)
    lab.trigger("parent")
    let result = lab.play()
    #expect(result.rows(.onFailureEnter).isEmpty)
    #expect(result.rows(.invokeOK).map(\.time) == [5])
    #expect(result.end(of: "run0") == .completed(5))
  }
}
