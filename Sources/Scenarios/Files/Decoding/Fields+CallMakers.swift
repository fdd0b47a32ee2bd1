import PipelineModel

extension Fields {
  /// Refuses what no call on a wire ever has: a step or a caller that makes none, or a repository.
  func checkMaker(of wire: Wire, _ target: Fault.Target) {
    for key in ["repository", "entityType"] where has(key) && !wire.isAboutRepositories {
      refuse(
        key, "calls on the wire \(wire.name) are about no repository",
        help: "\"installation\" narrows them down")
    }
    if has("step") { checkStep(target.step, wire) }
    guard let caller = target.caller else { return }
    let key = has("function") ? "function" : "caller"
    if !wire.callers.contains(caller) {
      refuse(
        key, "no \(caller.name) makes calls on the wire \(wire.name)",
        help: wire.callers.isEmpty
          ? "remove \"\(key)\"" : "its caller is \(either(wire.callers.map(\.name)))")
    } else if let step = target.step, let own = step.caller, own != caller {
      refuse(
        key, "no \(caller.name) has a step \(step.spelling)", help: "its caller is \(own.name)")
    }
  }

  private func checkStep(_ step: StepName?, _ wire: Wire) {
    if !Fault.wiresOfSteps.contains(wire) {
      refuse(
        "step", "calls on the wire \(wire.name) belong to no step",
        help: "the wire is one of \(Fault.wiresOfSteps.map(\.name).joined(separator: ", "))")
    } else if let step, !step.wires.contains(wire) {
      refuse(
        "step", "the step \(step.spelling) makes no call on the wire \(wire.name)",
        help: "its wire is \(either(step.wires.map(\.name)))")
    }
  }

  private func either(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
