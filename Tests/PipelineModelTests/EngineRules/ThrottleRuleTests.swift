import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 1.6, 2.1–2.3, 13.6.
@Suite("Rule: the throttle")
struct ThrottleRuleTests {
  private func throttle(
    _ count: Int, per seconds: Int, burst: Int = 0, key: KeyMask = []
  ) -> FunctionSettings.Throttle {
    .init(rate: Rate(count: count, period: .seconds(seconds)), burst: burst, key: key)
  }

  @Test("Each key has a throttle of its own (13.6)")
  func perKey() {
    let function = LabFunction("f", throttle: throttle(1, per: 10, key: .a)) { LabStep.run("a") }
    var lab = EngineLab([function], .exact)
    for key in [1, 2, 1, 3, 2] as [Int32] { lab.trigger("f", key: EventKey(key), tag: key) }
    #expect(lab.play().starts() == [0, 0, 0, 10, 10])
  }

  @Test("Without a key all runs of the function share one (2.1)")
  func withoutKey() {
    let function = LabFunction("f", throttle: throttle(1, per: 10)) { LabStep.run("a") }
    var lab = EngineLab([function], .exact)
    for key in [1, 2, 3] as [Int32] { lab.trigger("f", key: EventKey(key), tag: key) }
    #expect(lab.play().starts() == [0, 10, 20])
  }

  @Test(
    "An idle key admits limit + burst at once, then one per emission (2.2)",
    arguments: [(0, 4), (1, 5), (4, 8)])
  func burst(_ burst: Int, _ atOnce: Int) {
    let function = LabFunction("f", throttle: throttle(4, per: 12, burst: burst)) {
      LabStep.run("a")
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f", count: 10)
    let expected = (0..<10).map { Double(max(0, ($0 - atOnce + 1) * 3)) }
    #expect(lab.play().starts() == expected)
  }

  @Test("It counts starts, not steps (2.1)")
  func startsOnly() {
    let function = LabFunction("f", throttle: throttle(1, per: 10)) {
      for step in 0..<5 { LabStep.run("\(step)", .seconds(1)) }
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f")
    #expect(lab.play().starts() == [0, 1, 2, 3, 4])
  }

  @Test("A slot that a throttled start cannot use goes to the next that waits for it (1.6, 13.1)")
  func slotPassesThrottled() {
    let function = LabFunction(
      "f", limits: [.init(name: "limit", cap: 1, key: .b)],
      throttle: throttle(1, per: 100, key: .a)
    ) {
      LabStep.run("a", .seconds(1))
    }
    var lab = EngineLab([function], .exact)
    for (tag, key) in [1, 1, 1, 2, 3].enumerated() {
      lab.trigger("f", key: EventKey(Int32(key)), tag: Int32(tag))
    }
    #expect(lab.play().starts() == [0, 1, 2, 100, 200])
  }

  @Test(
    "A start takes its token with its slot, not while it waits for one (1.6)",
    arguments: [
      KeyMask(), .a,
    ])
  func tokenWithSlot(_ key: KeyMask) {
    let function = LabFunction(
      "f", limits: [.init(name: "limit", cap: 1, key: key)], throttle: throttle(1, per: 10)
    ) {
      LabStep.run("a", byTag: [0: .seconds(25)])
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f", count: 4)
    #expect(lab.play().starts() == [0, 25, 35, 45])
  }
}
