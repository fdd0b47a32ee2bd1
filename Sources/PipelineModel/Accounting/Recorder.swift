import SimKernel

/// Writes down what happens: always into the fingerprint, and into a list as far as wanted.
struct Recorder: Sendable {
  let level: Experiment.Recording
  private(set) var fingerprint = TraceFingerprint()
  private(set) var milestones: ContiguousArray<Milestone> = []

  /// Room for what is told of an item is kept from the start: a list that grows by copies
  /// takes twice the memory for a while, what is kept and not used takes none.
  private static let (milestonesPerItem, hopsPerItem) = (24, 6)

  init(level: Experiment.Recording, items: Int) {
    self.level = level
    guard level >= .hops, items >= 10_000 else { return }
    milestones.reserveCapacity(
      items * (level == .items ? Self.milestonesPerItem : Self.hopsPerItem))
  }

  /// Writes a milestone that is kept from a level on, one about an item from that of hops on.
  @inline(__always)
  mutating func tell(_ milestone: Milestone, from wanted: Experiment.Recording) {
    let (first, second) = milestone.event.words
    let kind = milestone.event.kind
    fingerprint.combine(
      time: milestone.time,
      kind: UInt64(kind.rawValue) | UInt64(milestone.unit.entityType.rawValue) << 8
        | UInt64(UInt32(bitPattern: milestone.unit.repository)) << 16,
      word(milestone.run, milestone.installation), first, second)
    guard level != .counts else { return }
    if level >= (kind.isAboutItem ? max(wanted, .hops) : wanted) { milestones.append(milestone) }
  }
}
