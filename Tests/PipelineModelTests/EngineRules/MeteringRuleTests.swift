import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 6.5; what is not stated there is counted as its assumption says.
@Suite("Rule: executions")
struct MeteringRuleTests {
  @Test("A run, a step, a sleep, a wait and an invocation are one execution each")
  func each() {
    let parent = LabFunction("parent") {
      LabStep.run("a")
      LabStep.sleep(.seconds(1))
      LabStep.parallel((0..<4).map { .wait(LabEvent.done, index: $0, timeout: .seconds(1)) })
      LabStep.invoke("child")
    }
    var lab = EngineLab([parent, LabFunction("child") {}], .exact)
    lab.trigger("parent")
    let model = lab.play().model
    #expect(model.engine.executions == 9)
    #expect(model.engine.executionsByFunction.elements == [8, 1])
  }

  @Test("The quota is that of 30 days and begins anew with the next")
  func months() {
    var settings = LabSettings.exact
    settings.engine.monthlyExecutions = 2
    settings.engine.atQuota = .refuse
    var lab = EngineLab([LabFunction("f") {}], settings)
    let month = (SimTime.zero + .days(30) - lab.origin).inSeconds
    for (tag, second) in [0, 1, 2, month - 1, month, month + 1, month + 2].enumerated() {
      lab.trigger("f", tag: Int32(tag), at: second)
    }
    let result = lab.play()
    #expect(result.model.created.count == 4 && result.model.drops == 3)
  }
}
