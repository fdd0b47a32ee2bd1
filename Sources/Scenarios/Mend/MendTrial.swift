import PipelineModel

/// What is kept of one run of a search: whether the property holds, and what the run came to.
struct MendTrial: Sendable, Equatable {
  /// Whether every sentence of the property holds, in a run that came to its end.
  let holds: Bool
  let amounts: Amounts
  /// A run that was given up proves nothing.
  let isGivenUp: Bool
  /// The file's own expectations that do not hold.
  let broken: [String]
  /// Digest of everything that happened.
  let fingerprint: UInt64
}

extension MendTrial {
  /// The first `sentences` of the expectations are the property.
  init(_ replay: Replay, sentences: Int) {
    let verdict = replay.verdict
    isGivenUp = verdict.isCutOff
    holds =
      !isGivenUp && verdict.violations.isEmpty
      && verdict.expectations.prefix(sentences).allSatisfy(\.holds)
    amounts = Amounts(replay.outcome)
    fingerprint = replay.outcome.fingerprint
    broken = verdict.expectations.dropFirst(sentences).filter { !$0.holds }.map(\.expectation.text)
  }
}

/// A run with levers set, as a point of the front.
struct MendPoint: Sendable {
  let settings: [LeverSetting]
  let trial: MendTrial

  /// As hard to have as the hardest of its parts; today's is a setting.
  var standing: Standing { settings.map(\.standing).max() ?? .setting }
}
