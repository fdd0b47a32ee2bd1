import Foundation
import PipelineModel

/// The search for changes after which one run has a property: single levers with the smallest
/// amount that suffices, then sets of them.
///
/// A question is the run of a plan, changes to it, and the property; each change is played.
public struct Mender: Sendable {
  private let plan: ReplayPlan
  private let property: [Expectation]
  private let threads: Int
  private let recording: Experiment.Recording
  private let today: Trial
  private let base: Replay
  private let tries: [Try]

  /// One thing that is tried.
  private enum Try: Sendable {
    case candidate(Candidate)
    case search(LeverSearch)
  }

  /// Plays the run of the plan. `property` is at least one sentence about its scenario.
  public init(
    _ plan: ReplayPlan, property: [Expectation],
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    precondition(!property.isEmpty, "A mended run is to have a property.")
    var scenario = plan.scenario
    let own = scenario.expectations.filter {
      ($0.profile ?? plan.profile.base) == plan.profile.base
        && !property.map(\.text).contains($0.text)
    }
    scenario.expectations = property + own
    (scenario.sometimes, scenario.claims) = ([], [])
    recording = scenario.expectations.contains(where: \.asksMilestones) ? .items : .counts
    let first = ReplayPlan(
      scenario, profile: plan.profile, seed: plan.seed, overrides: plan.overrides)
    base = first.run(recording: recording)
    self.plan = first.bounded(by: base.outcome.events)
    self.property = property
    self.threads = threads
    today = Trial(base, sentences: property.count)
    tries = today.holds ? [] : Self.tries(base.evidence.levers)
  }

  /// Single levers and combinations with one value each, then the searches among amounts.
  private static func tries(_ profile: Profile) -> [Try] {
    var candidates: [Candidate] = []
    for candidate in Candidate.all + Candidate.others(than: profile)
    where candidate.changes(profile)
      && !candidates.contains(where: { $0.settings == candidate.settings })
    {
      candidates.append(candidate)
    }
    let searches = Lever.all.filter(\.isOurs).flatMap { lever in
      LeverSearch.Direction.allCases.compactMap {
        LeverSearch(lever, $0, from: lever.value(in: profile))
      }
    }
    return candidates.map(Try.candidate) + searches.map(Try.search)
  }

  /// What `found` counts to.
  public var total: Int { tries.count }

  /// What one try came to.
  private struct Result: Sendable {
    let points: [MendPoint]
    let answer: Answer?
  }

  /// A change after which the property holds.
  struct Answer: Sendable {
    let title: String?
    let point: MendPoint
    let search: MendReport.Search?
  }

  /// Everything that was played, and what of it mends.
  public struct Found: Sendable {
    let answers: [Answer]
    let points: [MendPoint]
    let runs: Int
    /// Whether levers were looked for that mend only together.
    let soughtSet: Bool

    /// The settings of the answers that are shown and could be had.
    public var changes: [[LeverSetting]] {
      let kinds = [Standing.setting, .proposal].map { standing in
        answers.map(\.point).filter { $0.standing == standing }.prefix(MendReport.shown)
      }
      return kinds.joined().map(\.settings)
    }
  }

  /// Plays every change; `advance` is called with the number of tries done.
  public func found(advance: (Int) -> Void = { _ in }) -> Found {
    let results = Campaign.map(tries, threads: threads, advance: advance) { [self] in result(of: $0)
    }
    var answers = Self.sorted(results.compactMap(\.answer))
    var points = [MendPoint(settings: [], trial: today)] + results.flatMap(\.points)
    var runs = points.count
    let isOpen = !today.holds && !answers.contains { $0.point.standing < .outside }
    if isOpen {
      let sentences = property.count
      let set = SmallestSet(plan: plan, recording: recording) {
        Trial($0, sentences: sentences).holds
      }.found()
      runs += set.runs
      if !set.settings.isEmpty {
        let point = MendPoint(settings: set.settings, trial: play(set.settings))
        answers = Self.sorted(answers + [Answer(title: nil, point: point, search: nil)])
        points.append(point)
      }
    }
    return Found(answers: answers, points: points, runs: runs, soughtSet: isOpen)
  }

  private func result(of attempt: Try) -> Result {
    switch attempt {
    case .candidate(let candidate):
      let point = MendPoint(settings: candidate.settings, trial: play(candidate.settings))
      let answer = Answer(title: candidate.title, point: point, search: nil)
      return Result(points: [point], answer: point.trial.holds ? answer : nil)
    case .search(let search):
      let found = search.found(today: today, play)
      let answer = found.nearest.map { nearest in
        Answer(
          title: nil, point: found.samples[nearest].point,
          search: MendReport.Search(found, nearest, search.direction))
      }
      return Result(points: found.samples.map(\.point), answer: answer)
    }
  }

