import SimKernel

@testable import PipelineModel

/// Gaps between steps, parallel steps, sleeps, and events on their way to the first request.
extension ConformanceCase {
  static var latencies: [ConformanceCase] {
    let file = "latency_sleep_parallel"
    return [
      ConformanceCase(file: file, name: "one run, 60", compare: sixtySteps),
      ConformanceCase(file: file, name: "one run, 8", compare: parallelSteps),
      sleep(200), sleep(1000), sleep(2500), sleep(5000),
      ConformanceCase(file: file, name: "event POST", compare: firstRequests),
      ConformanceCase(file: file, name: "500 events", compare: manyEvents),
    ]
  }

  private static func sixtySteps(_ recording: Recording, _ comparison: inout Comparison) {
    let function = LabFunction("f") {
      for step in 0..<60 { LabStep.run("s\(step)") }
    }
    let first = recording.json["first_step_after_send_s"].number ?? 0
    var lab = EngineLab([function], firstRequest: first)
    lab.trigger("f")
    let result = lab.play()
    let starts = result.rows(.stepStart).map(\.time)
    comparison.gaps(
      recording.json["gaps_s"].numbers, zip(starts.dropFirst(), starts).map { $0 - $1 },
      within: 0.01)
    comparison.same(
      "requests", recorded: recording.json["http_requests"].number,
      simulated: Double(result.requests))
    comparison.excuse("time of the first request", because: Reason.input)
  }

  private static func parallelSteps(_ recording: Recording, _ comparison: inout Comparison) {
    let function = LabFunction("f") {
      LabStep.parallel((0..<8).map { .run("p\($0)", .milliseconds(200)) })
    }
    let all = recording.json["rows"].list
    let first = all.first?["t"].number ?? 0
    var lab = EngineLab([function], firstRequest: first)
    lab.trigger("f")
    let result = lab.play()
    comparison.same(
      "requests", recorded: recording.json["http_requests"].number,
      simulated: Double(result.requests))
    let enters = all.filter { $0["kind"].text == "req" }.compactMap { $0["t"].number }
    comparison.series("request", enters, result.rows(.fnEnter).map(\.time))
    for kind in [LabRow.Kind.stepStart, .stepEnd, .fnEnd, .response] {
      let there = recording.rows().filter { $0.kind == kind }
      let here = result.rows(kind)
      comparison.series("\(kind.rawValue)", there.map(\.time), here.map(\.time))
      comparison.same(
        "steps", recorded: there.map(\.step).sorted(), simulated: here.map(\.step).sorted())
    }
    let ops = all.filter { $0["kind"].text == "resp" }.map {
      ($0["ops"][0].text ?? "return") + Recording.times($0["ops"])
    }
    comparison.same("operations", recorded: ops, simulated: result.operations())
    comparison.excuse("order of the eight steps", because: Reason.sameBatch)
  }

  private static func sleep(_ milliseconds: Int) -> ConformanceCase {
    ConformanceCase(file: "latency_sleep_parallel", name: "step.sleep \(milliseconds)ms") {
      recording, comparison in
      let function = LabFunction("f") { LabStep.sleep(.milliseconds(milliseconds)) }
      let returned = recording.json["sleep_op_returned"][0].number ?? 0
      var lab = EngineLab([function], firstRequest: returned)
      lab.trigger("f")
      let result = lab.play()
      let enters = result.rows(.fnEnter).map(\.time)
      comparison.near(
        "wake-up", recorded: recording.json["woke"][0].number ?? 0, simulated: enters.last ?? 0,
        within: 0.1)
      comparison.near(
        "length of the sleep", recorded: recording.json["actual_s"].number ?? 0,
        simulated: (enters.last ?? 0) - (enters.first ?? 0), within: 0.1)
    }
  }

  /// One event at a time, spread over the phases of the poll tick.
  private static func firstRequests(_ recording: Recording, _ comparison: inout Comparison) {
    var settings = LabSettings.recorded
    settings.engine.eventLatency = .milliseconds(125)
    var lab = EngineLab([LabFunction("f") {}], settings)
    for sample in 0..<20 {
      lab.trigger("f", key: EventKey(Int32(sample)), at: Double(sample) * 1.0075)
    }
    let enters = lab.play().rows(.fnEnter)
    let simulated = enters.enumerated().map { $1.time - Double($0) * 1.0075 }.sorted()
    comparison.series(
      "latency", recording.json["latency_s"].numbers, simulated, within: 0.1)
  }

  private static func manyEvents(_ recording: Recording, _ comparison: inout Comparison) {
    let first = recording.json["first"].number ?? 0
    var settings = LabSettings.recorded
    settings.engine.ingestPerEvent = .microseconds(18_400)
    var lab = EngineLab([LabFunction("f") {}], settings, firstRequest: first)
    lab.trigger("f", count: 500)
    let result = lab.play()
    comparison.same(
      "runs", recorded: recording.json["n"].number,
      simulated: Double(result.rows(.fnEnd).count))
    comparison.near(
      "first", recorded: first, simulated: result.rows.first?.time ?? 0, within: 0.01)
    comparison.near(
      "last", recorded: recording.json["last"].number ?? 0, simulated: result.rows.last?.time ?? 0,
      within: 0.35)
  }
}

extension Comparison {
  /// Compares two ascending lists of times.
  mutating func series(
    _ what: String, _ recorded: [Double], _ simulated: [Double], within tolerance: Double = 0.35
  ) {
    same("number of \(what)", recorded: recorded.count, simulated: simulated.count)
    for (left, right) in zip(recorded, simulated) {
      near(what, recorded: left, simulated: right, within: tolerance)
    }
  }
}

extension LabResult {
  /// The operations of a run's responses, in order.
  func operations(of run: String = "run0") -> [String] {
    rows(.response, run: run).map { row in
      let words = row.detail.split(separator: " ")
      return words.count > 1 ? String(words[1]) : "return"
    }
  }
}
