import PipelineModel
import SimKernel

extension HuntFile {
  static func text(of fault: Fault, in world: World) -> String {
    let target = fault.target
    var members: [(String, String?)] = [
      ("wire", "\"\(fault.wire.name)\""),
      ("installation", target.installation.map { JSONText.quoted(world.installations[$0].name) }),
      ("repository", target.repository.map { JSONText.quoted(world.repositories[$0].name) }),
      ("entityType", target.entityType.map { "\"\($0.name)\"" }),
      ("pages", target.pages.map(numbers)), ("items", target.items.map(numbers)),
      ("attempts", target.attempts.map(numbers)), ("rounds", target.rounds.map(numbers)),
      ("caller", target.caller.map { "\"\($0.name)\"" }),
      ("step", target.step.map { "\"\($0)\"" }),
    ]
    switch fault.trigger {
    case .always: break
    case .nth(let range): members.append(("nth", numbers(range)))
    case .window(let from, let to):
      members.append(("window", "[\"\(from - SimTime.zero)\", \"\(to - SimTime.zero)\"]"))
    case .probability(let parts):
      members.append(("probability", "\((Double(parts) / 1_000_000).decimals(6))"))
    }
    let effect = fault.effect.member
    return object(members + [(effect.key.rawValue, effect.value)])
  }

  private static func numbers(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "[\(range.lowerBound), \(range.upperBound)]"
  }

  static func text(of step: StoryStep, in shrunk: HuntCase) -> String {
    let offset = step.when.offset
    return object([
      ("label", step.label.isEmpty ? nil : JSONText.quoted(step.label)),
      ("after", anchor(step.when.anchor, shrunk.story).map(JSONText.quoted)),
      ("at", offset == .zero ? nil : "\"\(offset)\""),
      (step.action.word, value(of: step.action, in: shrunk.world)),
    ])
  }

  private static func anchor(_ anchor: StoryTime.Anchor, _ story: Story) -> String? {
    switch anchor {
    case .start: nil
    case .step(let place): story.steps[place].label
    case .runStarted(let place): story.steps[place].label + ".started"
    case .runEnded(let place): story.steps[place].label + ".ended"
    }
  }

  private static func value(of action: StoryAction, in world: World) -> String {
    switch action {
    case .connect(let place), .delete(let place), .disconnect(let place):
      return JSONText.quoted(world.installations[place].name)
    case .link(let place): return JSONText.quoted(world.repositories[place].name)
    case .trigger(let request): return text(of: request, in: world)
    case .cancel(let request):
      if request.key == .valid, case .string(let name) = request.installationID,
        world.installations.contains(where: { $0.name == name })
      {
        return JSONText.quoted(name)
      }
      return object([
        ("key", request.key == .valid ? nil : "\"\(request.key)\""),
        ("installationId", request.installationID.json),
      ])
    case .createItems(let place, let type, let count, let isUnfinished):
      let state = type == .release ? "\"draft\"" : "\"building\""
      return object([
        ("repository", JSONText.quoted(world.repositories[place].name)),
        ("entityType", "\"\(type.name)\""), ("count", "\(count)"),
        ("as", isUnfinished ? state : nil),
      ])
    case .changeItems(let change, let place, let type, let first, let count, let into):
      return object([
        ("repository", JSONText.quoted(world.repositories[place].name)),
        ("entityType", "\"\(type.name)\""), ("first", "\(first)"), ("count", "\(count)"),
        ("to", "\"\(change.rawValue)\""),
        ("into", into.map { JSONText.quoted(world.repositories[$0].name) }),
      ])
    case .updateItems(let place, let type, let first, let count):
      return object([
        ("repository", JSONText.quoted(world.repositories[place].name)),
        ("entityType", "\"\(type.name)\""), ("first", "\(first)"), ("count", "\(count)"),
      ])
    case .flushStore: return "\"store\""
    case .replayDeadLetters: return "\"dead-letters\""
    case .deploy(let deploy):
      let functions = deploy.functions.map { "\"\(Fault.Caller($0).name)\"" }
      let steps = deploy.steps.map { "\"\($0)\"" }
      return object([
        ("steps", steps.isEmpty ? nil : "[" + steps.joined(separator: ", ") + "]"),
        ("functions", functions.isEmpty ? nil : "[" + functions.joined(separator: ", ") + "]"),
        ("key", deploy.rotatesKey ? "true" : nil),
      ])
    case .alter(_, let place): return JSONText.quoted(world.repositories[place].name)
    case .move(let place, let workspace):
      return object([
        ("repository", JSONText.quoted(world.repositories[place].name)),
        ("workspace", "\(workspace)"),
      ])
    case .addWorkspace(let place): return JSONText.quoted(world.organisations[place].name)
    case .removeWorkspace(let place, let workspace):
      return object([
        ("organisation", JSONText.quoted(world.organisations[place].name)),
        ("workspace", "\(workspace)"),
      ])
    case .turn(_, let place): return JSONText.quoted(world.installations[place].name)
    }
  }

  /// A call of an installation that exists in short, any other as its body is.
  private static func text(of request: TriggerRequest, in world: World) -> String {
    let key = request.key == .valid ? nil : "\"\(request.key)\""
    if request.malformed { return object([("malformed", "true"), ("key", key)]) }
    let types = request.entityTypes.map {
      "[" + $0.map(JSONText.quoted).joined(separator: ", ") + "]"
    }
    if case .string(let name) = request.installationID,
      let row = world.installations.first(where: { $0.name == name }),
      request.provider == .string(row.provider.name),
      request.organisationID == .string(world.organisations[row.organisation].name)
    {
      return object([
        ("installation", JSONText.quoted(name)), ("depth", request.depth.json),
        ("entityTypes", types), ("key", key),
      ])
    }
    let body = object([
      ("installationId", request.installationID.json), ("provider", request.provider.json),
      ("orgId", request.organisationID.json), ("depth", request.depth.json),
      ("entityTypes", types),
    ])
    return object([("body", body), ("key", key)])
  }
}

extension RawValue {
  /// The value in a file; nil where the key is not there.
  fileprivate var json: String? {
    switch self {
    case .absent: nil
    case .null: "null"
    case .string(let text): JSONText.quoted(text)
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15
        ? "\(Int(number))" : "\(number)"
    case .bool(let flag): "\(flag)"
    }
  }
}
