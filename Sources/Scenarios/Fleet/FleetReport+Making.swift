import PipelineModel
import SimKernel
import Synchronization

extension FleetReport {
  /// Runs the fleet of a scenario under each profile and reports on it, in the order of the
  /// profiles, whatever the number of threads.
  ///
  /// `period` is the time between two looks at the backlog; nil looks about a hundred times while
  /// the fleet connects. `advance` is called about ten times a second on the calling thread with
  /// the number of looks done, of `looks(at:_:)` for each run.
  public static func all(
    _ scenario: Scenario, profiles: [NamedProfile], seed: UInt64? = nil,
    overrides: [LeverSetting] = [], until goal: Goal = .stored, every period: SimDuration? = nil,
    threads: Int = 1,
    advance: (Int) -> Void = { _ in }
  ) -> [FleetReport] {
    guard let fleet = scenario.fleet else { preconditionFailure("The scenario has a fleet.") }
    let period = period ?? FleetRun.period(of: fleet)
    let most = looks(at: fleet, period)
    let looks = LookCounter()
    let work: @Sendable (NamedProfile) -> FleetReport = { profile in
      let run = FleetRun(
        scenario, profile: profile, seed: seed, overrides: overrides, every: period
      ) { if $0 <= most { looks.add() } }
      return FleetReport(run, until: goal)
    }
    return Campaign.map(profiles, threads: threads, advance: { _ in advance(looks.count) }, work)
  }

  /// How often a fleet is looked at while it connects.
  public static func looks(at fleet: Fleet, _ period: SimDuration?) -> Int {
    let period = period ?? FleetRun.period(of: fleet)
    return max(1, Int(fleet.over.microseconds / period.microseconds))
  }

  /// 1 when anything is broken, else 2 when anything is undecided, else 0.
  public static func exitCode(of reports: [FleetReport]) -> ExitCode {
    if reports.contains(where: { $0.verdict == "fail" }) { return .broken }
    return reports.contains { $0.verdict == "undecided" } ? .undecided : .success
  }
}

/// Looks done so far, by several runs at once.
private final class LookCounter: Sendable {
  private let looks = Atomic<Int>(0)

  var count: Int { looks.load(ordering: .relaxed) }

  func add() { looks.add(1, ordering: .relaxed) }
}
