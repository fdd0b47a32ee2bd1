import PipelineModel

/// Follows a worker through its steps, so that a failing one can be called by its name.
///
/// Milestones give a step's number and page; the name follows from what the worker did before.
struct StepTracker {
  private var page: Int64 = 0
  private var doneOnPage = 0

  mutating func read(_ milestone: Milestone) {
    switch milestone.kind {
    case .pageFetched where milestone.a != page:
      page = milestone.a
      doneOnPage = 0
    case .stepDone where milestone.b == page && page > 0: doneOnPage += 1
    default: break
    }
  }

  /// The step that a milestone with an ordinal is about, in a run of this function.
  func name(of milestone: Milestone, in function: FunctionKind) -> String {
    let ordinal = milestone.a
    return switch function {
    case .orchestrator: ordinal == 0 ? "get-connection" : "fan-out-entity-workers"
    case .workerFailure: "notify-failure"
    case .capture: "step \(ordinal)"
    case .worker:
      if ordinal == 0 {
        "get-token"
      } else {
        switch doneOnPage {
        case 0: "fetch page \(max(page, 1))"
        case 1: "dispatch page \(page)"
        default: "fetch page \(page + 1)"
        }
      }
    }
  }
}
