import PipelineModel
import SimKernel

/// One change that might make a claim hold: a lever, or a few that mean something only together.
public struct Candidate: Sendable, Equatable {
  /// What a combination is called; `nil` for a single lever.
  public let title: String?
  public let settings: [LeverSetting]

  init(_ settings: [LeverSetting], title: String? = nil) {
    precondition(!settings.isEmpty, "A candidate changes something.")
    self.title = title
    self.settings = settings
  }

  /// "worker.resume = cursor + worker.step-output = reference".
  public var text: String { settings.map(\.text).joined(separator: " + ") }

  /// As hard to have as the hardest of its parts.
  public var standing: Standing { settings.map(\.standing).max() ?? .setting }

  /// Whether it changes anything of a scenario under the as-built profile.
  func changes(_ scenario: Scenario) -> Bool {
    changes(scenario.experiment(profile: .asBuilt).profile)
  }

  /// Whether it changes anything of these levers.
  func changes(_ profile: Profile) -> Bool {
    var changed = profile
    for setting in settings { setting.apply(to: &changed) }
    return changed != profile
  }

  /// Single levers first, in the order of the levers, then the combinations.
  public static let all: [Candidate] =
    (beliefs + proposals).map { Candidate([$0]) } + windows + combinations

  /// The other words of every flag and choice, and none (0) of our own amounts.
  static func others(than profile: Profile) -> [Candidate] {
    Lever.all.flatMap { lever in
      let values: [LeverValue] =
        switch (lever.kind, lever.value(in: profile)) {
        case (.flag, .flag(let flag)): [.flag(!flag)]
        case (.choice(let words), _): words.map { .choice($0) }
        case (_, let value): [value.with(amount: 0)].compactMap(\.self)
        }
      return values.compactMap { LeverSetting(lever.name, $0) }.filter {
        lever.isWord || $0.standing < .outside
      }
    }.map { Candidate([$0]) }
  }

  /// The runbook's value of every lever in which the profiles differ.
  static let beliefs: [LeverSetting] = Lever.all.filter(\.differs).compactMap {
    LeverSetting($0.name, $0.runbook)
  }

  /// Every value that the pipeline does not have today and that is no belief of the runbook.
  static let proposals: [LeverSetting] = Lever.all.flatMap { lever in
    lever.proposals.compactMap { word in
      let value: LeverValue = lever.kind == .flag ? .flag(word == "true") : .choice(word)
      return lever.differs && lever.runbook == value ? nil : LeverSetting(lever.name, value)
    }
  }

  /// Longer times than either profile has.
  private static let windows: [Candidate] = [
    combination(nil, ("gateway.dedup-window", .duration(.days(90)))),
    combination(
      "longer workers",
      ("worker.finish-timeout", .duration(.hours(8))),
      ("orchestrator.wait-timeout", .duration(.hours(9))),
      ("orchestrator.finish-timeout", .duration(.hours(12)))),
  ]

  private static let combinations: [Candidate] = [
    combination(
      "refreshed token kept",
      ("worker.refresh-on-401", .flag(true)),
      ("worker.refreshed-token-persisted", .flag(true))),
    combination(
      "publish first, refuse in the database",
      ("gateway.order", .choice("publish-then-mark")), ("console.database-dedup", .flag(true))),
    combination(
      "outbox, each message once",
      ("gateway.order", .choice("outbox")), ("gateway.publish-dedup-id", .flag(true))),
    combination(
      "each run hears of its own workers, also of their timeouts",
      ("worker.completion-carries-run", .flag(true)), ("worker.tells-timeouts", .flag(true))),
    combination(
      "large repositories",
      ("worker.step-output", .choice("reference")), ("worker.refresh-on-401", .flag(true)),
      ("worker.refreshed-token-persisted", .flag(true))),
    combination(
      "nobody waits in vain",
      ("worker.start-timeout", .duration(.zero)), ("orchestrator.child-call", .choice("invoke"))),
    combination(
      "captures wait",
      ("capture.start-timeout", .duration(.zero)), ("capture.finish-timeout", .duration(.zero))),
  ]

  private static func combination(
    _ title: String?, _ levers: (name: String, value: LeverValue)...
  ) -> Candidate {
    Candidate(
      levers.map { lever in
        guard let setting = LeverSetting(lever.name, lever.value) else {
          preconditionFailure("The lever \(lever.name) does not take \(lever.value.text).")
        }
        return setting
      }, title: title)
  }
}

extension Lever {
  /// Whether its values are few words, not an amount.
  fileprivate var isWord: Bool {
    switch kind {
    case .flag, .choice: true
    case .count, .duration, .durations, .bytes, .rate, .distribution: false
    }
  }
}
