import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 4.3, 7.3, 7.5, 8.1–8.3, 12, 13.6.
@Suite("Rule: events and the runs they start")
struct EventRuleTests {
  /// Runs of a function that two events start, so many microseconds apart.
  private func runs(apart microseconds: Int, id: UInt64, _ function: LabFunction) -> Int {
    var lab = EngineLab([function], .exact)
    lab.trigger("f", tag: 0, id: id)
    lab.trigger("f", tag: 1, id: id, at: Double(microseconds) / 1_000_000)
    return lab.play().model.created.count
  }

  private static let day = 24 * 3600 * 1_000_000

  @Test("An event's id is remembered for 24 h (8.3, 13.6)")
  func eventID() {
    let function = LabFunction("f") {}
    #expect(runs(apart: 2_000_000, id: 7, function) == 1)
    #expect(runs(apart: Self.day - 1, id: 7, function) == 1)
    #expect(runs(apart: Self.day, id: 7, function) == 2)
    #expect(runs(apart: 2_000_000, id: 0, function) == 2)
  }

  @Test("An idempotency key is remembered for its window (8.3, 13.6)")
  func idempotency() {
    let function = LabFunction("f", idempotency: .hours(24)) {}
    #expect(runs(apart: 2_000_000, id: 0, function) == 1)
    #expect(runs(apart: Self.day - 1, id: 0, function) == 1)
    #expect(runs(apart: Self.day, id: 0, function) == 2)
  }

  @Test("A singleton drops the second run, or ends the first (12)")
  func singleton() {
    for (mode, starts) in [(Singleton.skip, [0.0]), (.cancel, [0, 1])] {
      let function = LabFunction("f", singleton: mode) { LabStep.run("a", .seconds(5)) }
      var lab = EngineLab([function], .exact)
      lab.trigger("f", count: 2, every: 1)
      let result = lab.play()
      #expect(result.starts() == starts)
      #expect(result.model.drops == 2 - starts.count)
      #expect(result.end(of: "run0") == (mode == .skip ? .completed(5) : .cancelled(1)))
    }
  }

  @Test("A send takes 5000 events of 3 MiB, and refuses more (8.1, 8.2)")
  func sizes() {
    let model = EngineLab([LabFunction("f") {}], .exact).simulation.model
    func admission(_ count: Int, _ bytes: Int = 0) -> [Int] {
      let (taken, status) = model.engine.admission(of: count, largest: bytes)
      return [taken, Int(status)]
    }
    #expect(admission(5000) == [5000, 200] && admission(5001) == [5000, 400])
    #expect(admission(1, 3 << 20) == [1, 200] && admission(1, 3 << 20 + 1) == [0, 400])
  }

  @Test("A cancel ends the runs created before it was accepted, and no later ones (4.3)")
  func cancelTime() {
    var settings = LabSettings.exact
    settings.engine.eventLatency = .milliseconds(100)
    let function = LabFunction("f", cancelled: LabEvent.cancel) { LabStep.sleep(.seconds(60)) }
    var lab = EngineLab([function], settings)
    lab.trigger("f", tag: 0, at: 0)
    lab.trigger("f", tag: 1, at: 0.9)
    lab.send(LabEvent.cancel, at: 1)
    lab.trigger("f", tag: 2, at: 1.1)
    let result = lab.play()
    #expect(result.end(of: "run0") == .cancelled(1.1))
    #expect(result.end(of: "run1")?.how == "function.finished Completed")
    #expect(result.end(of: "run2")?.how == "function.finished Completed")
  }

  @Test("Parallel waits go on after the last of them, with one request (7.5)")
  func parallelWaits() {
    let function = LabFunction("f") {
      LabStep.parallel((0..<3).map { .wait(LabEvent.done, index: $0, timeout: .seconds(9)) })
      LabStep.run("after")
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f")
    for place in 0..<3 as Range<Int32> {
      for _ in 0..<2 {
        lab.send(LabEvent.done, key: EventKey(0, place), at: Double(place + 1))
      }
    }
    let result = lab.play()
    #expect(result.starts() == [3])
    #expect(result.requests == 3)
  }
}
