import SimKernel

@testable import PipelineModel

/// Hard limits: events per send, sizes, step counts; and what starts only one run.
extension ConformanceCase {
  static var limits: [ConformanceCase] {
    let sizes = [200, 256, 500, 600, 1024, 2900, 3500]
    return [
      post("POST 5000 events", count: 5000), post("POST 5001 events", count: 5001),
      post("20 events x 400 KiB", count: 20, kibibytes: 400),
    ] + sizes.map { post("one event with \($0) KiB", count: 1, kibibytes: $0) }
      + [256, 300, 512, 600].map { length in
        ConformanceCase(file: file, name: "event name length \(length)") { recording, comparison in
          comparison.same(
            "status", recorded: recording.json["status"].number,
            simulated: Double(EngineLab([]).simulation.model.engine.admission(of: 1).status))
          comparison.excuse("length of an event's name", because: Reason.names)
        }
      }
      + [
        ConformanceCase(file: file, name: "same event id", compare: sameID),
        ConformanceCase(file: file, name: "function idempotency", compare: sameKey),
        ConformanceCase(file: file, name: "sing-skip") { try singleton(.skip, $0, &$1) },
        ConformanceCase(file: file, name: "sing-cancel") { try singleton(.cancel, $0, &$1) },
      ]
  }

  private static var file: String { "limits_events_and_sizes" }

  private static func post(_ name: String, count: Int, kibibytes: Int = 0) -> ConformanceCase {
    ConformanceCase(file: file, name: name) { recording, comparison in
      let lab = EngineLab([LabFunction("f") {}])
      let answer = lab.simulation.model.engine.admission(of: count, largest: kibibytes << 10)
      comparison.same(
        "status", recorded: recording.json["status"].number, simulated: Double(answer.status))
      if count == 5001 {
        comparison.same("events taken", recorded: 5000, simulated: answer.taken)
      }
      comparison.excuse("identifiers in the answer", because: Reason.identifiers)
    }
  }

  private static func sameID(_ recording: Recording, _ comparison: inout Comparison) {
    var lab = EngineLab([LabFunction("f") {}])
    lab.trigger("f", id: 7)
    lab.trigger("f", id: 7, at: 0.5)
    comparison.same(
      "runs", recorded: recording.json["runs"].number,
      simulated: Double(lab.play().rows(.fnEnd).count))
  }

  private static func sameKey(_ recording: Recording, _ comparison: inout Comparison) {
    var lab = EngineLab([LabFunction("f", idempotency: .hours(24)) {}])
    lab.trigger("f", count: 3)
    comparison.same(
      "runs", recorded: recording.json["runs"].list.count,
      simulated: lab.play().rows(.fnEnd).count)
    comparison.excuse("which of the three events started it", because: Reason.sameBatch)
  }

  /// Three triggers, 0.6 s apart, of a run that takes 2.3 s.
  private static func singleton(
    _ mode: Singleton, _ recording: Recording, _ comparison: inout Comparison
  ) throws {
    let function = LabFunction("f", cancelled: LabEvent.cancel, singleton: mode) {
      LabStep.run("a", .milliseconds(mode == .skip ? 2250 : 2150))
    }
    var lab = EngineLab([function], firstRequest: recording.firstStart)
    lab.trigger("f", count: 3, every: 0.6)
    let rows = lab.play().rows
    let kinds: [LabRow.Kind] = [.stepStart, .fnEnd, .engineEvent]
    for kind in kinds {
      let there = recording.rows().filter { $0.kind == kind }
      let here = rows.filter { $0.kind == kind }
      comparison.series(kind.rawValue, there.map(\.time), here.map(\.time))
      guard kind == .engineEvent else { continue }
      comparison.same(
        "statuses", recorded: there.map(\.status), simulated: here.map(\.status))
    }
  }

  static var sizes: [ConformanceCase] {
    [
      outputs("1 sequential steps each returning 3.90", count: 1, bytes: 3_900_000),
      outputs("1 sequential steps each returning 4.30", count: 1, bytes: 4_300_000),
      outputs("10 sequential steps each returning 3.90", count: 10, bytes: 3_900_000),
    ]
  }

