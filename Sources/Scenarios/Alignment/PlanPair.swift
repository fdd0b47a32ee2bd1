import PipelineModel

/// Two runs to be compared, and what was changed between them.
public struct PlanPair: Sendable {
  public let left: ReplayPlan
  public let right: ReplayPlan
  /// "without faults[0] (app.jsonc:7)".
  public let words: String

  /// Two scenarios.
  public init(_ left: ReplayPlan, _ right: ReplayPlan) {
    self.left = left
    self.right = right
    words = "\(right.scenario.path) instead of \(left.scenario.path)"
  }

  /// A run, and the same with levers set, without one of its faults, or both.
  ///
  /// Throws `UsageError` when the scenario has no fault at that place.
  public init(
    _ plan: ReplayPlan, setting levers: [LeverSetting], withoutFault place: Int?
  ) throws(UsageError) {
    var changes = levers.isEmpty ? [] : [Change(levers)]
    if let place {
      let rules = plan.scenario.rules
      guard rules.indices.contains(place) else {
        let has =
          rules.isEmpty ? "the scenario has no faults" : "its faults are 0 to \(rules.count - 1)"
        throw UsageError("There is no faults[\(place)] to leave out: \(has).")
      }
      var rule = rules[place]
      rule.fault.rule = rule.fault.rule ?? place
      changes.append(Change(.faults([rule.fault.rule ?? place]), words: "without \(rule.name)"))
    }
    let change = Change(changes)
    left = plan
    right = change.changed(plan)
    words = change.words
  }
}
