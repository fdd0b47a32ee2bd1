@testable import PipelineModel

/// What came of comparing one case: how many facts agree, which do not, which could not be
/// compared.
struct Comparison: Sendable {
  /// A comparison that is not made, and why.
  struct Excuse: Sendable, Hashable {
    var what: String
    var reason: String
    var count: Int
  }

  /// How the time of a row is compared.
  enum Clock: Sendable {
    /// From the beginning of the case.
    case sinceStart
    /// From the run's previous row: delays drawn at random do not add up. Backoff delays must lie
    /// in the interval of their attempt, here and there (engine-facts 5.3).
    case sincePrevious
  }

  private(set) var compared = 0
  private(set) var agreeing = 0
  private(set) var excuses: [Excuse] = []
  private(set) var problems: [String] = []
  /// Differences of times that were compared, in seconds.
  private(set) var deviations: [Double] = []

  var largestDeviation: Double { deviations.max() ?? 0 }

  var excused: Int { excuses.reduce(0) { $0 + $1.count } }

  /// Compares something that must be equal.
  mutating func same<T: Equatable>(_ what: String, recorded: T, simulated: T) {
    compared += 1
    if recorded == simulated {
      agreeing += 1
    } else {
      problems.append("\(what): recorded \(recorded), simulated \(simulated)")
    }
  }

  /// Compares two times or durations, in seconds.
  mutating func near(
    _ what: String, recorded: Double, simulated: Double, within tolerance: Double
  ) {
    compared += 1
    let deviation = abs(recorded - simulated)
    deviations.append(deviation)
    if deviation <= tolerance {
      agreeing += 1
    } else {
      problems.append("\(what): recorded at \(recorded), simulated at \(simulated)")
    }
  }

  /// Notes what cannot be compared.
  mutating func excuse(_ what: String, count: Int = 1, because reason: String) {
    excuses.append(Excuse(what: what, reason: reason, count: count))
  }

  /// Compares rows run by run: what happened in which order, and when.
  ///
  /// Only kinds of rows that were recorded count; the two events about one end come in any order.
  mutating func rows(
    _ recorded: [LabRow], _ simulated: [LabRow], clock: Clock = .sinceStart,
    within tolerance: Double = 0.35
  ) {
    let kinds = Set(recorded.map(\.kind))
    let seen = simulated.filter { kinds.contains($0.kind) }
    let runs = recorded.map(\.run).unique
    if kinds.isDisjoint(with: LabRow.Kind.ofHandlers) {
      let count = simulated.filter { LabRow.Kind.ofHandlers.contains($0.kind) }.count
      same("rows of failure handlers", recorded: 0, simulated: count)
    }
    same("number of runs", recorded: runs.count, simulated: seen.map(\.run).unique.count)
    for run in runs {
      let there = recorded.of(run)
      let here = seen.of(run)
      let failed = run.split(separator: " ").last.map(String.init) ?? run
      let roots = failed == run ? ([], []) : (recorded.of(failed), seen.of(failed))
      for isEngine in [false, true] {
        let left = there.part(isEngine)
        let right = here.part(isEngine)
        same("\(run)", recorded: left.map(\.signature), simulated: right.map(\.signature))
        guard left.map(\.signature) == right.map(\.signature) else { continue }
        times(left, right, roots.0 + there, roots.1 + here, clock, tolerance)
      }
    }
    order(recorded, seen, clock)
  }

  private mutating func times(
    _ left: [LabRow], _ right: [LabRow], _ there: [LabRow], _ here: [LabRow], _ clock: Clock,
    _ tolerance: Double
  ) {
    for (recorded, simulated) in zip(left, right) {
      let what = "\(recorded.run) \(recorded.signature)"
      if let memoized = recorded.memoized {
        same("\(what) memoized steps", recorded: memoized, simulated: simulated.memoized)
      }
      guard case .sincePrevious = clock else {
        near(what, recorded: recorded.time, simulated: simulated.time, within: tolerance)
        continue
      }
      let before = (there.before(recorded), here.before(simulated))
      let gaps = (
        recorded.time - (before.0?.time ?? 0), simulated.time - (before.1?.time ?? 0)
      )
      if recorded.attempt > (before.0?.attempt ?? recorded.attempt) {
        inBackoff("\(what) recorded", gaps.0, recorded.attempt, tolerance)
        inBackoff("\(what) simulated", gaps.1, recorded.attempt, tolerance)
      } else {
        near(what, recorded: gaps.0, simulated: gaps.1, within: tolerance)
      }
    }
  }

  /// A delay before an attempt lies in its interval (engine-facts 5.3).
  mutating func inBackoff(_ what: String, _ gap: Double, _ attempt: Int, _ tolerance: Double) {
    let base = [15.0, 30, 60][min(attempt, 3) - 1]
    compared += 1
    if gap >= base - 0.01, gap < base + 30 + tolerance {
      agreeing += 1
    } else {
      problems.append("\(what): \(gap) s is no delay before attempt \(attempt + 1)")
    }
  }

  /// Steps that were recorded clearly one after the other start in that order, across runs; where
  /// delays were drawn at random, only the runs' first steps.
  private mutating func order(_ recorded: [LabRow], _ simulated: [LabRow], _ clock: Clock) {
    var starts = recorded.filter { $0.kind == .stepStart && $0.attempt == 0 }
    if clock == .sincePrevious {
      var seen: Set<String> = []
      starts = starts.filter { seen.insert($0.run).inserted }
    }
    var previous: (recorded: LabRow, simulated: LabRow)?
    for row in starts {
      guard
        let here = simulated.first(where: {
          $0.kind == .stepStart && $0.run == row.run && $0.signature == row.signature
        })
      else { continue }
      if let before = previous, row.time - before.recorded.time > 0.2 {
        let isLater = here.time > before.simulated.time
        let what = "\(row.run) \(row.step) after \(before.recorded.run)"
        same(what, recorded: true, simulated: isLater)
      }
      previous = (row, here)
    }
  }
}

extension LabRow.Kind {
  /// Rows of failure handlers.
  fileprivate static var ofHandlers: Set<LabRow.Kind> {
    [.onFailureEnter, .onFailureStep, .onFailureThrow]
  }
}

extension [LabRow] {
  /// The rows of a run.
  fileprivate func of(_ run: String) -> [LabRow] { filter { $0.run == run } }

  /// The app's rows, or the engine's events in a fixed order.
  fileprivate func part(_ isEngine: Bool) -> [LabRow] {
    guard isEngine else { return filter { $0.kind != .engineEvent } }
    return filter { $0.kind == .engineEvent }.sorted { $0.detail < $1.detail }
  }

  /// The app's last row before this one in the life of the run.
  fileprivate func before(_ row: LabRow) -> LabRow? {
    guard let index = firstIndex(of: row) else { return nil }
    return self[..<index].last { $0.kind != .engineEvent }
  }
}

extension Sequence where Element: Hashable {
  /// The elements in order of first appearance.
  var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
