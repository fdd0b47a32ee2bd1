import PipelineModel
import SimKernel

extension Incident {
  /// The incident as a scenario file, with what was assumed in comments.
  var text: String {
    let notes = assumptions.map { "// Assumed: \($0).\n" }.joined()
    return
      "// Made from run records. Nothing of them but names, times and outcomes is carried over.\n"
      + notes + "{\n" + sections.map { "  \($0),\n" }.joined() + "}\n"
  }

  private var sections: [String] {
    var sections = [
      "\"title\": \"An incident, as its run records tell it\"", "\"profile\": \"as-built\"",
      object("levers", levers.map { "\(JSONText.quoted($0.name)): \($0.value.json)" }),
      "\"world\": {\n" + worldSections.map { "    \($0),\n" }.joined() + "  }",
      array("story", story.map(text)),
    ]
    if !faults.isEmpty { sections.append(array("faults", faults.map(text))) }
    if let horizon {
      let time = DurationText.format(horizon.microseconds)
      sections.append("\"limits\": { \"horizon\": \"\(time)\" }")
    }
    if !expectations.isEmpty {
      sections.append(array("expect", expectations.map { "\"\($0)\"" }))
    }
    return sections
  }

  private func object(_ key: String, _ members: [String]) -> String {
    "\"\(key)\": {\n" + members.map { "    \($0),\n" }.joined() + "  }"
  }

  private func array(_ key: String, _ elements: [String]) -> String {
    "\"\(key)\": [\n" + elements.map { "    \($0),\n" }.joined() + "  ]"
  }

  // MARK: - The world

  private var worldSections: [String] {
    func members(_ list: [String]) -> String { "{ " + list.joined(separator: ", ") + " }" }
    let organisations = world.organisations.map { "\(JSONText.quoted($0.name)): {}" }
    let installations = world.installations.map {
      "\(JSONText.quoted($0.name)): { \"organisation\": \"customer\", "
        + "\"provider\": \"\($0.provider.name)\", \"connected\": \($0.connected) }"
    }
    let repositories = world.repositories.map { repository in
      let items = repository.items.map {
        "\"\($0.entityType.name)\": { \"count\": \($0.count), \"spread\": [\"0d\", \"20d\"] }"
      }
      let owner = JSONText.quoted(world.installations[repository.installation].name)
      return "\(JSONText.quoted(repository.name)): { \"installation\": \(owner), "
        + "\"linked\": \(repository.linked), \"items\": \(members(items)) }"
    }
    return [
      "\"organisations\": " + members(organisations),
      "\"installations\": " + members(installations),
      "\"repositories\": " + members(repositories),
    ]
  }

  // MARK: - The story and its faults

  private func text(_ step: StoryStep) -> String {
    let label = step.label.isEmpty ? "" : "\"label\": \"\(step.label)\", "
    let time = "\"at\": \"\(DurationText.format(step.when.offset.microseconds))\""
    func name(_ installation: Int) -> String {
      JSONText.quoted(world.installations[installation].name)
    }
    let action: String
    switch step.action {
    case .connect(let place): action = "\"connect\": \(name(place))"
    case .delete(let place): action = "\"delete\": \(name(place))"
    case .link(let place):
      action = "\"link\": \(JSONText.quoted(world.repositories[place].name))"
    case .trigger(let request):
      var parts = ["\"installation\": \(quoted(request.installationID))"]
      if let types = request.entityTypes {
        parts.append("\"entityTypes\": [" + types.map { "\"\($0)\"" }.joined(separator: ", ") + "]")
      }
      action = "\"trigger\": { " + parts.joined(separator: ", ") + " }"
    case .cancel(let request): action = "\"cancel\": \(quoted(request.installationID))"
    case .disconnect, .createItems, .updateItems, .changeItems, .flushStore,
      .replayDeadLetters, .deploy, .alter, .move, .turn, .addWorkspace, .removeWorkspace:
      preconditionFailure("An incident's story has no such step.")
    }
    return "{ \(label)\(time), \(action) }"
  }

  private func quoted(_ value: RawValue) -> String {
    guard case .string(let text) = value else {
      preconditionFailure("An incident names its connections.")
    }
    return JSONText.quoted(text)
  }

  private func text(_ fault: Fault) -> String {
    var parts = ["\"wire\": \"\(fault.wire.name)\""]
    let target = fault.target
    if let place = target.installation {
      parts.append("\"installation\": \(JSONText.quoted(world.installations[place].name))")
    }
    if let place = target.repository {
      parts.append("\"repository\": \(JSONText.quoted(world.repositories[place].name))")
    }
    if let type = target.entityType { parts.append("\"entityType\": \"\(type.name)\"") }
    if let pages = target.pages { parts.append("\"pages\": \(pages.lowerBound)") }
    if let rounds = target.rounds { parts.append("\"rounds\": \(rounds.lowerBound)") }
    if let caller = target.caller { parts.append("\"caller\": \"\(caller.name)\"") }
    if case .nth(let nth) = fault.trigger { parts.append("\"nth\": \(nth.lowerBound)") }
    switch fault.effect {
    case .status(let status): parts.append("\"status\": \(status)")
    case .statusAfterWork(let status): parts.append("\"statusAfterWork\": \(status)")
    case .slow(let time): parts.append("\"slow\": \"\(DurationText.format(time.microseconds))\"")
    default: parts.append("\"lose\": \"reply\"")
    }
    return "{ " + parts.joined(separator: ", ") + " }"
  }

  // MARK: - What the records show

  /// How each worker ended, which a replay of the file has to show.
  private var expectations: [String] {
    var rounds: [String: Int] = [:]
    let workers = history.workers.map { worker in
      let name = ErrorText.name(worker.resource, otherwise: "app")
      rounds[worker.unit, default: 0] += 1
      return "run(worker, \(name), \(worker.entityType), \(rounds[worker.unit] ?? 1)).outcome"
        + " == \(worker.outcome.name)"
    }
    let results = history.orchestrators.filter { $0.output != nil }.enumerated().map {
      ($0.element.output?.success ?? false)
        ? "result(\($0.offset + 1)).success"
        : "result(\($0.offset + 1)).success == false"
    }
    return results + workers
  }
}
