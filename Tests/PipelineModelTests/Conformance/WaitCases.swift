import SimKernel

@testable import PipelineModel

/// Waits for events: who is heard, and fan-outs to many children.
extension ConformanceCase {
  static var waits: [ConformanceCase] {
    [0.3, 0.8, 1.1, 1.3, 1.5, 2.0].map { lateOrEarly($0) } + [
      ConformanceCase(
        file: "waitForEvent_duplicates", name: "waitForEvent; three", compare: duplicates)
    ]
  }

  private static func lateOrEarly(_ sent: Double) -> ConformanceCase {
    let name =
      "f1 step pre(1.0s) -> waitForEvent(4s); matching event sent \(sent)s after trigger"
    return ConformanceCase(file: "waitForEvent_race", name: name) { recording, comparison in
      let function = LabFunction("f") {
        LabStep.run("pre", .seconds(1))
        LabStep.wait(LabEvent.done, timeout: .seconds(4))
      }
      let registered = recording.json["wait_op_returned"][0].number ?? 0
      var lab = EngineLab([function], firstRequest: registered - 1.05)
      lab.trigger("f")
      lab.send(LabEvent.done, at: recording.json["event_sent"].number ?? 0)
      let rows = lab.play().rows
      let result = rows.first { $0.kind == .waitResult }
      let recorded = recording.json["wait_result"][0]
      comparison.same(
        "received", recorded: recorded[1] == .flag(true), simulated: result?.detail == "true")
      comparison.near(
        "result", recorded: recorded[0].number ?? 0, simulated: result?.time ?? 0, within: 0.35)
      let waits = rows.first { $0.detail == "206 WaitForEvent" }
      comparison.near(
        "registration", recorded: registered, simulated: waits?.time ?? 0, within: 0.05)
    }
  }

  private static func duplicates(_ recording: Recording, _ comparison: inout Comparison) {
    let function = LabFunction("f") {
      LabStep.wait(LabEvent.done, timeout: .seconds(20))
      LabStep.run("post")
    }
    var lab = EngineLab([function], firstRequest: 0.2)
    lab.trigger("f")
    for tag in 1...3 { lab.send(LabEvent.done, tag: Int32(tag), at: 1) }
    lab.send(LabEvent.done, tag: 4, at: 1.6)
    let result = lab.play()
    comparison.same(
      "what happened", recorded: recording.rows().map(\.signature),
      simulated: result.rows(.waitResult, .stepStart).map(\.signature))
    let first = result.model.requests.last?.journal.first?.value
    comparison.same("which event resolved it", recorded: 1, simulated: first)
    comparison.excuse("times", count: 3, because: Reason.notRecorded)
  }

  static var fanOut: [ConformanceCase] {
    (0..<5).map { index in
      ConformanceCase(file: "fanout_parallel_waits", name: "#\(index)", compare: parallelWaits)
    }
  }

  /// One parent, N children; times count from the request that registers the waits.
  private static func parallelWaits(_ recording: Recording, _ comparison: inout Comparison) {
    let json = recording.json
    let count = Int(json["n"].number ?? 0)
    let step = json["child_step_s"].number ?? 0
    let lab = fanOutLab(
      parents: 1, firstStep: 0.02, children: count, childStep: step,
      extra: Int(json["child_extra_steps"].number ?? 0), cap: 0, firstRequest: 0.2)
    var experiment = lab
    let result = experiment.play()
    comparison.same(
      "requests of the parent", recorded: json["parent_requests"].number,
      simulated: Double(result.rows(.fnEnter, run: "run0").count))
    comparison.same(
      "operations",
      recorded: json["parent_ops"].list.map { ($0[0].text ?? "return") + Recording.times($0) },
      simulated: result.operations())
    let got = result.rows(.waitResult, run: "run0").map(\.detail)
    comparison.same(
      "resolved", recorded: json["resolved"].number,
      simulated: Double(got.filter { $0 == "true" }.count))
    comparison.same(
      "lost", recorded: json["lost"].number,
      simulated: Double(got.filter { $0 == "false" }.count))
    let zero = json["fanned_at"].number ?? 0
    let here = result.rows(.response, run: "run0").first { $0.detail.contains("Wait") }?.time ?? 0
    let children = result.rows(.fnEnter).filter { $0.run != "run0" }.map(\.time)
    let end = result.rows(.fnEnd, run: "run0").first?.time ?? 0
    for (key, time) in [
      ("children_first_enter", children.first), ("children_last_enter", children.last),
      ("result_t", end),
    ] {
      comparison.near(
        key, recorded: (json[key].number ?? 0) - zero, simulated: (time ?? 0) - here, within: 0.35)
    }
    comparison.near(
      "registration", recorded: (json["waits_registered"][0].number ?? 0) - zero, simulated: 0,
      within: 0.05)
  }

