import SimKernel

@testable import PipelineModel

/// Concurrency limits: order, what counts, and how soon a freed slot is used again.
extension ConformanceCase {
  private typealias Limit = FunctionSettings.Limit

  private static func ofFunction(_ cap: Int) -> Limit { Limit(name: "fn", cap: cap) }

  static var order: [ConformanceCase] {
    let file = "concurrency_order_and_refill"
    return [
      ConformanceCase(file: file, name: "h1") { recording, comparison in
        let rows = play(
          recording, [ofFunction(2)], count: 10, every: 0.03, steps: ["a"], seconds: 1)
        comparison.rows(recording.rows(), rows)
        let gaps = refillGaps(rows, slots: 2)
        comparison.gaps(recording.json["refill_gaps_s"].numbers, gaps, within: 0.16)
      },
      ConformanceCase(file: file, name: "h2") { recording, comparison in
        let rows = play(
          recording, [ofFunction(1)], count: 5, every: 0.03, steps: ["a", "b", "c"], seconds: 0.4)
        comparison.rows(recording.rows(), rows)
      },
      ConformanceCase(file: file, name: "h3") { recording, comparison in
        let rows = play(
          recording, [Limit(name: "key", cap: 1, key: .a), ofFunction(10)], count: 5, every: 0.03,
          steps: ["a", "b", "c"], seconds: 0.4)
        comparison.rows(recording.rows(), rows)
      },
      ConformanceCase(file: file, name: "h4", compare: twoOrganisations),
    ]
  }

  /// Six runs of organisation A, then three of B; two at once per organisation, three in all.
  private static func twoOrganisations(
    _ recording: Recording, _ comparison: inout Comparison
  ) {
    let function = LabFunction(
      "f", limits: [Limit(name: "org", cap: 2, key: .a), Limit(name: "fn", cap: 3)]
    ) {
      LabStep.run("a", .seconds(1))
    }
    var lab = EngineLab([function], firstRequest: recording.firstStart)
    for tag in 0..<9 {
      lab.trigger(
        "f", key: EventKey(tag < 6 ? 0 : 1), tag: Int32(tag), at: Double(tag) * 0.03)
    }
    let result = lab.play()
    comparison.rows(recording.rows(), result.rows)
    let there = recording.json["rows"].list.filter { $0["kind"].text == "step_start" }.map {
      (time: $0["t"].number ?? 0, name: String($0["x"].text?.first ?? "?"))
    }
    let here = result.rows(.stepStart).map { row in
      (time: row.time, name: result.organisation(of: row.run))
    }
    comparison.same(
      "organisations by wave", recorded: waves(there, 0.2), simulated: waves(here, 0.2))
  }

  /// What started together or within a pause, each wave in alphabetic order.
  private static func waves(
    _ starts: [(time: Double, name: String)], _ pause: Double = 0.06
  ) -> [String] {
    var waves: [String] = []
    var last = -1.0
    for start in starts {
      if start.time - last > pause { waves.append("") }
      waves[waves.count - 1] = String((waves[waves.count - 1] + start.name).sorted())
      last = start.time
    }
    return waves
  }

  static var stepLevel: [ConformanceCase] {
    let file = "concurrency_step_level"
    return [
      ConformanceCase(file: file, name: "fn concurrency limit 1") { recording, comparison in
        let function = LabFunction("f", limits: [Limit(name: "fn", cap: 1)]) {
          LabStep.run("a", .milliseconds(300))
          LabStep.sleep(.seconds(4))
          LabStep.run("b", .milliseconds(300))
        }
        var lab = EngineLab([function], firstRequest: recording.firstStart)
        lab.trigger("f", count: 4)
        let result = lab.play()
        comparison.rows(recording.rows(), result.rows)
        comparison.same(
          "most steps at once", recorded: recording.json["max_executing_steps"].number,
          simulated: Double(result.most(from: .stepStart, to: .stepEnd)))
        comparison.same(
          "most open runs", recorded: recording.json["max_open_runs"].number,
          simulated: Double(result.most(from: .stepStart, to: .fnEnd, firstOnly: true)))
      },
      ConformanceCase(file: file, name: "concurrency [{limit1,key") { recording, comparison in
        let limits = [Limit(name: "key", cap: 1, key: .a), Limit(name: "fn", cap: 10)]
        let function = LabFunction("f", limits: limits) {
          LabStep.run("get-connection", .milliseconds(200))
          LabStep.wait(LabEvent.done, timeout: .seconds(6))
        }
        var lab = EngineLab([function], firstRequest: recording.firstStart)
        lab.trigger("f", count: 4)
        comparison.rows(recording.rows(), lab.play().rows)
      },
    ]
  }

  static var interleaving: [ConformanceCase] {
    [
      ConformanceCase(file: "concurrency_sleep_interleave", name: "fn limit 2") {
        recording, comparison in
        let function = LabFunction("f", limits: [Limit(name: "fn", cap: 2)]) {
          LabStep.run("a", .milliseconds(500))
          LabStep.sleep(.seconds(1))
          LabStep.run("b", .milliseconds(500))
        }
        var lab = EngineLab([function], firstRequest: recording.firstStart)
        lab.trigger("f", count: 8)
        comparison.rows(recording.rows(), lab.play().rows)
      }
    ]
  }

