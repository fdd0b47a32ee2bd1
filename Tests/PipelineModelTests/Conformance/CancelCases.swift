import SimKernel

@testable import PipelineModel

/// Cancellation by event: `cancelOn`, and the slot of a run cancelled in a long step.
extension ConformanceCase {
  static var cancelOn: [ConformanceCase] {
    [
      cancel("d1", steps: [.run("a", .seconds(4)), .run("b", .milliseconds(200))]) { lab, sent in
        lab.trigger("can", at: sent[0])
        lab.send(LabEvent.cancel, at: sent[1])
      },
      cancel("d2", steps: [.run("a", .milliseconds(100)), .sleep(.seconds(60))]) { lab, sent in
        lab.trigger("can", at: sent[0])
        lab.send(LabEvent.cancel, at: sent[1])
      },
      cancel("d3", cap: 1, steps: [.run("a", .seconds(3))]) { lab, sent in
        lab.trigger("can", key: EventKey(0), at: sent[0])
        lab.trigger("can", key: EventKey(1), at: sent[1])
        lab.send(LabEvent.cancel, key: EventKey(1), at: sent[2])
      },
      cancel("d4", sentAt: 1, steps: twoSteps(.milliseconds(300))) { lab, sent in
        lab.send(LabEvent.cancel, at: sent[0])
        lab.trigger("can", at: sent[1])
      },
      cancel("d5", steps: twoSteps(.milliseconds(1500))) { lab, sent in
        lab.trigger("can", at: sent[0])
        lab.send(LabEvent.cancel, at: sent[0])
      },
      cancel("d6", steps: twoSteps(.milliseconds(1500))) { lab, sent in
        for pair in 0..<6 {
          lab.trigger("can", key: EventKey(Int32(pair)), at: sent[2 * pair])
          lab.send(LabEvent.cancel, key: EventKey(Int32(pair)), at: sent[2 * pair + 1])
        }
      },
      cancel("d7", steps: [.run("a", .seconds(3), fails: .always)]) { lab, sent in
        lab.trigger("can", at: sent[0])
        lab.send(LabEvent.cancel, at: sent[1])
      },
      cancel("d8", cap: 1, steps: slotSteps(.seconds(6)), plan: cancelFirstOfTwo),
    ]
  }

  static var cancelLong: [ConformanceCase] {
    let file = "cancel_long_inflight_step_slot_release"
    return [
      cancel(
        "fn limit 1; run0 in a 25s step", of: file, cap: 1, second: 0.65,
        steps: slotSteps(.seconds(25)), plan: cancelFirstOfTwo),
      cancel(
        "fn limit 1; run0 in a 40s step", of: file, cap: 1, second: 0.6,
        steps: slotSteps(.seconds(40)), plan: cancelFirstOfTwo),
    ]
  }

  private static func twoSteps(_ first: SimDuration) -> [LabStep] {
    [.run("a", first), .run("b", .milliseconds(200))]
  }

  private static func slotSteps(_ first: SimDuration) -> [LabStep] {
    [.run("a", .milliseconds(300), byTag: [0: first])]
  }

  private static func cancelFirstOfTwo(_ lab: inout EngineLab, _ sent: [Double]) {
    lab.trigger("can", key: EventKey(0), tag: 0, at: sent[0])
    lab.trigger("can", key: EventKey(1), tag: 1, at: sent[1])
    lab.send(LabEvent.cancel, key: EventKey(0), at: sent[2])
  }

  private static func cancel(
    _ name: String, of file: String = "cancelOn", cap: Int = 0, sentAt: Int = 0,
    second: Double = 0, steps: [LabStep],
    plan: @escaping @Sendable (inout EngineLab, [Double]) -> Void
  ) -> ConformanceCase {
    ConformanceCase(file: file, name: name) { recording, comparison in
      let limits = cap > 0 ? [FunctionSettings.Limit(name: "fn", cap: cap)] : []
      let function = LabFunction(
        "can", limits: limits, cancelled: LabEvent.cancel, onFailure: [.run("notify")]
      ) {
        for step in steps { step }
      }
      let sent = recording.sent
      var lab = EngineLab(
        [function], firstRequest: recording.firstStart, sent: sent[sentAt], second: second)
      plan(&lab, sent)
      comparison.rows(recording.rows(), lab.play().rows)
    }
  }
}

extension Recording {
  /// When the first step started.
  var firstStart: Double { rows().first { $0.kind == .stepStart }?.time ?? 0 }

  /// When the app was first called.
  var firstRow: Double { rows().first?.time ?? 0 }
}
