import SimKernel
import Testing

@testable import PipelineModel

@Suite("Waits for events")
struct WaitTests {
  private func function(pre: Int = 1000, timeout: SimDuration = .seconds(30)) -> LabFunction {
    LabFunction("f", cancelled: LabEvent.cancel) {
      LabStep.run("pre", .milliseconds(pre))
      LabStep.wait(LabEvent.done, timeout: timeout)
    }
  }

  @Test("do not see what came before them, unless they look back")
  func lookback() {
    for mode in WaitLookback.allCases {
      var settings = LabSettings.recorded
      settings.engine.waitLookback = mode
      var lab = EngineLab([function()], settings)
      lab.trigger("f")
      lab.send(LabEvent.done, at: 0.6)
      let result = lab.play()
      #expect(result.rows(.waitResult).map(\.detail) == [mode == .run ? "true" : "false"])
      #expect(result.isOver)
    }
  }

  @Test("looking back see nothing from before their run")
  func lookbackOfRun() {
    var settings = LabSettings.recorded
    settings.engine.waitLookback = .run
    var lab = EngineLab([function(timeout: .seconds(2))], settings)
    lab.send(LabEvent.done, at: 0)
    lab.trigger("f", at: 1)
    let result = lab.play()
    #expect(result.rows(.waitResult).map(\.detail) == ["false"])
  }

  @Test("of many runs are resolved by one event, each of them once")
  func manyWaits() {
    var lab = EngineLab([function()])
    for tag in 0..<5 { lab.trigger("f", tag: Int32(tag)) }
    for time in [3.0, 3.1] { lab.send(LabEvent.done, at: time) }
    let result = lab.play()
    #expect(result.rows(.waitResult).map(\.detail) == Array(repeating: "true", count: 5))
    #expect(result.count("function.finished Completed") == 5)
  }

  @Test("hear only events with their key")
  func keys() {
    var lab = EngineLab([function(timeout: .seconds(3))])
    lab.trigger("f", key: EventKey(1))
    lab.trigger("f", key: EventKey(2))
    lab.send(LabEvent.done, key: EventKey(2, 9), at: 2)
    let result = lab.play()
    let heard = result.rows(.waitResult).map { row -> String in
      let request = result.model.requests.first { result.model.name(of: $0.number) == row.run }
      return "\(request?.event.key.a ?? 0) \(row.detail)"
    }
    #expect(heard.sorted() == ["1 false", "2 true"])
  }

  @Test("leave no timer behind when they are resolved or their run ends")
  func timersAreDisarmed() {
    for event in [LabEvent.done, LabEvent.cancel] {
      var lab = EngineLab([function(timeout: .hours(4))])
      lab.trigger("f")
      lab.send(event, at: 3)
      let result = lab.play()
      #expect(result.isOver)
      #expect(lab.simulation.schedule.now < lab.origin + .seconds(5))
      #expect(result.model.isQuiet)
    }
  }

  @Test("Sleeps and backoffs leave no timer behind when their run is cancelled")
  func sleepersAreDisarmed() {
    let sleeper = LabFunction("s", cancelled: LabEvent.cancel) { LabStep.sleep(.hours(24)) }
    let failing = LabFunction("r", cancelled: LabEvent.cancel) {
      LabStep.parallel((0..<4).map { .run("p\($0)", .milliseconds(100 * $0), fails: .always) })
    }
    var lab = EngineLab([sleeper, failing])
    lab.trigger("s")
    lab.trigger("r")
    lab.send(LabEvent.cancel, at: 3)
    let result = lab.play()
    #expect(result.count("function.cancelled Cancelled") == 2)
    #expect(lab.simulation.schedule.now < lab.origin + .seconds(5))
    #expect(result.model.isQuiet)
  }
}

extension LabModel {
  /// Whether nothing is open, held, queued or armed.
  var isQuiet: Bool { engine.isQuiet }
}

extension DurableEngine {
  fileprivate var isQuiet: Bool {
    let pauses = pauses
    return openRunCount == 0
      && limits.entries.elements.allSatisfy { $0.inUse == 0 && $0.waiting == 0 }
      && requests.elements.allSatisfy { !$0.isOpen && $0.isReleased }
      && pauses.slots.allSatisfy { !$0.isOpen } && pauses.heads.allSatisfy { $0 < 0 }
      && pauses.free.count == pauses.slots.count && timers.free.count == timers.slots.count
      && partitions.indices.allSatisfy { !partitions[$0].hasItems }
      && throttles.entries.indices.allSatisfy {
        throttles.entries[$0].waiting.isEmpty && !throttles.entries[$0].isArmed
      }
  }
}
