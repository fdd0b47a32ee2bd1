import SimKernel

/// What deploys have renamed, and when.
struct Renames: Sendable {
  /// When the callers' key became another one.
  var keyAt: SimTime?
  /// Whether a function has another name.
  var hasFunctions = false
  /// When steps got their last names, by step.
  private var stepTimes: [StepName: SimTime] = [:]
  /// When any step got another name; nil where none ever did.
  private(set) var stepsAt: SimTime?

  /// Steps have other names from now on.
  mutating func rename(_ steps: [StepName], at now: SimTime) {
    for step in steps { stepTimes[step] = now }
    stepsAt = now
  }

  /// The number of a step for code that began a request then.
  func number(_ step: Int32, begunAt time: SimTime) -> Int32 {
    let id = StepID(number: step)
    guard let at = stepTimes[id.name], time < at else { return step }
    return id.renamed.number
  }

  /// What a request that began then ends with, as the engine takes it.
  func told(
    _ response: EngineResponse<StepValue>, begunAt time: SimTime
  ) -> EngineResponse<StepValue> {
    guard case .step(let step, let value, let bytes) = response else { return response }
    return .step(step: number(step, begunAt: time), value: value, bytes: bytes)
  }
}
