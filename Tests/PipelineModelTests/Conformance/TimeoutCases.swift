import SimKernel

@testable import PipelineModel

/// Start and finish timeouts.
extension ConformanceCase {
  static var timeouts: [ConformanceCase] {
    let finish = SimDuration.seconds(4)
    let start = SimDuration.seconds(3)
    return [
      timeout("c1", finish: finish, steps: (0..<6).map { .run("s\($0)", .milliseconds(1500)) }),
      timeout("c2", finish: finish, steps: [.run("s0", .seconds(7)), .run("s1", .seconds(1))]),
      timeout(
        "c3", finish: finish,
        steps: [
          .run("a", .milliseconds(100)), .wait(LabEvent.done, timeout: .seconds(9)),
        ]),
      timeout("c4", start: start, cap: 1, sent: [0, 0.3], steps: [.run("a", .seconds(6))]),
      timeout(
        "c5", start: start,
        throttle: .init(rate: Rate(count: 1, period: .seconds(10)), burst: 1),
        sent: [0, 0.4, 0.4], steps: [.run("a", .milliseconds(100))]),
      ConformanceCase(file: "timeouts", name: "c6", compare: invokedChild),
    ]
  }

  private static func timeout(
    _ name: String, start: SimDuration = .zero, finish: SimDuration = .zero, cap: Int = 0,
    throttle: FunctionSettings.Throttle? = nil, sent: [Double] = [0], steps: [LabStep]
  ) -> ConformanceCase {
    ConformanceCase(file: "timeouts", name: name) { recording, comparison in
      let limits = cap > 0 ? [FunctionSettings.Limit(name: "fn", cap: cap)] : []
      let function = LabFunction(
        "f", limits: limits, throttle: throttle, startTimeout: start, finishTimeout: finish,
        onFailure: [.run("notify")]
      ) {
        for step in steps { step }
      }
      var lab = EngineLab([function], firstRequest: recording.firstStart)
      for (tag, time) in sent.enumerated() { lab.trigger("f", tag: Int32(tag), at: time) }
      comparison.rows(recording.rows(), lab.play().rows)
    }
  }

  /// A parent invokes a child whose finish timeout fires inside its long step.
  private static func invokedChild(_ recording: Recording, _ comparison: inout Comparison) {
    let parent = LabFunction("parent") { LabStep.invoke("child") }
    let child = LabFunction("child", finishTimeout: .seconds(3), onFailure: [.run("notify")]) {
      LabStep.run("a", .seconds(6))
    }
    var lab = EngineLab([parent, child], firstRequest: recording.firstRow)
    lab.trigger("parent")
    let rows = lab.play().rows.filter { $0.run == "run0" || $0.kind != .fnEnter }
    comparison.rows(recording.rows(), rows.filter { $0.kind != .fnEnd })
  }
}
