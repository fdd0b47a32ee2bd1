import SimKernel
import Testing

@testable import PipelineModel

@Suite("Lost responses")
struct AtLeastOnceTests {
  private let function = LabFunction("f", retries: 3) {
    LabStep.run("a")
    LabStep.send([.event(LabEvent.done)])
    LabStep.run("b")
  }

  @Test("repeat the step whose response was lost, and nothing else", arguments: 0..<4)
  func repeatsOneStep(_ lost: Int) {
    var settings = LabSettings.recorded
    settings.lostResponses = [lost]
    var lab = EngineLab([function], settings)
    lab.trigger("f")
    let result = lab.play()
    #expect(result.count("function.finished Completed") == 1)
    #expect(result.requests == 5)
    #expect(result.rows(.stepStart, step: "a").count == (lost == 0 ? 2 : 1))
    #expect(result.rows(.stepStart, step: "b").count == (lost == 2 ? 2 : 1))
    #expect(result.model.bus.filter { $0.name == LabEvent.done }.count == (lost == 1 ? 2 : 1))
    #expect(result.rows(.fnEnd).count == (lost == 3 ? 2 : 1))
  }

  @Test("exhaust a step's attempts like errors do, and fail the run")
  func exhaust() {
    var settings = LabSettings.recorded
    settings.lostResponses = [0, 1, 2, 3]
    var lab = EngineLab([function], settings)
    lab.trigger("f")
    let result = lab.play()
    #expect(result.rows(.stepStart, step: "a").count == 4)
    #expect(result.count("function.failed Failed") == 1)
  }

  @Test("come late and are ignored: their run was cancelled meanwhile")
  func late() {
    let slow = LabFunction("f", limits: [.init(name: "fn", cap: 1)], cancelled: LabEvent.cancel) {
      LabStep.run("a", .seconds(40))
    }
    var lab = EngineLab([slow])
    lab.trigger("f", key: EventKey(1))
    lab.trigger("f", key: EventKey(2), at: 1)
    lab.send(LabEvent.cancel, key: EventKey(1), at: 2)
    let result = lab.play()
    #expect(result.count("function.cancelled Cancelled") == 1)
    #expect(result.count("function.finished Completed") == 1)
    let starts = result.rows(.stepStart).map(\.time)
    #expect(starts.count == 2 && starts[1] > 15 && starts[1] < 20)
    #expect(result.model.isQuiet)
  }
}
