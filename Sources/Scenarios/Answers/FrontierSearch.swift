import PipelineModel
import SimKernel

/// The search of one seed: doubling until a value fails, then halving, then a look for holes.
///
/// Every value is run once, whatever the times asked for.
struct FrontierSearch: Sendable {
  let axis: FrontierAxis
  let profile: Profile.Name
  let seed: UInt64
  let withins: [SimDuration]
  /// The scenario at a number of steps; throws when the value is not possible there.
  let scenario: @Sendable (Int64) throws -> Scenario

  struct Found: Sendable {
    /// The largest steps that complete, for each time; -1 when none does.
    let largest: [Int64]
    /// Steps below them that do not.
    let holes: [[Int64]]
    let tally: RunTally
  }

  /// Runs that a search makes at the most: two per doubling, and the look for holes.
  static func mostRuns(_ axis: FrontierAxis, withins: Int) -> Int {
    let doublings = Int64.bitWidth - axis.end.leadingZeroBitCount + 1
    return doublings + withins * (doublings + probes.count)
  }

  /// Where holes are looked for, in sixteenths of the frontier.
  private static let probes: [Int64] = [8, 12, 14, 15]

  func found() -> Found {
    var times: [Int64: TimeOrNever] = [:]
    var tally = RunTally()
    func completes(_ steps: Int64, _ within: SimDuration) -> Bool {
      let time = times[steps] ?? delivered(steps, &tally)
      times[steps] = time
      return time <= .after(within)
    }
    var largest: [Int64] = []
    var holes: [[Int64]] = []
    for within in withins {
      let steps = search { completes($0, within) }
      let probed = Set(Self.probes.map { steps * $0 / 16 }).filter { $0 > 0 && $0 < steps }.sorted()
      largest.append(steps)
      holes.append(probed.filter { !completes($0, within) })
    }
    return Found(largest: largest, holes: holes, tally: tally)
  }

  private func delivered(_ steps: Int64, _ tally: inout RunTally) -> TimeOrNever {
    guard let scenario = try? scenario(steps) else { return .never }
    let answer = Study(values: [], scenario: scenario, profile: profile).run(seed)
    tally.add(answer)
    return answer.delivered
  }

  /// The last steps that complete before some that do not; the end of the search when all do.
  private func search(_ completes: (Int64) -> Bool) -> Int64 {
    var low: Int64 = -1
    var next = axis.start
    while completes(next) {
      low = next
      guard next < axis.end else { return next }
      next = min(axis.end, max(next + 1, 2 * next))
    }
    var high = next
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if completes(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