  static var failedAttempts: [ConformanceCase] {
    [
      ConformanceCase(file: "concurrency_refill_after_failed_attempt", name: "fn limit 2") {
        recording, comparison in
        let function = LabFunction("f", retries: 1, limits: [Limit(name: "fn", cap: 2)]) {
          LabStep.run("a", .milliseconds(500), fails: .onAttempts([0]))
        }
        var lab = EngineLab([function], firstRequest: recording.firstStart, second: 0.93)
        lab.trigger("f", count: 10)
        comparison.rows(recording.rows(), lab.play().rows, clock: .sincePrevious)
      }
    ]
  }

  static var distribution: [ConformanceCase] {
    let file = "concurrency_refill_distribution"
    return [
      ("fn limit 2; one step of 0.5s", 30, 0.5), ("fn limit 2; one step of 3.0s", 12, 3),
    ].map { name, count, seconds in
      ConformanceCase(file: file, name: name) { recording, comparison in
        let rows = play(
          recording, [Limit(name: "fn", cap: 2)], count: count, every: 0, steps: ["a"],
          seconds: seconds)
        comparison.gaps(
          recording.json["refill_gaps_s"].numbers, refillGaps(rows, slots: 2), within: 0.18)
        let starts = rows.filter { $0.kind == .stepStart }.map(\.time)
        let ends = rows.filter { $0.kind == .stepEnd }.map(\.time)
        comparison.near(
          "makespan", recorded: recording.json["makespan_s"].number ?? 0,
          simulated: (ends.last ?? 0) - (starts.first ?? 0), within: 0.35)
        comparison.near(
          "ideal makespan", recorded: recording.json["ideal_s"].number ?? 0,
          simulated: Double(count) / 2 * seconds, within: 0)
      }
    }
  }

  static var startOrder: [ConformanceCase] {
    ["#0", "#1"].map { name in
      ConformanceCase(file: "start_order_vs_run_id_time", name: name) { recording, comparison in
        let recorded = recording.json["rows"].list
        let function = LabFunction("f", limits: [Limit(name: "fn", cap: 2)]) {
          LabStep.run("a", .seconds(1))
        }
        let first = recorded.compactMap { $0["start"].number }.min() ?? 0
        var lab = EngineLab([function], firstRequest: first)
        let latency = lab.sendLatency.inSeconds
        for row in recorded {
          lab.trigger(
            "f", tag: Int32(row["x"].number ?? 0), at: (row["runid_t"].number ?? 0) - latency)
        }
        let result = lab.play()
        let there = recorded.map {
          (time: $0["start"].number ?? 0, name: "\(Int($0["x"].number ?? 0)) ")
        }
        let here = result.rows(.stepStart).map {
          (time: $0.time, name: "\(result.tag(of: $0.run)) ")
        }
        comparison.same(
          "events by wave of starts", recorded: waves(there.sorted { $0.time < $1.time }),
          simulated: waves(here))
        for (recorded, simulated) in zip(there.map(\.time).sorted(), here.map(\.time)) {
          comparison.near("start", recorded: recorded, simulated: simulated, within: 0.35)
        }
      }
    }
  }

  private static func play(
    _ recording: Recording, _ limits: [FunctionSettings.Limit], count: Int, every gap: Double,
    steps: [String], seconds: Double
  ) -> [LabRow] {
    let function = LabFunction("f", limits: limits) {
      for step in steps { LabStep.run(step, .labSeconds(seconds)) }
    }
    let first = recording.rows().isEmpty ? 0.2 : recording.firstStart
    var lab = EngineLab([function], firstRequest: first)
    lab.trigger("f", count: count, every: gap)
    return lab.play().rows
  }

  /// From the end of a step to the start that took its slot.
  private static func refillGaps(_ rows: [LabRow], slots: Int) -> [Double] {
    let starts = rows.filter { $0.kind == .stepStart }.map(\.time)
    let ends = rows.filter { $0.kind == .stepEnd }.map(\.time)
    return zip(starts.dropFirst(slots), ends).map { $0 - $1 }
  }
}

extension Comparison {
  /// Compares two lists of durations.
  mutating func gaps(_ recorded: [Double], _ simulated: [Double], within tolerance: Double) {
    same("number of gaps", recorded: recorded.count, simulated: simulated.count)
    for (left, right) in zip(recorded, simulated) {
      near("gap", recorded: left, simulated: right, within: tolerance)
    }
  }
}

extension LabResult {
  private func trigger(of run: String) -> LabModel.Bus? {
    model.requests.first { model.name(of: $0.number) == run }?.event
  }

  /// Tag of the trigger of a run.
  func tag(of run: String) -> Int32 { trigger(of: run)?.payload.tag ?? -1 }

  /// Organisation of a run: A, B, … by its key.
  func organisation(of run: String) -> String {
    ["A", "B"][Int(trigger(of: run)?.key.a ?? 0)]
  }
}
