import PipelineModel
import SimKernel

/// Runs laid into slots, the lowest that is free when each is created, so that those of one slot do
/// not overlap.
struct RunSlots {
  /// The slot of each run by its number, from 1.
  private(set) var slots: [Int32: Int] = [:]
  /// How many slots each group needs.
  private(set) var counts: [Int: Int] = [:]

  /// The stretch of time that a run takes.
  struct Stay {
    let run: Int32
    /// Runs of different groups do not share slots.
    let group: Int
    let from: SimTime
    let until: SimTime
  }

  /// O(runs · log runs).
  init(_ stays: [Stay]) {
    var freeFrom: [Int: LeastTree] = [:]
    for stay in stays.sorted(by: { ($0.from, $0.run) < ($1.from, $1.run) }) {
      var ends = freeFrom.removeValue(forKey: stay.group) ?? LeastTree()
      let end = max(stay.until, stay.from).microseconds
      if let slot = ends.firstPlace(atMost: stay.from.microseconds) {
        ends.set(end, at: slot)
        slots[stay.run] = slot + 1
      } else {
        ends.append(end)
        slots[stay.run] = ends.count
      }
      counts[stay.group] = ends.count
      freeFrom[stay.group] = ends
    }
  }
}
