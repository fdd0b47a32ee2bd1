import PipelineModel
import SimKernel

/// The limits that a connection's runs are under, and who says so.
struct RunLimits: Sendable, Equatable {
  var levers = Profile(.asBuilt)
  /// Behind a limit that nobody told, where it is taken from; empty where it is the run's own.
  var origin = "as built"

  /// A limit in words: "2h", and of records "2h as built".
  func words(_ limit: KeyPath<Profile, SimDuration>) -> String {
    let time = levers[keyPath: limit]
    return sourced(time == .zero ? "no limit" : time.rounded)
  }

  /// What follows from the levers, with their origin behind it.
  func sourced(_ text: String) -> String { origin.isEmpty ? text : "\(text) \(origin)" }

  /// What is left of a limit after a time; nil where there is none.
  func left(_ limit: KeyPath<Profile, SimDuration>, after time: SimDuration) -> SimDuration? {
    levers[keyPath: limit] > .zero ? levers[keyPath: limit] - time : nil
  }

  /// The steps that a run gets through.
  var mostSteps: Int { levers.engine.stepLimit - 1 }

  /// The pages that a worker gets through: two steps each, one for the token and one at the end.
  var mostPages: Int { (mostSteps - 2) / 2 }
}

extension RunLimits {
  /// A limit that ended a run is as long as that run was, whoever says otherwise; to the minute.
  func seen(in workers: [RunHistory.Run]) -> RunLimits {
    let ended = workers.first { $0.outcome == .finishTimeout }
    guard let ended, let start = ended.startedAt, let end = ended.endedAt else { return self }
    let (time, told) = (end - start, levers.worker.finishTimeout)
    guard max(time, told) - min(time, told) > .minutes(1) else { return self }
    var limits = self
    (limits.levers.worker.finishTimeout, limits.origin) = (time, "")
    return limits
  }

  /// Those of a replay whose scenario is not at hand: of its profile and of its command line.
  init(_ report: ReplayReport) {
    let profile = NamedProfile.builtIn.first { $0.label == report.profile }
    levers = (profile ?? .asBuilt).levers
    for (name, value) in report.overrides.sorted(by: { $0.key < $1.key }) {
      (try? LeverSetting.parse(name, value))?.apply(to: &levers)
    }
    if let profile { origin = "in \(profile.label)" }
  }
}
