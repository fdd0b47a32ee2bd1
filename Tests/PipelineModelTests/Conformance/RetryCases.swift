import SimKernel

@testable import PipelineModel

/// Retries, errors outside of steps, failure handlers.
extension ConformanceCase {
  private static var work: SimDuration { .milliseconds(50) }

  static var retries: [ConformanceCase] {
    [
      retry("ret-step", runs: 4, retries: 3, body: [.run("ok1", work), bad()]),
      retry("ret-catch", runs: 2, retries: 1, body: [.catchError(bad()), .run("after", work)]),
      retry(
        "ret-reset", runs: 2, retries: 1,
        body: ["a", "b", "c"].map { .run($0, work, fails: .onAttempts([0])) }),
      retry("ret-fn", runs: 4, retries: 2, body: [.run("ok1", work), .throwOutside(.always)]),
      retry("ret-non", retries: 3, body: [bad(.always(.nonRetriable))]),
      retry(
        "ret-after", retries: 2, clock: .sinceStart,
        body: [bad(.always(.retryAfter(.seconds(3))))]),
      retry("ret-onf", retries: 0, body: [bad()], onFailure: [.throwOutside(.always)]),
      retry(
        "to-finish-retry", retries: 3, finish: .seconds(8),
        body: [.run("a", .milliseconds(100), fails: .always)]),
      retry(
        "ret-slot", runs: 2, retries: 1, cap: 1, second: 0.8,
        body: [.run("a", .milliseconds(300), fails: .onAttempts([0], tag: 0))]),
      retry(
        "thr-retry", runs: 3, retries: 1,
        throttle: .init(rate: Rate(count: 6, period: .seconds(60)), burst: 1),
        body: [.run("a", work, fails: .onAttempts([0], tag: 1))]),
      ConformanceCase(file: "retries", name: "backoff delays", compare: delays),
    ]
  }

  private static func bad(_ failing: Failing = .always) -> LabStep {
    .run("bad", work, fails: failing)
  }

  private static func retry(
    _ name: String, runs: Int = 1, retries: Int, cap: Int = 0,
    throttle: FunctionSettings.Throttle? = nil, finish: SimDuration = .zero, second: Double = 0,
    clock: Comparison.Clock = .sincePrevious,
    body: [LabStep], onFailure: [LabStep] = [.run("notify")]
  ) -> ConformanceCase {
    ConformanceCase(file: "retries", name: name) { recording, comparison in
      let limits = cap > 0 ? [FunctionSettings.Limit(name: "fn", cap: cap)] : []
      let function = LabFunction(
        "f", retries: retries, limits: limits, throttle: throttle, finishTimeout: finish,
        onFailure: onFailure
      ) {
        for step in body { step }
      }
      var lab = EngineLab([function], firstRequest: recording.firstRow, second: second)
      lab.trigger("f", count: runs, keyed: throttle == nil)
      let rows = lab.play().rows
      comparison.rows(recording.rows(), rows, clock: clock)
      comparison.same(
        "bodies executed", recorded: recording.rows().filter { $0.kind == .stepStart }.count,
        simulated: rows.filter { $0.kind == .stepStart }.count)
    }
  }

  /// The recorded delays and as many simulated ones lie in the intervals of their attempts.
  private static func delays(_ recording: Recording, _ comparison: inout Comparison) {
    let function = LabFunction("f", retries: 3) { bad() }
    var lab = EngineLab([function])
    lab.trigger("f", count: 40, keyed: true)
    let starts = lab.play().rows(.stepStart)
    for attempt in 1...3 {
      let name = "attempt\(attempt - 1)->\(attempt)"
      for delay in recording.json["delays"][name].numbers {
        comparison.inBackoff("recorded delay", delay, attempt, 0.35)
      }
      let simulated = starts.filter { $0.attempt == attempt }.compactMap { row in
        starts.first { $0.run == row.run && $0.attempt == attempt - 1 }.map { row.time - $0.time }
      }
      for delay in simulated { comparison.inBackoff("simulated delay", delay, attempt, 0.35) }
      let spread = (simulated.max() ?? 0) - (simulated.min() ?? 0)
      comparison.same("delays are spread over the interval", recorded: true, simulated: spread > 20)
    }
  }
}
