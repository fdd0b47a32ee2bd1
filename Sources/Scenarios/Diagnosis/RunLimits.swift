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
