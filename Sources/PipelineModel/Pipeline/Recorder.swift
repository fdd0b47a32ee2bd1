import SimKernel

/// Writes down what happens: always into the fingerprint, and into a list as far as wanted.
struct Recorder: Sendable {
  let level: Experiment.Recording
  private(set) var fingerprint = TraceFingerprint()
  private(set) var milestones: ContiguousArray<Milestone> = []

  /// Room for what a capture of an item tells is kept from the start: a list that grows by copies
  /// takes twice the memory for a while, what is kept and not used takes none.
  private static let milestonesPerItem = 24

  init(level: Experiment.Recording, items: Int) {
    self.level = level
    guard level == .items, items >= 10_000 else { return }
    milestones.reserveCapacity(items * Self.milestonesPerItem)
  }

  /// Writes a milestone; `detail` marks one that only an item timeline wants.
  @inline(__always)
  mutating func tell(_ milestone: Milestone, detail: Bool = false) {
    let (first, second) = milestone.event.words
    let kind = milestone.event.kind
    fingerprint.combine(
      time: milestone.time,
      kind: UInt64(kind.rawValue) | UInt64(milestone.unit.entityType.rawValue) << 8
        | UInt64(UInt32(bitPattern: milestone.unit.repository)) << 16,
      word(milestone.run, milestone.installation), first, second)
    let wanted: Experiment.Recording = detail || kind.isAboutItem ? .items : .milestones
    if level != .counts, level >= wanted { milestones.append(milestone) }
  }
}
