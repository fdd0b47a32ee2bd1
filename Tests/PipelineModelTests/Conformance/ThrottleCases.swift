import SimKernel

@testable import PipelineModel

/// Throttled run starts.
extension ConformanceCase {
  static var throttles: [ConformanceCase] {
    let twelve = Rate(count: 4, period: .seconds(12))
    let hour = Rate(count: 4000, period: .hours(1))
    return [
      throttle("throttle limit 4 / 12s burst=1", twelve, burst: 1, runs: 10, steps: 3),
      throttle("throttle limit 4 / 12s burst=4", twelve, burst: 4, runs: 12, steps: 3),
      throttle("throttle limit 4 / 12s burst omitted", twelve, burst: 0, runs: 8, steps: 1),
      throttle("throttle limit 4000 / 1h", hour, burst: 1, runs: 40, steps: 1, isCrowded: true),
      throttle("throttle 4000/1h", hour, burst: 1, runs: 20, steps: 1, isCrowded: true),
    ]
  }

  private static func throttle(
    _ name: String, _ rate: Rate, burst: Int, runs: Int, steps: Int, isCrowded: Bool = false
  ) -> ConformanceCase {
    ConformanceCase(file: "throttle", name: name) { recording, comparison in
      let function = LabFunction(
        "f", throttle: .init(rate: rate, burst: burst, key: .a)
      ) {
        for step in 0..<steps { LabStep.run("s\(step)") }
      }
      let times = recording.json["run_start_times"].numbers
      var lab = EngineLab([function], firstRequest: times[0])
      lab.trigger("f", count: runs)
      let rows = lab.play().rows(.stepStart)
      let starts = rows.filter { $0.step == "s0" }.map(\.time)
      comparison.same(
        "step executions", recorded: recording.json["total_step_executions"].number,
        simulated: Double(rows.count))
      comparison.same("starts", recorded: times.count, simulated: starts.count)
      comparison.same(
        "starts at once", recorded: times.filter { $0 - times[0] < 0.8 }.count,
        simulated: starts.filter { $0 - starts[0] < 0.8 }.count)
      comparison.excuse("order of starts", because: Reason.sameBatch)
      let tolerance = isCrowded ? 0.35 : 0.1
      for (recorded, simulated) in zip(times, starts) {
        comparison.near("start", recorded: recorded, simulated: simulated, within: tolerance)
      }
      let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
      comparison.gaps(recording.json["gaps"].numbers, gaps, within: tolerance)
    }
  }
}

/// Why something in a recording is not compared.
enum Reason {
  static var sameBatch: String {
    "events of one batch get run times in the same millisecond; their order is arbitrary"
  }
  static var twoCores: String {
    "dozens of requests at once took turns on the recorder's two cores"
  }
  static var notRecorded: String { "the time of sending was not recorded" }
  static var input: String { "an input of the experiments: the latency of event ingestion" }
  static var transfer: String { "megabytes take real time to transfer and store" }
  static var names: String { "the simulated engine numbers event names instead of spelling them" }
  static var identifiers: String { "random identifiers" }
}
