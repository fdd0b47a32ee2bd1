import SimKernel
import Testing

@testable import PipelineModel

/// Facts of the real engine that are stated with numbers but whose recordings are not here.
@Suite("The engine and its stated facts")
struct StatedFactsTests {
  private typealias Limit = FunctionSettings.Limit

  @Test("With a tick of 20 ms steps follow in 20 ms and slots are refilled in 40 ms (1.8, 6.4)")
  func shortTick() {
    var settings = LabSettings.recorded
    settings.engine.pollTick = .milliseconds(20)
    let steps = LabFunction("f") {
      for step in 0..<10 { LabStep.run("\(step)") }
    }
    var lab = EngineLab([steps], settings, firstRequest: 0.1)
    lab.trigger("f")
    let starts = lab.play().rows(.stepStart).map(\.time)
    #expect(zip(starts.dropFirst(), starts).allSatisfy { abs($0 - $1 - 0.02) < 0.001 })

    let limited = LabFunction("f", limits: [Limit(name: "fn", cap: 2)]) {
      LabStep.run("a", .milliseconds(500))
    }
    lab = EngineLab([limited], settings, firstRequest: 0.1)
    lab.trigger("f", count: 10)
    let rows = lab.play().rows
    let ends = rows.filter { $0.kind == .stepEnd }.map(\.time)
    let refills = zip(rows.filter { $0.kind == .stepStart }.map(\.time).dropFirst(2), ends)
    #expect(refills.allSatisfy { abs($0 - $1 - 0.04) < 0.011 })
  }

  @Test("A slot freed by another function is found at the next look, 5 s at the latest (1.8)")
  func crossFunctionRefill() {
    var settings = LabSettings.recorded
    settings.engine.accountSteps = 1
    let busy = LabFunction("busy") { LabStep.run("a", .milliseconds(1500)) }
    let blocked = LabFunction("blocked") { LabStep.run("b") }
    var lab = EngineLab([busy, blocked], settings, firstRequest: 0.2)
    lab.trigger("busy")
    lab.trigger("blocked", at: 0.3)
    let result = lab.play()
    let free = result.rows(.fnEnd)[0].time
    let start = result.rows(.stepStart, step: "b")[0].time
    #expect(start - free > 0.4 && start - free < 5)
  }

  @Test("A start timeout under a backlog drops the tail and tells nobody (3.6)")
  func startTimeoutUnderBacklog() {
    let function = LabFunction(
      "f", limits: [Limit(name: "fn", cap: 1)], startTimeout: .seconds(5),
      onFailure: [.run("notify")]
    ) {
      LabStep.run("a", .milliseconds(1200))
    }
    var lab = EngineLab([function], firstRequest: 0.2)
    lab.trigger("f", count: 12)
    let result = lab.play()
    #expect(result.count("function.cancelled Cancelled") == 8)
    #expect(result.count("function.finished Completed") == 4)
    #expect(result.rows(.onFailureEnter).isEmpty)
  }

  @Test(
    "A parent hears of a finished and of a failed child; for a cancelled one it waits (4.6, 7.6)",
    arguments: ["done", "failed", "cancelled"])
  func childOutcomes(_ outcome: String) {
    let parent = LabFunction("parent") {
      LabStep.send([LabSend(target: .function("child"), index: 0)])
      LabStep.wait(LabEvent.done, index: 0, timeout: .minutes(10))
    }
    let child = LabFunction(
      "child", retries: 0, finishTimeout: .seconds(3),
      onFailure: [.send([.event(LabEvent.done)])]
    ) {
      LabStep.run(
        "work", outcome == "cancelled" ? .seconds(5) : .milliseconds(200),
        fails: outcome == "failed" ? .always : .never)
      LabStep.send([.event(LabEvent.done)])
    }
    var lab = EngineLab([parent, child], firstRequest: 0.2)
    lab.trigger("parent")
    let result = lab.play()
    let wait = result.rows(.waitResult, run: "run0")
    #expect(wait.map(\.detail) == [outcome == "cancelled" ? "false" : "true"])
    #expect(outcome == "cancelled" ? wait[0].time > 600 : wait[0].time < 3)
    #expect(result.rows(.engineEvent, run: "run0").map(\.detail) == ["function.finished Completed"])
  }

