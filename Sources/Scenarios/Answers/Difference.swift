import Foundation
import PipelineModel
import SimKernel

/// Two configurations compared: each seed runs both, with the same random numbers.
///
/// JSON keys are stable; times are microseconds.
public struct Difference: Codable, Sendable, Equatable {
  public var first: Side
  public var second: Side
  /// When a run is done in the headlines.
  public var until: Goal
  public var seeds: [UInt64]
  public var profiles: [UnderProfile]
  /// Runs made for it.
  public var runs: Int
  /// Of these, runs that broke an invariant of the model.
  public var broken: Int
  /// Of these, runs that hit their limit of events.
  public var undecided: Int
  /// Their faults, with the runs in which each struck.
  public var faults: FaultTally

  /// A configuration: a scenario file and levers set over it.
  public struct Side: Codable, Sendable, Equatable {
    public var path: String
    public var title: String
    /// Values as text, by lever.
    public var overrides: [String: String]
  }

  /// The comparison under one profile.
  public struct UnderProfile: Codable, Sendable, Equatable {
    /// `runbook` or `as-built`.
    public var profile: String
    /// Runs of which every item is stored or filtered on purpose, with the first and with the
    /// second configuration.
    public var storedFirst: Int
    public var storedSecond: Int
    /// Runs of which every item is delivered.
    public var deliveredFirst: Int
    public var deliveredSecond: Int
    /// Seeds in which both runs are the same in everything that happened.
    public var identical: Int
    public var measures: [Measure]
  }

  /// One measure of both; the difference is nil when no seed has the measure both ways.
  public struct Measure: Codable, Sendable, Equatable {
    /// The key of the measure, such as `executions`.
    public var name: String
    /// "µs", "items", "executions", "requests" or "per cent".
    public var unit: String
    public var difference: PairedDifference?
  }

  /// A configuration to be compared.
  public struct Configuration: Sendable {
    let scenario: Scenario
    let overrides: [LeverSetting]

    public init(_ scenario: Scenario, overrides: [LeverSetting] = []) {
      self.scenario = scenario
      self.overrides = overrides
    }

    var side: Side {
      Side(
        path: scenario.path, title: scenario.title,
        overrides: Dictionary(
          overrides.map { ($0.name, $0.value.text) }, uniquingKeysWith: { $1 }))
    }
  }

  /// Makes the runs; `advance` is called with the number of pairs done.
  ///
  /// `profiles` are those that both play in.
  public init(
    _ first: Configuration, _ second: Configuration, profiles: [NamedProfile], seeds: [UInt64],
    until: Goal = .stored, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    advance: (Int) -> Void = { _ in }
  ) {
    precondition(!seeds.isEmpty, "A comparison needs a seed.")
    let plans = profiles.flatMap { profile in seeds.map { (profile: profile, seed: $0) } }
    let pairs = Campaign.map(plans, threads: threads, advance: advance) { plan in
      func run(_ side: Configuration) -> RunAnswer {
        Study(values: [], scenario: side.scenario, profile: plan.profile)
          .run(plan.seed, side.overrides)
      }
      return Pair(first: run(first), second: run(second))
    }
    self.first = first.side
    self.second = second.side
    self.until = until
    self.seeds = seeds
    self.profiles = profiles.indices.map { place in
      UnderProfile(
        profiles[place], Array(pairs[place * seeds.count..<(place + 1) * seeds.count]))
    }
    let tally = RunTally(pairs.flatMap { [$0.first, $0.second] })
    (runs, broken, undecided) = (tally.runs, tally.broken, tally.undecided)
    faults = tally.faults
  }

  fileprivate struct Pair: Sendable {
    let first: RunAnswer
    let second: RunAnswer
  }
}

extension Difference.UnderProfile {
  fileprivate init(_ profile: NamedProfile, _ pairs: [Difference.Pair]) {
    self.profile = profile.label
    storedFirst = pairs.count(where: \.first.result.isStored)
    storedSecond = pairs.count(where: \.second.result.isStored)
    deliveredFirst = pairs.count(where: \.first.result.isDelivered)
    deliveredSecond = pairs.count(where: \.second.result.isDelivered)
    identical = pairs.count { $0.first.result.fingerprint == $0.second.result.fingerprint }
    func count(
      _ name: String, _ unit: String, _ value: (SweepResult) -> Int
    ) -> Difference.Measure {
      Difference.Measure(
        name: name, unit: unit,
        difference: .of(
          pairs.map { (Double(value($0.first.result)), Double(value($0.second.result))) }))
    }
    func time(_ name: String, _ value: (RunAnswer) -> TimeOrNever) -> Difference.Measure {
      Difference.Measure(
        name: name, unit: "µs",
        difference: .of(
          pairs.compactMap { pair in
            guard let first = value(pair.first).duration, let second = value(pair.second).duration
            else { return nil }
            return (Double(first.microseconds), Double(second.microseconds))
          }))
    }
    measures = [
      count("storedRuns", "per cent") { $0.isStored ? 100 : 0 },
      count("deliveredRuns", "per cent") { $0.isDelivered ? 100 : 0 },
      time("stored", \.stored), time("delivered", \.delivered),
      count("lost", "items", \.counts.lost),
      count("filteredOnPurpose", "items", \.counts.filteredOnPurpose),
      count("missing", "items", \.counts.missing),
      count("undelivered", "items", \.counts.undelivered),
      count("duplicateDeliveries", "items", \.counts.duplicateDeliveries),
      count("duplicateStored", "items", \.counts.duplicateStored),
      count("repeatedExecutions", "executions") {
        $0.counts.repeatedDeliveries + $0.counts.repeatedCaptures + $0.counts.repeatedStores
      },
      count("executions", "executions", \.executions),
      count("providerRequests", "requests", \.providerRequests),
    ]
  }
}
