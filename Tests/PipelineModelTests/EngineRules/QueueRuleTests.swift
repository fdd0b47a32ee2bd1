import SimKernel
import Testing

@testable import PipelineModel

/// Source: engine-facts 1.5–1.8, 13.1.
@Suite("Rule: the queue and the limits")
struct QueueRuleTests {
  private typealias Limit = FunctionSettings.Limit

  @Test("An item is leased from 2 s before its due time, and holds its slot from then (1.5)")
  func lookAhead() {
    var settings = LabSettings.exact
    settings.engine.accountSteps = 1
    let sleeper = LabFunction("sleeper") { LabStep.sleep(.seconds(3)) }
    let other = LabFunction("other") { LabStep.run("a") }
    var lab = EngineLab([sleeper, other], settings)
    lab.trigger("sleeper")
    for (tag, second) in [0.5, 0.999, 1.001, 2.5].enumerated() {
      lab.trigger("other", tag: Int32(tag), at: second)
    }
    #expect(lab.play().starts() == [0.5, 0.999, 3, 3])
  }

  @Test("A later step of an older run goes before the first step of a younger one (1.5)")
  func byAge() {
    let function = LabFunction("f", limits: [Limit(name: "fn", cap: 1)]) {
      LabStep.run("a", .seconds(1))
      LabStep.run("b", .seconds(1))
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f", count: 2, every: 0.5)
    let result = lab.play()
    #expect(
      result.rows(.stepStart).map { "\($0.run) \($0.step)" } == [
        "run0 a", "run0 b", "run1 a", "run1 b",
      ])
    #expect(result.starts() == [0, 1, 2, 3])
  }

  @Test("The account's steps at once are capped over all functions (1.7)")
  func accountCap() {
    var settings = LabSettings.exact
    settings.engine.accountSteps = 2
    let functions = ["f", "g"].map { name in LabFunction(name) { LabStep.run("a", .seconds(1)) } }
    var lab = EngineLab(functions, settings)
    for function in ["f", "g"] { lab.trigger(function, count: 3) }
    let result = lab.play()
    #expect(result.most(from: .stepStart, to: .stepEnd) == 2)
    #expect(result.starts().sorted() == [0, 0, 1, 1, 2, 2])
    #expect(result.model.engine.limits.definitions[0].maximum == 2)
  }

  @Test("A full limit with a key lets other keys pass, one without stops the pass (1.6)")
  func blockedKey() {
    let expected: [(KeyMask, [Double])] = [(.a, [0, 0, 10]), ([], [0, 10, 10])]
    for (key, starts) in expected {
      let function = LabFunction(
        "f", limits: [Limit(name: "own", cap: 1, key: key), Limit(name: "fn", cap: 2)]
      ) {
        LabStep.run("a", byTag: [0: .seconds(10)])
      }
      var lab = EngineLab([function], .exact)
      for (tag, key) in [1, 1, 2].enumerated() {
        lab.trigger("f", key: EventKey(Int32(key)), tag: Int32(tag))
      }
      #expect(lab.play().starts() == starts)
    }
  }

  @Test("Both limits must have room (1.6)")
  func twoLimits() {
    let function = LabFunction(
      "f", limits: [Limit(name: "own", cap: 5, key: .a), Limit(name: "fn", cap: 2)]
    ) {
      LabStep.run("a", .seconds(1))
    }
    var lab = EngineLab([function], .exact)
    lab.trigger("f", count: 5)
    #expect(lab.play().starts() == [0, 0, 1, 1, 2])
  }

  @Test("A limit of scope account counts the steps of all its functions (13.4)")
  func sharedLimit() {
    for (isShared, starts) in [(true, [0.0, 1]), (false, [0, 0])] {
      let functions = ["f", "g"].map { name in
        LabFunction(name, limits: [Limit(name: "calls", cap: 1, key: .a, isShared: isShared)]) {
          LabStep.run("a", .seconds(1))
        }
      }
      var lab = EngineLab(functions, .exact)
      for function in ["f", "g"] { lab.trigger(function, key: EventKey(1)) }
      #expect(lab.play().starts() == starts)
    }
  }

  @Test("A slot freed during a pass goes to the item it looks at next, not to one it passed (13.1)")
  func refillDuringPass() {
    var settings = LabSettings.exact
    settings.engine.scanPerItem = .milliseconds(10)
    let function = LabFunction("f", limits: [Limit(name: "own", cap: 1, key: .a)]) {
      LabStep.run("a", .milliseconds(15))
    }
    var lab = EngineLab([function], settings)
    lab.trigger("f", count: 4)
    let result = lab.play()
    let first = result.rows(.stepStart).prefix(2)
    #expect(first.map { result.tag(of: $0.run) } == [0, 2])
    #expect(first.map(\.time) == [0, 0.02])
  }

  @Test("A finished request wakes its blocked function, a failed attempt does not (1.8)")
  func blockedRest() {
    for (fails, start) in [(Failing.never, 0.75), (.onAttempts([0], tag: 0), 4)] {
      var settings = LabSettings.exact
      settings.engine.blockedRequeue = .seconds(5)
      let function = LabFunction("f", limits: [Limit(name: "fn", cap: 1)]) {
        LabStep.run("a", byTag: [0: .milliseconds(500)], fails: fails)
      }
      var lab = EngineLab([function], settings)
      lab.trigger("f", at: 0.25)
      lab.trigger("f", tag: 1, at: 0.3)
      let second = lab.play().rows(.stepStart).first { $0.run == "run1" }
      #expect(second?.time == start)
    }
  }

  @Test("The slot of a cancelled run comes back with its step or at the next 15 s (4.4)")
  func cancelledSlot() {
    for (work, start) in [(10, 10.0), (40, 15)] {
      let function = LabFunction(
        "f", limits: [Limit(name: "fn", cap: 1)], cancelled: LabEvent.cancel
      ) {
        LabStep.run("a", byTag: [0: .seconds(work)])
      }
      var lab = EngineLab([function], .exact)
      lab.trigger("f", key: EventKey(1))
      lab.trigger("f", key: EventKey(2), tag: 1)
      lab.send(LabEvent.cancel, key: EventKey(1), at: 1)
      let result = lab.play()
      #expect(result.end(of: "run0") == .cancelled(1))
      #expect(result.starts() == [0, start])
    }
  }
}
