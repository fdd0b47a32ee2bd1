import PipelineModel
import SimKernel

/// The search of one seed: doubling until a value fails, then halving, then a look for holes.
///
/// Every value is run once, whatever the times asked for.
struct FrontierSearch: Sendable {
  let axis: FrontierAxis
  let profile: NamedProfile
  let seed: UInt64
  /// Times to be done in; nil asks whether the sentences of the file hold.
  let withins: [SimDuration?]
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
    /// Values of the file beyond the first that is not done at which it is again; where sentences are
    /// asked also the end of the search.
    var again: [Int64] = []
    /// What the sentences say there, and one step beyond; nil where none are asked.
    var held: HeldRun?
    var beyond: HeldRun?
  }

  /// Runs that a search makes at the most: two per doubling, and the look for holes.
  static func mostRuns(_ axis: FrontierAxis, withins: Int, goals: Int) -> Int {
    TurnSearch<RunAnswer?>.mostAsked(to: axis.end, properties: goals * withins)
      + axis.values.count + 1
  }

  func found() -> Found {
    var tally = RunTally()
    var search = TurnSearch<RunAnswer?> { steps in
      guard let scenario = try? scenario(steps) else { return nil }
      let study = Study(values: [], scenario: scenario, profile: profile)
      let answer = withins.contains(nil) ? study.judged(seed) : study.run(seed)
      tally.add(answer)
      return answer
    }
    let frontiers = goals.map { goal in
      withins.map { within in
        frontier(&search) { $0?.isDone(goal, within: within) ?? false }
      }
    }
    return Found(frontiers: frontiers, tally: tally)
  }

  private func frontier(
    _ search: inout TurnSearch<RunAnswer?>, _ isDone: (RunAnswer?) -> Bool
  ) -> Frontier {
    let steps = search.doubled(from: axis.start, to: axis.end, floor: axis.floor, isDone)
    let isToEnd = withins.contains(nil) && axis.values.last != axis.end
    let values = axis.values + (isToEnd ? [axis.end] : [])
    return Frontier(
      largest: steps, holes: search.holes(below: steps, above: max(0, axis.floor), isDone),
      again: values.filter { $0 > steps + 1 && isDone(search.answer($0)) },
      held: search.answers[steps]??.held, beyond: search.answers[steps + 1]??.held)
  }
}
