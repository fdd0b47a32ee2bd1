import SimKernel
import Testing

@testable import PipelineModel

/// Random functions, triggers, cancels, failures and lost responses: laws that hold for all of
/// them.
@Suite("The engine under random scripts")
struct EngineScriptTests {
  @Test("ends every run once, returns every slot and comes to rest", arguments: 0..<160)
  func comesToRest(_ seed: UInt64) {
    var lab = Script(seed: seed).lab()
    let result = lab.play(maxEvents: 60_000)
    #expect(result.isOver, "runs hang or the engine never rests")
    #expect(result.model.isQuiet)
    #expect(Set(result.model.ends.keys) == result.model.created)
    #expect(result.model.ends.values.allSatisfy { $0.count == 1 })
    #expect(result.model.created.count > 0)
    for definition in result.model.engine.limits.definitions.elements {
      #expect(definition.maximum <= definition.cap)
    }
  }

  @Test("meets every outcome, drops and repetitions: the scripts are not tame")
  func scriptsAreWild() {
    var outcomes: Set<RunOutcome> = []
    var (drops, repeats, handlers) = (0, 0, 0)
    for seed: UInt64 in 500..<540 {
      var lab = Script(seed: seed).lab()
      let result = lab.play()
      outcomes.formUnion(result.model.ends.values.joined())
      drops += result.model.drops
      repeats += result.rows.filter { $0.kind == .stepStart && $0.attempt > 0 }.count
      handlers += result.rows(.onFailureEnter).count
    }
    #expect(outcomes == Set(RunOutcome.allCases).subtracting([.running]))
    #expect(drops > 0 && repeats > 0 && handlers > 0)
  }

  @Test("is the same for the same seed", arguments: 0..<5)
  func isDeterministic(_ seed: UInt64) {
    var first = Script(seed: seed).lab()
    var second = Script(seed: seed).lab()
    let rows = first.play().rows
    let again = second.play().rows
    #expect(!rows.isEmpty)
    #expect(rows == again)
  }
}

/// A random experiment.
private struct Script {
  private var draws: RandomStream
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
    draws = RandomKey(seed: seed).stream(5)
  }

  private mutating func chance(_ percent: UInt32) -> Bool { draws.below(100) < percent }

  private mutating func some(_ bound: UInt32) -> Int { Int(draws.below(bound)) }

  func lab() -> EngineLab {
    var script = self
    return script.make()
  }

  private mutating func make() -> EngineLab {
    var settings = LabSettings.recorded
    settings.seed = seed
    settings.sdk = chance(50) ? .python : .javaScript
    settings.engine.concurrencyCounts = chance(30) ? .runs : .steps
    settings.engine.blockedRequeue = chance(30) ? .zero : .seconds(5)
    settings.engine.pollTick = chance(30) ? .zero : .milliseconds(some(2) == 0 ? 20 : 150)
    settings.engine.scanPerItem = .milliseconds(some(2) * some(20))
    settings.engine.ingestPerEvent = .milliseconds(some(2) * some(30))
    settings.engine.accountSteps = chance(40) ? 1 + some(4) : 0
    settings.engine.timeoutOutcome = chance(30) ? .failed : .cancelled
    settings.engine.waitLookback = chance(30) ? .run : .none
    settings.engine.stepLimit = chance(20) ? 3 : 1000
    for _ in 0..<some(6) { settings.lostResponses.insert(some(80)) }
    let child = function("child", isChild: true)
    let parent = function("parent", isChild: false)
    var lab = EngineLab([parent, child], settings)
    for tag in 0..<(3 + some(12)) {
      lab.trigger(
        "parent", key: EventKey(Int32(some(3))), tag: Int32(tag),
        id: chance(10) ? UInt64(1 + some(2)) : 0, at: Double(some(4000)) / 1000)
    }
    for _ in 0..<some(5) {
      lab.send(
        LabEvent.cancel, key: EventKey(Int32(some(3))), at: Double(some(20_000)) / 1000)
    }
    return lab
  }

  private mutating func function(_ name: String, isChild: Bool) -> LabFunction {
    var limits: [FunctionSettings.Limit] = []
    if chance(60) {
      limits.append(
        .init(
          name: "key", cap: 1 + some(2), key: .a, countsRuns: chance(20), isShared: chance(20)))
    }
    if chance(50) { limits.append(.init(name: "fn", cap: 1 + some(3), key: chance(30) ? .b : [])) }
    var throttle: FunctionSettings.Throttle?
    if chance(40) {
      throttle = .init(
        rate: Rate(count: 1 + some(3), period: .seconds(1 + some(8))), burst: some(2),
        key: chance(50) ? .a : [])
    }
    let steps = (0..<(1 + some(4))).map { step("s\($0)", isChild: isChild) }
    var function = LabFunction(
      name, retries: some(3), limits: limits, throttle: throttle,
      startTimeout: chance(25) ? .seconds(1 + some(20)) : .zero,
      finishTimeout: chance(25) ? .seconds(1 + some(30)) : .zero,
      cancelled: chance(70) ? LabEvent.cancel : nil,
      singleton: chance(20) ? (chance(50) ? .skip : .cancel) : .none,
      idempotency: chance(15) ? .hours(24) : .zero,
      onFailure: chance(60) ? [.run("notify", .milliseconds(100), fails: failing())] : nil
    ) {
      for step in steps { step }
    }
    if chance(20) { function.execution = .checkpoints(maxRuntime: .seconds(some(4))) }
    return function
  }

  private mutating func failing() -> Failing {
    guard chance(35) else { return .never }
    if chance(15) { return .always(.nonRetriable) }
    if chance(15) { return .always(.retryAfter(.seconds(some(5)))) }
    return chance(30) ? .always : .onAttempts([0])
  }

  private mutating func step(_ name: String, isChild: Bool) -> LabStep {
    switch some(9) {
    case 0: return .sleep(.seconds(some(5)))
    case 1: return .wait(LabEvent.done, timeout: .seconds(1 + some(9)))
    case 2:
      return .parallel(
        (0..<(1 + some(4))).map {
          .run("\(name)p\($0)", .milliseconds(some(900)), fails: failing())
        })
    case 3: return .send([.event(LabEvent.done)])
    case 4 where !isChild: return .send(LabSend.fanOut("child", 1 + some(4)))
    case 5 where !isChild: return .invoke("child")
    case 6: return .throwOutside(failing())
    case 7: return .catchError(.run(name, .milliseconds(some(900)), fails: failing()))
    default: return .run(name, .milliseconds(some(20_000)), fails: failing())
    }
  }
}