  @Test("A worker of 3 pages takes 9 requests; with 5 slots more than 5 are open (1.4, 6.1)")
  func workerShape() {
    var draws = RandomKey(seed: 20).stream(6)
    let worker = LabFunction("worker", limits: [Limit(name: "org", cap: 5, key: .a)]) {
      LabStep.run("get-token", .milliseconds(5))
      for page in 0..<3 {
        for step in ["fetch", "dispatch"] {
          LabStep.run(
            "\(step)-\(page)",
            byTag: Dictionary(
              uniqueKeysWithValues: (0..<20).map {
                ($0, .milliseconds(1 + Int(draws.below(10))))
              }))
        }
      }
      LabStep.send([.event(LabEvent.done)])
    }
    var lab = EngineLab([worker], firstRequest: 0.2)
    lab.trigger("worker", count: 20)
    let result = lab.play()
    #expect(result.requests == 20 * 9)
    let executing = result.most(from: .stepStart, to: .stepEnd)
    let open = result.most(from: .fnEnter, to: .fnEnd, firstOnly: true)
    #expect(executing == 5)
    #expect(abs(open - 14) <= 3)
  }

  /// The durations of that experiment are not stated: parents sent at once and children of up to
  /// half a second come to what was measured, a window of up to 1.5 s and one of 88 ends lost.
  @Test("A shared account cap can stretch the gap before waits are registered: ends get lost (7.2)")
  func waitRace() {
    for cap in [1000, 3] {
      var (widest, lost, seeds) = (0.0, 0, 0)
      for seed: UInt64 in 0..<12 {
        let result = fanOuts(accountCap: cap, seed: seed)
        #expect(result.isOver)
        for get in result.rows(.stepStart, step: "get") {
          let responses = result.rows(.response, run: get.run).map(\.time)
          widest = max(widest, responses[2] - responses[1])
        }
        lost += result.rows(.waitResult).filter { $0.detail == "false" }.count
        seeds += 1
        #expect(result.count("function.finished Completed") == 8 * 12)
      }
      guard cap == 3 else {
        #expect(widest < 0.2 && lost == 0)
        continue
      }
      #expect(widest > 0.75 && widest < 1.6)
      #expect(lost >= seeds / 3 && lost <= seeds * 2)
    }
  }

  /// Eight parents sent at once, each with eleven children.
  private func fanOuts(accountCap: Int, seed: UInt64) -> LabResult {
    var draws = RandomKey(seed: seed).stream(7)
    let durations = { (bound: UInt32, count: Int32) -> [Int32: SimDuration] in
      Dictionary(
        uniqueKeysWithValues: (0..<count).map { ($0, .milliseconds(Int(draws.below(bound)))) })
    }
    let (get, work) = (durations(800, 8), durations(501, 11))
    let parent = LabFunction("parent") {
      LabStep.run("get", byTag: get)
      LabStep.send(LabSend.fanOut("child", 11))
      LabStep.parallel(
        (0..<11).map { .wait(LabEvent.done, index: $0, timeout: .seconds(20)) })
    }
    let child = LabFunction("child") {
      LabStep.run("work", byTag: work)
      LabStep.send([.event(LabEvent.done)])
    }
    var settings = LabSettings.recorded
    settings.engine.accountSteps = accountCap
    var lab = EngineLab([parent, child], settings, firstRequest: 0.2)
    for tag in 0..<Int32(8) {
      lab.trigger("parent", key: EventKey(tag), tag: tag)
    }
    return lab.play()
  }

  @Test("A limit on runs lets duplicates run one after the other, also across sleeps (1.10)")
  func runLevelConcurrency() {
    var settings = LabSettings.recorded
    settings.engine.concurrencyCounts = .runs
    let function = LabFunction("f", limits: [Limit(name: "key", cap: 1, key: .a)]) {
      LabStep.run("a", .milliseconds(200))
      LabStep.sleep(.seconds(3))
      LabStep.run("b", .milliseconds(200))
    }
    var lab = EngineLab([function], settings, firstRequest: 0.2)
    lab.trigger("f", count: 4)
    let result = lab.play()
    let runs = result.rows(.stepStart).map(\.run)
    #expect(runs == ["run0", "run0", "run1", "run1", "run2", "run2", "run3", "run3"])
    #expect(result.most(from: .fnEnter, to: .fnEnd, firstOnly: true) == 1)
  }
}

extension LabResult {
  /// The most runs or steps that were between two kinds of rows at once.
  func most(from start: LabRow.Kind, to end: LabRow.Kind, firstOnly: Bool = false) -> Int {
    var (open, most) = (0, 0)
    var seen: Set<String> = []
    for row in rows {
      if row.kind == start, seen.insert(row.run).inserted || !firstOnly { open += 1 }
      if row.kind == end { open -= 1 }
      most = max(most, open)
    }
    return most
  }
}