  private static func outputs(_ name: String, count: Int, bytes: Int) -> ConformanceCase {
    ConformanceCase(file: file, name: name) { recording, comparison in
      let function = LabFunction("f", retries: 0, onFailure: [.run("notify")]) {
        for step in 0..<count { LabStep.run("s\(step)", bytes: bytes) }
      }
      var lab = EngineLab([function])
      lab.trigger("f")
      let result = lab.play()
      comparison.same(
        "steps executed", recorded: recording.json["steps_executed"].number,
        simulated: Double(result.rows(.stepEnd).count))
      let kinds: [LabRow.Kind] = [.stepEnd, .response, .fnEnd, .engineEvent, .onFailureEnter]
      let there = recording.rows().filter { kinds.contains($0.kind) }
      let here = result.rows.filter { kinds.contains($0.kind) }
      for part in [true, false] {
        let left = there.filter { ($0.kind == .engineEvent) == part }.map(\.wording)
        let right = here.filter { ($0.kind == .engineEvent) == part }.map(\.wording)
        comparison.same(
          "what happened last", recorded: part ? left.sorted() : left,
          simulated: part ? right.sorted() : Array(right.suffix(left.count)))
      }
      comparison.excuse("times", count: there.count, because: Reason.transfer)
    }
  }

  static var stepCounts: [ConformanceCase] {
    [999, 1000, 1001].map { sequential($0) } + [1000, 1001].map { parallel($0) }
  }

  private static func sequential(_ count: Int) -> ConformanceCase {
    ConformanceCase(file: "step_count_limit", name: "\(count) sequential") {
      recording, comparison in
      let last = recording.json["last_step_t"].number ?? 0
      let steps = min(count, 1000)
      let result = overflow(firstRequest: last - Double(steps - 1) * 0.15) {
        for step in 0..<count { LabStep.run("\(step)") }
      }
      let starts = result.rows(.stepStart)
      comparison.same(
        "last step", recorded: recording.json["last_step_index_executed"].number,
        simulated: Double(starts.last?.step ?? ""))
      compareEnd(recording, result, &comparison)
      comparison.rows(
        recording.events.filter { $0.kind.isTimedEnd }, result.rows.filter { $0.kind.isTimedEnd })
    }
  }

  private static func parallel(_ count: Int) -> ConformanceCase {
    ConformanceCase(file: "step_count_limit", name: "\(count) parallel") {
      recording, comparison in
      let result = overflow(firstRequest: 0.2) {
        LabStep.parallel((0..<count).map { .run("\($0)") })
      }
      compareEnd(recording, result, &comparison)
      guard count > 1000 else {
        comparison.excuse("times", count: recording.events.count, because: Reason.twoCores)
        return
      }
      comparison.rows(
        recording.events.filter { $0.kind.isTimedEnd }, result.rows.filter { $0.kind.isTimedEnd })
    }
  }

  private static func overflow(
    firstRequest: Double, @LabSteps _ steps: () -> [LabStep]
  ) -> LabResult {
    let function = LabFunction("f", retries: 0, onFailure: [.run("notify")], steps)
    var lab = EngineLab([function], firstRequest: firstRequest)
    lab.trigger("f")
    return lab.play()
  }

  private static func compareEnd(
    _ recording: Recording, _ result: LabResult, _ comparison: inout Comparison
  ) {
    let ofFunction = result.model.requests.filter { $0.function == 0 }.count
    comparison.same(
      "requests", recorded: recording.json["http_requests"].number, simulated: Double(ofFunction))
    let kinds: [LabRow.Kind] = [.fnEnd, .engineEvent, .onFailureEnter]
    comparison.same(
      "events", recorded: recording.events.map(\.wording).sorted(),
      simulated: result.rows.filter { kinds.contains($0.kind) }.map(\.wording).sorted())
  }
}

extension LabRow.Kind {
  /// Ends that the recording gives without naming the run.
  fileprivate var isTimedEnd: Bool { self == .fnEnd || self == .engineEvent }
}

extension LabRow {
  /// Kind and detail, without the run.
  fileprivate var wording: String { "\(kind.rawValue) \(detail)" }

  /// The status of an engine event.
  fileprivate var status: String { String(detail.split(separator: " ").last ?? "") }
}

extension Recording {
  /// Rows of the list of events.
  fileprivate var events: [LabRow] { rows("events") }
}
