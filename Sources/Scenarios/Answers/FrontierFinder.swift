import Foundation
import PipelineModel
import SimKernel

/// Finds the frontier of one axis for every combination of the others.
public struct FrontierFinder: Sendable {
  private let plan: SweepPlan
  private let axis: FrontierAxis
  private let profiles: [NamedProfile]
  /// Nil asks whether the sentences of the file hold.
  private let withins: [SimDuration?]
  private let runner: StudyRunner
  /// Places of the values of the other axes; the place of the axis itself is 0.
  private let combinations: [[Int]]

  /// What a customer waits for, and what a night allows.
  public static let defaultWithins: [SimDuration] = [.hours(2), .hours(24)]

  /// Reads a time of `--within`.
  public static func within(_ text: String) throws(ValueProblem) -> SimDuration {
    let time = try DurationText.parse(text)
    guard time > 0 else {
      throw ValueProblem("expected a duration above zero", help: "for example 2h")
    }
    return SimDuration(microseconds: time)
  }

  /// Without `profiles`, `seeds` and `until` those of the file; `listed` tries the values of the file
  /// only. Where the file says what is to hold, nothing is asked of goals and times.
  ///
  /// Throws a `ReportedError` when the axis is not there or cannot be searched.
  public init(
    _ plan: SweepPlan, axis name: String, within withins: [SimDuration], listed: Bool = false,
    upTo: String? = nil,
    profiles: [NamedProfile]? = nil, seeds: [UInt64]? = nil, until: Goal? = nil,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    precondition(!withins.isEmpty, "A frontier is within a time.")
    let axis =
      try listed
      ? FrontierAxis(listed: name, of: plan) : FrontierAxis(name, of: plan, upTo: upTo)
    self.plan = plan
    self.axis = axis
    self.withins = plan.holds.isEmpty ? withins : [nil]
    self.profiles = plan.profiles.filter { profile in
      (profiles?.contains(profile) ?? true) && plan.asks(profile)
    }
    guard !self.profiles.isEmpty else {
      throw UsageError("'\(VisibleText.of(plan.path))' asks nothing of these profiles.")
    }
    runner = StudyRunner(
      seeds: seeds ?? plan.seeds, until: until ?? plan.until, threads: threads,
      measuresEffects: true)
    combinations = (0..<plan.points).map(plan.places(ofPoint:)).filter { $0[axis.place] == 0 }
  }

  /// What is asked of every item, and beyond what is stored what is at least delivered.
  private var goals: [Goal] {
    runner.until == .stored && plan.holds.isEmpty ? [.stored, .delivered] : [runner.until]
  }

  /// What is asked of every item; nil where the file says what is to hold.
  private var until: Goal? { plan.holds.isEmpty ? runner.until : nil }

  /// Searches: combinations times profiles times seeds; what `advance` counts to.
  public var searches: Int { combinations.count * profiles.count * runner.seeds.count }

  /// Runs of all searches at the most; those that measure what stops the next size come on top.
  public var mostRuns: Int {
    searches * FrontierSearch.mostRuns(axis, withins: withins.count, goals: goals.count)
  }

  /// Makes the runs; `advance` is called with the number of searches done.
  public func report(advance: (Int) -> Void = { _ in }) -> FrontierReport {
    let places = combinations.flatMap { places in profiles.map { (places: places, profile: $0) } }
    let searches = places.flatMap { place in
      runner.seeds.map { seed in
        FrontierSearch(
          axis: axis, profile: place.profile, seed: seed, withins: withins, goals: goals
        ) { [self] steps in try scenario(place.places, steps) }
      }
    }
    let found = Campaign.map(searches, threads: runner.threads, advance: advance) { $0.found() }
    let count = runner.seeds.count
    var cells: [Cell] = []
    for (index, place) in places.enumerated() {
      let mine = found[index * count..<(index + 1) * count]
      for within in withins.indices {
        cells.append(
          Cell(
            places: place.places, profile: place.profile, within: within,
            found: mine.map { $0.frontiers[0][within] },
            delivered: goals.count > 1 ? mine.map { $0.frontiers[1][within].largest } : nil))
      }
    }
    var (frontiers, tally) = frontiers(cells)
    for search in found { tally += search.tally }
    return FrontierReport(
      title: plan.title, path: plan.path, sweep: plan.digestText, until: until,
      holds: plan.holds.isEmpty
        ? nil
        : plan.holds.map { expectation in
          (expectation.profile.map { "\($0.rawValue): " } ?? "") + expectation.text
        },
      axis: AxisAnswer(plan.axes[axis.place]), step: axis.step, upTo: axis.text(axis.end),
      axes: plan.axes.indices.filter { $0 != axis.place }.map { AxisAnswer(plan.axes[$0]) },
      seeds: runner.seeds, frontiers: frontiers, runs: tally.runs, broken: tally.broken,
      undecided: tally.undecided, faults: tally.faults)
  }

