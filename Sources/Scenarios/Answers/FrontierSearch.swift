import PipelineModel
import SimKernel

/// The search of one seed: doubling until a value fails, then halving, then a look for holes.
///
/// Every value is run once, whatever the times asked for.
struct FrontierSearch: Sendable {
  let axis: FrontierAxis
  let profile: NamedProfile
  let seed: UInt64
  let withins: [SimDuration]
  /// What is asked of every item; each has a frontier of its own.
  let goals: [Goal]
  /// The scenario at a number of steps; throws when the value is not possible there.
  let scenario: @Sendable (Int64) throws -> Scenario

  struct Found: Sendable {
    /// For each goal, and for it each time.
    let frontiers: [[Frontier]]
    let tally: RunTally
  }

  struct Frontier: Sendable, Equatable {
    /// The largest steps that are done in time; the axis's floor when none is.
    let largest: Int64
    /// Steps below them that are not.
    let holes: [Int64]
  }

  /// Runs that a search makes at the most: two per doubling, and the look for holes.
  static func mostRuns(_ axis: FrontierAxis, withins: Int, goals: Int) -> Int {
    let doublings = Int64.bitWidth - axis.end.leadingZeroBitCount + 1
    return doublings + goals * withins * (doublings + probes.count)
  }

  /// Where holes are looked for, in sixteenths of the frontier.
  private static let probes: [Int64] = [8, 12, 14, 15]

  func found() -> Found {
    var runs: [Int64: [TimeOrNever]] = [:]
    var tally = RunTally()
    let frontiers = goals.indices.map { goal in
      withins.map { within in
        frontier { steps in
          let times = runs[steps] ?? times(steps, &tally)
          runs[steps] = times
          return times[goal] <= .after(within)
        }
      }
    }
    return Found(frontiers: frontiers, tally: tally)
  }

  private func frontier(_ isDone: (Int64) -> Bool) -> Frontier {
    let steps = search(isDone)
    let probed = Set(Self.probes.map { steps * $0 / 16 })
      .filter { $0 > max(0, axis.floor) && $0 < steps }.sorted()
    return Frontier(largest: steps, holes: probed.filter { !isDone($0) })
  }

  /// When a run of so many steps is done, by goal.
  private func times(_ steps: Int64, _ tally: inout RunTally) -> [TimeOrNever] {
    guard let scenario = try? scenario(steps) else { return goals.map { _ in .never } }
    let answer = Study(values: [], scenario: scenario, profile: profile).run(seed)
    tally.add(answer)
    return goals.map(answer.time)
  }

  /// The last steps that are done before some that are not; the end of the search when all are.
  private func search(_ isDone: (Int64) -> Bool) -> Int64 {
    var low = axis.floor
    var next = axis.start
    while isDone(next) {
      low = next
      guard next < axis.end else { return next }
      next = min(axis.end, max(next + 1, 2 * next))
    }
    var high = next
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isDone(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
