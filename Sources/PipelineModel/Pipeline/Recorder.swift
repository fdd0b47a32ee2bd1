import SimKernel

/// Writes down what happens: always into the fingerprint, and into a list as far as wanted.
struct Recorder: Sendable {
  let level: Experiment.Recording
  private(set) var fingerprint = TraceFingerprint()
  private(set) var milestones: ContiguousArray<Milestone> = []

  init(level: Experiment.Recording) { self.level = level }

  /// Writes a milestone; `detail` marks one that only an item timeline wants.
  @inline(__always)
  mutating func tell(_ milestone: Milestone, detail: Bool = false) {
    fingerprint.combine(
      time: milestone.time, kind: UInt64(milestone.kind.rawValue),
      UInt64(UInt32(bitPattern: milestone.run)) << 32
        | UInt64(UInt32(bitPattern: milestone.unit.repository)),
      UInt64(bitPattern: milestone.a), UInt64(bitPattern: milestone.b))
    let wanted: Experiment.Recording = detail || milestone.kind.isAboutAnItem ? .items : .milestones
    if level != .counts, level >= wanted { milestones.append(milestone) }
  }
}

extension Milestone.Kind {
  /// Whether it happens once per item.
  var isAboutAnItem: Bool { rawValue >= Milestone.Kind.itemAccepted.rawValue }
}