  /// What was found for one combination, profile and time, seed by seed.
  private struct Cell {
    let places: [Int]
    let profile: NamedProfile
    let within: Int
    let found: [FrontierSearch.Frontier]
    /// The largest steps that are delivered, where that is not what is asked.
    let delivered: [Int64]?

    var median: Int64 {
      found.map(\.largest).sorted()[OrderStatistics.rank(0.5, of: found.count) - 1]
    }
  }

  /// Adds what stops the next size: one study for each cell whose search did not end first, and
  /// one for all times that end at the same size.
  private func frontiers(_ cells: [Cell]) -> ([Frontier], RunTally) {
    var studies: [Study] = []
    var stops: [(stop: Frontier.Stop?, study: Int?)] = []
    for (place, cell) in cells.enumerated() {
      let next = cell.median + 1
      guard next <= axis.end else {
        stops.append((nil, nil))
        continue
      }
      if cell.within > 0, cells[place - 1].median == cell.median {
        stops.append(stops[place - 1])
        continue
      }
      var stop = Frontier.Stop(value: axis.text(next), refused: nil, late: 0, point: nil)
      do throws(DiagnosticList) {
        let scenario = try scenario(cell.places, next)
        guard plan.holds.isEmpty else {
          stops.append((stop, nil))
          continue
        }
        studies.append(
          Study(values: values(cell.places, next), scenario: scenario, profile: cell.profile))
        stops.append((stop, studies.count - 1))
      } catch {
        stop.refused = error.diagnostics[0].message
        stops.append((stop, nil))
      }
    }
    let answers = runner.answers(studies)
    let frontiers = zip(cells, stops).map { cell, found in
      var stop = found.stop
      if let study = found.study, let within = withins[cell.within] {
        stop?.point = answers.points[study]
        stop?.late = answers.times[study].count { time in
          time != .never && time > .after(within)
        }
      }
      return frontier(cell, stop)
    }
    return (frontiers, answers.tally)
  }

  private func frontier(_ cell: Cell, _ stop: Frontier.Stop?) -> Frontier {
    let seeds = zip(runner.seeds, cell.found).map { seed, found in
      Frontier.SeedFrontier(
        seed: seed, reach: reach(found.largest), holes: found.holes.map(axis.text),
        again: found.again.map(axis.text), held: found.held,
        beyond: found.beyond)
    }
    return Frontier(
      values: values(cell.places, nil), profile: cell.profile, until: until,
      within: withins[cell.within], seeds: seeds, delivered: cell.delivered.map { $0.map(reach) },
      stop: stop)
  }

  private func reach(_ steps: Int64) -> Frontier.Reach {
    let isNone = steps <= axis.floor
    return Frontier.Reach(
      amount: isNone ? nil : axis.amount(steps), text: isNone ? "none" : axis.text(steps),
      isOpen: steps >= axis.end)
  }

  private func scenario(_ places: [Int], _ steps: Int64) throws(DiagnosticList) -> Scenario {
    try SweepPoint.scenario(
      values: plan.axes.indices.map { index in
        index == axis.place ? axis.node(steps) : plan.axes[index].values[places[index]].node
      }, of: plan)
  }

  /// Texts of a combination, with a value of the axis among them or without it.
  private func values(_ places: [Int], _ steps: Int64?) -> [String] {
    plan.axes.indices.compactMap { index in
      index == axis.place ? steps.map(axis.text) : plan.axes[index].values[places[index]].text
    }
  }
}
