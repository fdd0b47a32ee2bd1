import PipelineModel

/// What is kept of one run of a search.
struct Trial: Sendable {
  let summary: RunSummary
  /// Of its executions the most in one month.
  let mostInMonth: Int
  /// Whether every sentence of the property holds, in a run that came to its end.
  let holds: Bool
  /// The file's own expectations that do not hold.
  var broken: [String] = []
  /// The verdicts on the scenario's claims, by number.
  var verdicts: [String: ClaimVerdict] = [:]

  func says(_ claim: String) -> ClaimVerdict.Verdict? { verdicts[claim]?.verdict }
}

extension Trial {
  /// The first `sentences` of the expectations are the property.
  init(_ replay: Replay, sentences: Int = 0) {
    let expectations = replay.verdict.expectations
    summary = RunSummary(replay.outcome)
    mostInMonth = replay.outcome.mostInMonth
    holds =
      !summary.isCutOff && summary.violations == 0
      && expectations.prefix(sentences).allSatisfy(\.holds)
    broken = expectations.dropFirst(sentences).filter { !$0.holds }.map(\.expectation.text)
    verdicts = Dictionary(
      replay.claims.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

/// A run with levers set, as a point of the front.
struct MendPoint: Sendable {
  let settings: [LeverSetting]
  let trial: Trial

  var amounts: Amounts { trial.summary.amounts }

  /// As hard to have as the hardest of its parts; today's is a setting.
  var standing: Standing { settings.map(\.standing).max() ?? .setting }
}
