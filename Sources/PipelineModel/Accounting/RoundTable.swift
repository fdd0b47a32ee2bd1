/// How many runs of a function each installation or unit has had.
struct RoundTable: Sendable {
  private var index = KeyIndex()
  private var counts: ContiguousArray<Int32> = []

  /// The round of a run that begins, from 1; O(1).
  mutating func next(_ run: RunRecord) -> Int32 {
    let key = EventKey(
      run.installation, run.unit.repository, Int32(run.unit.entityType.rawValue))
    let next = Int32(counts.count)
    let entry = index.number(of: key, tag: Int32(run.function.rawValue), next: next)
    if entry == next { counts.append(0) }
    counts[Int(entry)] += 1
    return counts[Int(entry)]
  }
}