  private func play(_ settings: [LeverSetting]) -> Trial {
    Trial(
      Change(settings).changed(plan).run(recording: recording), sentences: property.count)
  }

  /// What is easier to have first, then fewer levers, then what surely suffices, then fewer losses,
  /// then cheaper; of two that are the same or of which one contains the other the first.
  private static func sorted(_ answers: [Answer]) -> [Answer] {
    let ranked = answers.enumerated().sorted { left, right in
      let (first, second) = (left.element.rank + [left.offset], right.element.rank + [right.offset])
      return first.lexicographicallyPrecedes(second)
    }.map(\.element)
    return ranked.enumerated().filter { place, answer in
      !ranked.enumerated().contains { other, small in
        let (less, more) = (small.point.settings, answer.point.settings)
        return other != place && less.allSatisfy(more.contains)
          && (less.count < more.count || other < place)
      }
    }.map(\.element)
  }

  /// The report; `harm` is what each answer does to the shipped scenarios, in their order, and
  /// `classes` what it does to those of a hunt.
  public func report(
    _ found: Found, _ harm: ShippedCheck.Found, _ classes: [MendReport.Classes] = []
  ) -> MendReport {
    let month = base.evidence.levers.engine.monthlyExecutions
    let cost = { (trial: Trial) in
      MendReport.Cost(trial.summary.amounts, inMonth: trial.mostInMonth, of: month)
    }
    let own = Set(today.broken)
    let answers = found.answers.map { answer in
      let place = found.changes.firstIndex(of: answer.point.settings)
      return MendReport.Answer(
        title: answer.title, settings: answer.point.settings.map(MendSetting.init),
        standing: answer.point.standing, search: answer.search,
        cost: cost(answer.point.trial),
        change: answer.point.amounts - today.summary.amounts,
        brokenHere: answer.point.trial.broken.filter { !own.contains($0) },
        breaks: place.flatMap { $0 < harm.breaks.count ? harm.breaks[$0] : nil },
        classes: place.flatMap { $0 < classes.count ? classes[$0] : nil })
    }
    let front = ParetoFront.of(found.points, today: today.summary.amounts).map { point in
      MendReport.Point(
        settings: point.settings.map(MendSetting.init), standing: point.standing,
        holds: point.trial.holds, cost: cost(point.trial))
    }
    return MendReport(
      scenario: plan.scenario.name, profile: plan.profile.label, seed: plan.seed,
      property: property.map(\.text), holds: today.holds, sentences: sentences,
      today: cost(today), answers: answers, soughtSet: found.soughtSet,
      front: front,
      shipped: MendReport.Shipped(played: harm.played, scenarios: harm.scenarios, runs: harm.runs),
      runs: found.runs, givenUp: found.points.count(where: \.trial.summary.isCutOff),
      undecided: today.summary.isCutOff ? 1 : 0, broken: base.verdict.violations.isEmpty ? 0 : 1,
      faults: faults)
  }

  /// The values of the sentences that do not hold today.
  private var sentences: [String] {
    base.verdict.expectations.prefix(property.count).filter { !$0.holds }.map { judgement in
      judgement.absence
        ?? "\(judgement.left) \(judgement.expectation.comparison.rawValue) \(judgement.right)"
    }
  }

  private var faults: FaultTally {
    var tally = FaultTally()
    tally.add(ReplayReport.FaultSummary.all(base.evidence.rules, base.outcome))
    return tally
  }
}

extension ReplayPlan {
  /// A run is given up after so many events, or so many times those of the run itself.
  private static let (least, longer) = (100_000, 10)

  /// The same, given up in the end where it takes far more events than the run as it is.
  func bounded(by events: Int) -> ReplayPlan {
    let most = events.multipliedReportingOverflow(by: Self.longer)
    var scenario = scenario
    scenario.limits.maxEvents = min(
      scenario.limits.maxEvents, max(Self.least, most.overflow ? .max : most.partialValue))
    return ReplayPlan(scenario, profile: profile, seed: seed, overrides: overrides)
  }
}

extension Mender.Answer {
  fileprivate var rank: [Int] {
    let amounts = point.amounts
    return [
      Standing.allCases.firstIndex(of: point.standing) ?? 0, point.settings.count,
      search?.isMonotone == false ? 1 : 0, ParetoFront.loss(amounts), amounts.executions,
      search == nil ? 1 : 0,
    ]
  }
}

extension Lever {
  /// Whether its amount is a number of our own configuration, of our plan, or of code of ours that does
  /// not exist today.
  var isOurs: Bool {
    asBuilt.amount != nil && (LeverSetting(name, asBuilt).map { $0.standing < .outside } ?? false)
  }
}
