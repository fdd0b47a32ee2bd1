import PipelineModel

/// Whether a lever could be pulled today.
public enum Standing: String, Codable, Comparable, CaseIterable, Sendable {
  /// A number that the pipeline's configuration, or the plan it pays for, has today.
  case setting
  /// Code that the pipeline does not have today.
  case proposal
  /// The behaviour of an engine, a provider, the network or a person, or how long work takes:
  /// nobody here can set it.
  case outside

  /// Orders by how hard it is to have.
  public static func < (left: Standing, right: Standing) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension LeverSetting {
  /// Proposed values and the switches of our own code are proposals, our own numbers are settings.
  public var standing: Standing {
    guard let lever = Lever.named(name) else { return .outside }
    if asksForLess { return .outside }
    if lever.proposals.contains(value.text) || Self.proposals.contains(name) { return .proposal }
    if !Self.plan.contains(name), Self.outside.contains(where: { name.hasPrefix($0) }) {
      return .outside
    }
    switch lever.kind {
    case .flag, .choice: return .proposal
    case .count, .duration, .durations, .bytes, .rate, .distribution: return .setting
    }
  }

  /// Whether it only lets a backfill look for fewer items, so that fewer can be missing.
  private var asksForLess: Bool {
    guard name == "backfill.default-depth", let lever = Lever.named(name) else { return false }
    return (value.amount ?? 0) < (lever.asBuilt.amount ?? 0)
  }

  /// Numbers that only a pipeline has that does not exist today.
  private static let proposals: Set<String> = ["worker.page-cap", "worker.posts-at-once"]

  /// Numbers of the engine that its plan sets.
  private static let plan: Set<String> = ["engine.account-steps", "engine.monthly-executions"]

  /// Rooms and numbers that belong to others, to chance, or to how the model is drawn.
  private static let outside = [
    "engine.", "provider.", "items.", "wire.", "queue.redelivery", "capture.model",
    "capture.text-signal", "capture.light-step", "capture.classify", "capture.embed",
    "capture.database-step", "connections.token-lifetime", "connections.inactive-token-status",
    "connections.link-delay", "connections.link-time", "connections.callback-time",
    "connections.teardown-step", "connections.clock", "orchestrator.clock", "worker.clock",
    "capture.downstream-executions", "queue.messages",
  ]
}
