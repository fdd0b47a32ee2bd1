import PipelineModel
import SimKernel

/// What a hunt plays: a run without what it looks for, and the work that its calls make.
public struct HuntPlan: Sendable {
  /// One piece of work, small enough to be lost when the process is killed.
  enum Job: Sendable {
    /// Every effect on one call.
    case call(Int)
    /// Outages of a wire that begin at one time.
    case outages(Wire, from: SimTime)
    /// What people do at one time.
    case acts(at: SimDuration)
    /// Every effect on one call, and a second trigger when all is over.
    case again(Int)
  }

  let scenario: Scenario
  let profile: NamedProfile
  let seed: UInt64
  let overrides: [LeverSetting]
  let calls: HuntCalls
  var jobs: [Job]
  let judge: HuntJudge
  /// Without strikes among the milestones.
  let experiment: Experiment
  /// Lengths of outages: just shorter and just longer than each time that is set.
  let lengths: [SimDuration]

  /// Plays the run without faults of the hunt; those of the file belong to it.
  ///
  /// Throws a `UsageError` for a sentence that cannot be read.
  public init(
    _ scenario: Scenario, profile: NamedProfile, seed: UInt64? = nil,
    overrides: [LeverSetting] = [], properties: [String] = []
  ) throws(UsageError) {
    self.scenario = scenario
    self.profile = profile
    self.seed = seed ?? scenario.seeds[0]
    self.overrides = overrides
    var sentences: [Expectation] = []
    for text in properties { sentences.append(try Expectation.asked(text, of: scenario)) }
    var experiment = scenario.experiment(
      profile: profile, seed: self.seed, overrides: overrides,
      recording: sentences.isEmpty && !scenario.story.ends ? .counts : .items)
    experiment.tellsStrikes = false
    experiment.listsCalls = true
    var free = experiment.run()
    calls = HuntCalls(free.calls)
    free.calls = []
    experiment.listsCalls = false
    experiment.eventLimit = min(experiment.eventLimit, 50_000 + 20 * free.events)
    self.experiment = experiment
    judge = HuntJudge(free, of: experiment, properties: sentences)
    lengths = OutageLengths.all(of: experiment.profile)
    jobs =
      calls.records.indices.map { .call($0) } + Self.outages(calls.records)
      + Self.acts(calls.records, free)
      + (scenario.world.installations.isEmpty ? [] : Self.again(calls))
  }

  /// The first call of each wire at each place of the protocol: there everything is triggered again.
  private static func again(_ calls: HuntCalls) -> [Job] {
    var seen: Set<[String]> = []
    return calls.records.indices.filter {
      seen.insert([calls.records[$0].wire.name, calls.places[$0]]).inserted
    }.map { .again($0) }
  }

  /// An outage of each wire begins with its first and with its middle call.
  private static func outages(_ calls: [CallRecord]) -> [Job] {
    Wire.allCases.flatMap { wire -> [Job] in
      let times = calls.filter { $0.wire == wire }.map(\.at)
      guard let first = times.first else { return [] }
      let middle = times[times.count / 2]
      return [first, middle].enumerated().filter { $0.offset == 0 || $0.element != first }
        .map { .outages(wire, from: $0.element) }
    }
  }

  /// People act when a request of an orchestrator or a worker begins, when all is over, and around
  /// the time after which a key or a run is forgotten.
  private static func acts(_ calls: [CallRecord], _ free: Outcome) -> [Job] {
    let start = SimTime.zero
    var times: [SimDuration] = []
    for call in calls where call.wire == .engineRequest && call.caller != .capture {
      times.append(call.at - start)
    }
    let end = free.endedAt - start
    times.append(end + .seconds(1))
    let begun = free.runs.first { $0.function == .orchestrator }.map { $0.createdAt - start }
    for moment in [begun ?? .zero, end] {
      times.append(moment + .days(1) - .minutes(1))
      times.append(moment + .days(1))
      times.append(moment + .days(1) + .minutes(1))
      times.append(moment + .hours(25))
    }
    var last: SimDuration?
    return times.sorted().filter { time in
      defer { last = time }
      return time != last
    }.map { .acts(at: $0) }
  }
}

extension Story {
  /// Whether a connection ends in it, after which no item may be accepted.
  var ends: Bool {
    steps.contains { step in
      switch step.action {
      case .delete, .disconnect: true
      default: false
      }
    }
  }
}

extension Expectation {
  /// A sentence asked for on the command line.
  ///
  /// Throws a `UsageError` with what would be right.
  static func asked(_ text: String, of scenario: Scenario) throws(UsageError) -> Expectation {
    let names = ExpressionNames(WorldNames(scenario.world), story: scenario.story)
    do throws(ValueProblem) {
      let parts = try ExpressionParser.parse(text, names: names)
      return Expectation(
        text: text, place: Place(path: "--property", line: 1, column: 1), profile: nil,
        left: parts.left, comparison: parts.comparison, right: parts.right)
    } catch {
      let help = error.help.map { "; \($0)" }.joined()
      throw UsageError(
        "The value \(VisibleText.quoted(text)) is invalid for '--property': \(error.message)\(help)."
      )
    }
  }
}

/// How long outages last: what is set decides which lengths matter.
enum OutageLengths {
  /// One second less and more than each time of a profile and than each list of pauses in all.
  static func all(of profile: Profile) -> [SimDuration] {
    var lengths: Set<SimDuration> = []
    for lever in Lever.all {
      let time: SimDuration =
        switch lever.value(in: profile) {
        case .duration(let time): time
        case .durations(let pauses): .sum(pauses)
        default: .zero
        }
      guard time >= .seconds(1), time <= .days(2) else { continue }
      lengths.formUnion([time - .milliseconds(500), time + .seconds(1)])
    }
    return lengths.sorted()
  }
}