  static var fanOutRace: [ConformanceCase] {
    [
      ("1 orchestrators", 1, 0.1, 10, 0.171), ("4 orchestrators", 4, 0.8, 10, 0.162),
      ("6 orchestrators", 6, 0.3, 5, 0.199),
    ].map { name, parents, firstStep, children, first in
      ConformanceCase(file: "fanout_wait_race_under_concurrency_limit", name: name) {
        recording, comparison in
        var lab = fanOutLab(
          parents: parents, firstStep: firstStep, children: children, childStep: 0, extra: 0,
          cap: 1, firstRequest: first)
        compareParents(recording, lab.play(), &comparison)
      }
    }
  }

  private static func compareParents(
    _ recording: Recording, _ result: LabResult, _ comparison: inout Comparison
  ) {
    let there = recording.json["runs"].list.sorted {
      ($0["fanout_step_done"].number ?? 0) < ($1["fanout_step_done"].number ?? 0)
    }
    let parents = result.rows(.stepStart, step: "get").map(\.run)
    comparison.same("parents", recorded: there.count, simulated: parents.count)
    for (json, run) in zip(there, parents) {
      let responses = result.rows(.response, run: run)
      let got = result.rows(.waitResult, run: run).map(\.detail)
      comparison.same(
        "resolved", recorded: json["resolved"].number,
        simulated: Double(got.filter { $0 == "true" }.count))
      comparison.same(
        "lost", recorded: json["lost"].number,
        simulated: Double(got.filter { $0 == "false" }.count))
      comparison.near(
        "fan-out", recorded: json["fanout_step_done"].number ?? 0, simulated: responses[1].time,
        within: 0.35)
      comparison.near(
        "registration", recorded: json["waits_registered"][0].number ?? 0,
        simulated: responses[2].time, within: 0.35)
      let children = result.children(of: run)
      let ends = [children.first, children.last]
      for (recorded, simulated) in zip(json["child_enters"].numbers, ends) {
        comparison.near("child", recorded: recorded, simulated: simulated ?? 0, within: 0.35)
      }
      comparison.near(
        "result_t", recorded: json["result_t"].number ?? 0,
        simulated: result.rows(.fnEnd, run: run).first?.time ?? 0, within: 0.35)
    }
  }

  private static func fanOutLab(
    parents: Int, firstStep: Double, children: Int, childStep: Double, extra: Int, cap: Int,
    firstRequest: Double
  ) -> EngineLab {
    let limits = cap > 0 ? [FunctionSettings.Limit(name: "fn", cap: cap)] : []
    let parent = LabFunction("parent", limits: limits) {
      LabStep.run("get", .labSeconds(firstStep))
      LabStep.send(LabSend.fanOut("child", children))
      LabStep.parallel(
        (0..<Int32(children)).map { .wait(LabEvent.done, index: $0, timeout: .seconds(6)) })
    }
    let child = LabFunction("child") {
      if childStep > 0 { LabStep.run("work", .labSeconds(childStep)) }
      for step in 0..<extra { LabStep.run("extra\(step)", .labSeconds(childStep)) }
      LabStep.send([.event(LabEvent.done)])
    }
    var lab = EngineLab([parent, child], firstRequest: firstRequest)
    for tag in 0..<Int32(parents) { lab.trigger("parent", key: EventKey(tag), tag: tag) }
    return lab
  }
}

extension LabResult {
  /// When the children of a parent were called.
  fileprivate func children(of run: String) -> [Double] {
    let parents = model.requests.first { model.name(of: $0.number) == run }
    return rows(.fnEnter).compactMap { row in
      let request = model.requests.first { model.name(of: $0.number) == row.run }
      return request?.function == 1 && request?.event.key.a == parents?.event.key.a
        ? row.time : nil
    }
  }
}
