import PipelineModel

extension Evidence {
  /// A step of the story in the words of the person who takes it.
  func words(_ action: StoryAction) -> String {
    switch action {
    case .connect(let index): return "connect \(name(ofInstallation: index))"
    case .link(let index): return "link \(name(ofRepository: index))"
    case .delete(let index): return "delete \(name(ofInstallation: index))"
    case .disconnect(let index): return "disconnect \(name(ofInstallation: index))"
    case .trigger(let request): return words(request)
    case .cancel(let request):
      return "POST /trigger/cancel \(words(request.installationID))\(words(request.key))"
    case .createItems(let repository, let entityType, let count, let isUnfinished):
      let noun = isUnfinished ? "unfinished \(entityType.name)" : "new \(entityType.name)"
      return "\(counted(count, noun)) in \(name(ofRepository: repository))"
    case .changeItems(let change, let repository, let entityType, let first, let count, _):
      return "\(entityType.name) \(first + 1)–\(first + count) in "
        + "\(name(ofRepository: repository)) \(change.rawValue)"
    case .updateItems(let repository, let entityType, let first, let count):
      return "update \(entityType.name) \(first + 1)–\(first + count) in "
        + name(ofRepository: repository)
    case .flushStore: return "flush Redis"
    case .replayDeadLetters: return "replay the dead letters"
    case .deploy(let deploy): return "deploy: \(words(deploy))"
    case .alter(let act, let index): return "\(act.rawValue) \(name(ofRepository: index))"
    case .move(let index, let workspace):
      return "workspace \(workspace) syncs \(name(ofRepository: index))"
    case .addWorkspace(let index):
      return "\(world.organisations[index].name) gets one more workspace"
    case .removeWorkspace(let index, let workspace):
      return "remove workspace \(workspace) of \(world.organisations[index].name)"
    case .turn(let act, let index): return "\(act.rawValue) \(name(ofInstallation: index))"
    }
  }

  func name(ofRepository index: Int) -> String {
    world.repositories.indices.contains(index) ? world.repositories[index].name : "unknown"
  }

  private func words(_ request: TriggerRequest) -> String {
    if request.malformed { return "POST /trigger with a body that is not JSON" }
    var text = "POST /trigger \(words(request.installationID))"
    if request.depth != .absent { text += " depth \(words(request.depth))" }
    if let types = request.entityTypes {
      text += " types \(VisibleText.of(types.joined(separator: ",")))"
    }
    return text + words(request.key)
  }

  private func words(_ deploy: Deploy) -> String {
    let steps = deploy.steps.map(\.spelling).joined(separator: ", ")
    let functions = deploy.functions.map { Fault.Caller($0).name }.joined(separator: ", ")
    let parts = [
      steps.isEmpty ? nil : "\(steps) renamed", functions.isEmpty ? nil : "\(functions) renamed",
      deploy.rotatesKey ? "a new key" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? "nothing renamed" : parts.joined(separator: "; ")
  }

  private func words(_ key: APIKey) -> String {
    switch key {
    case .valid: ""
    case .wrong: " with a wrong key"
    case .missing: " without key"
    }
  }

  private func words(_ value: RawValue) -> String {
    switch value {
    case .absent: "(none)"
    case .null: "null"
    case .string(let text): VisibleText.of(text)
    case .number(let number):
      number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
    case .bool(let flag): "\(flag)"
    }
  }
}
