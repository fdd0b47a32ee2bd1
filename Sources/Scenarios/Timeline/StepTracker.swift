import PipelineModel

/// Follows a worker from page to page, so that a failing step can be called by its whole name.
struct StepTracker {
  private var page: Int64 = 0
  private var dispatched: Int64 = 0

  mutating func read(_ milestone: Milestone) {
    switch milestone.kind {
    case .pageFetched: page = milestone.a
    case .stepDone where milestone.step == .dispatch: dispatched = milestone.b
    default: break
    }
  }

  /// The step a milestone is about, as the app's code spells it.
  func name(of milestone: Milestone) -> String {
    let page =
      switch milestone.step {
      case .fetch: max(dispatched + 1, milestone.kind == .stepDone ? milestone.b : 0)
      case .dispatch, .rateLimit: max(page, 1)
      default: milestone.b
      }
    return milestone.step.label(milestone.unit, page: Int(page))
  }
}
