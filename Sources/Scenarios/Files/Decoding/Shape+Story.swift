import PipelineModel
import SimKernel

/// The actions of a story, by their keys.
enum StoryActionKey: String, CaseIterable {
  case connect, link, delete, disconnect, trigger, cancel, create, update, flush
  case change, replay, deploy, move, rename, withdraw, grant, sync, unsync, revoke
  case addWorkspace, removeWorkspace
}

extension Shape where Value == Story {
  /// The section `story`: steps in the order they are written.
  static func story(in names: WorldNames) -> Shape {
    Shape(
      "an array of steps", example: "[{\"at\": \"0s\", \"trigger\": {…}}]", kinds: [.array],
      standIn: Story()
    ) { field in
      guard case .array(let nodes) = field.node.value else { return nil }
      let labels = NameIndex(nodes.map(\.label))
      let steps = nodes.indices.map { index in
        let shape = Shape<StoryStep>.step(index, of: labels, in: names)
        return shape.value(
          of: Field(
            node: nodes[index], path: .index(index, of: field.path), findings: field.findings))
      }
      field.checkOrder(of: steps, in: names.world)
      return Story(steps: steps.compactMap(\.self))
    }
  }
}

extension Shape where Value == StoryStep {
  fileprivate static func step(_ index: Int, of labels: NameIndex, in names: WorldNames) -> Shape {
    .object { fields in
      let label = fields.optional("label", .label(index, of: labels)) ?? ""
      let anchor = fields.value("after", .anchor(index, of: labels), default: .start)
      let offset = fields.value("at", .time, default: .zero)
      return StoryStep(
        label: label, when: StoryTime(anchor: anchor, offset: offset),
        action: fields.oneOf([
          "trigger": .trigger(in: names),
          "connect": Shape<Int>.installation(in: names).map { .connect(installation: $0) },
          "link": Shape<Int>.repository(in: names).map { .link(repository: $0) },
          "delete": Shape<Int>.installation(in: names).map { .delete(installation: $0) },
          "disconnect": Shape<Int>.installation(in: names).map { .disconnect(installation: $0) },
          "cancel": .cancel(in: names),
          "create": .create(in: names),
          "update": .update(in: names),
          "change": .change(in: names),
          "flush": Shape<String>.word(of: ["store"]).map { _ in .flushStore },
          "replay": Shape<String>.word(of: ["dead-letters"]).map { _ in .replayDeadLetters },
          "deploy": .deploy,
          "move": .move(in: names),
          "addWorkspace": Shape<Int>.name(of: "organisation", in: names.organisations)
            .map { .addWorkspace(organisation: $0) },
          "removeWorkspace": .removeWorkspace(in: names),
          "sync": .act(.sync, in: names),
          "unsync": .act(.unsync, in: names),
          "rename": .act(.rename, in: names),
          "withdraw": .act(.withdraw, in: names),
          "grant": .act(.grant, in: names),
          "revoke": Shape<Int>.installation(in: names).map { .turn(.revoke, installation: $0) },
        ]))
    }
  }
}

extension Shape where Value == String {
  /// A step's own name, which no other step has and which expressions can use.
  fileprivate static func label(_ index: Int, of labels: NameIndex) -> Shape {
    Shape("a label", example: "\"again\"", kinds: [.string], standIn: "") { field in
      let label = labels.names[index]
      if let problem = ChosenName.problem(label) {
        field.refuse(problem.message, help: problem.help)
        return nil
      }
      guard !label.contains(".") else {
        field.refuse(
          "the label \(VisibleText.quoted(label)) contains a point",
          help: "\".started\" and \".ended\" are written behind a label")
        return nil
      }
      guard labels.place(of: label) == index else {
        field.refuse(
          "an earlier step has the label \(VisibleText.quoted(label))",
          help: "labels are unique in a story")
        return nil
      }
      return label
    }
  }
}

extension Shape where Value == StoryTime.Anchor {
  /// A moment of an earlier step: `"first"`, `"first.started"` or `"first.ended"`.
  fileprivate static func anchor(_ index: Int, of labels: NameIndex) -> Shape {
    Shape(
      "a moment of an earlier step", example: "\"first.started\"", kinds: [.string],
      standIn: .start
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard let label = parts.first, let step = labels.place(of: label) else {
        field.refuse(
          "no step has the label \(VisibleText.quoted(parts.first ?? ""))",
          help: labels.help(
            on: parts.first ?? "", upTo: index, "the labels are",
            orElse: "give an earlier step a label"))
        return nil
      }
      guard step < index else {
        field.refuse(
          "the step \(VisibleText.quoted(label)) is not an earlier one",
          help: "a step can only follow one that is written before it")
        return nil
      }
      switch parts.dropFirst().joined(separator: ".") {
      case "": return .step(step)
      case "started": return .runStarted(step)
      case "ended": return .runEnded(step)
      case let moment:
        field.refuse(
          "a step has no moment \(VisibleText.quoted(moment))",
          help: Suggestion.question(for: moment, in: ["started", "ended"])
            ?? "write \"\(label)\", \"\(label).started\" or \"\(label).ended\"")
        return nil
      }
    }
  }
}

extension Shape where Value == StoryAction {
  fileprivate static func act(_ act: RepositoryAct, in names: WorldNames) -> Shape {
    Shape<Int>.repository(in: names).map { .alter(act, repository: $0) }
  }

  /// A deploy: what it calls otherwise.
  fileprivate static var deploy: Shape {
    .object { fields in
      var deploy = Deploy()
      deploy.steps = fields.value(
        "steps", .array(of: .step(among: Deploy.steps), count: 1...100), default: [])
      let functions = Shape<FunctionKind>.choice(
        Deploy.functions, named: { Fault.Caller($0).name })
      deploy.functions = fields.value(
        "functions", .array(of: functions, count: 1...10), default: [])
      deploy.rotatesKey = fields.value("key", .bool, default: false)
      return .deploy(deploy)
    }
  }

  fileprivate static func create(in names: WorldNames) -> Shape {
    .object { fields in
      let (repository, type) = unit(fields, names)
      let count = fields.required("count", .integer(in: 1...1_000_000))
      let state = fields.optional("as", .word(of: ["draft", "building"]))
      let own: EntityType = state == "draft" ? .release : .deployment
      if let state, fields.has("entityType"), type != own {
        fields.refuse(
          "as", "no \(type.name) is \(state)",
          help: "a release can be a draft, a deployment can be building")
      }
      return .createItems(
        repository: repository, entityType: type, count: count, isUnfinished: state != nil)
    }
  }

  fileprivate static func change(in names: WorldNames) -> Shape {
    .object { fields in
      let (repository, type) = unit(fields, names)
      let change = fields.required("to", .change)
      let into = fields.optional("into", .repository(in: names))
      if fields.has("entityType"), fields.has("to"), !change.happens(to: type) {
        fields.refuse(
          "to", "no \(type.name) is ever \(change.rawValue)",
          help: "it can be \(ItemChange.later(of: type).map(\.rawValue).joined(separator: ", "))")
      }
      if fields.has("to"), (change == .transferred) != (into != nil) {
        fields.refuse(
          into == nil ? "to" : "into",
          into == nil ? "nothing says where they go" : "only what is transferred goes into another",
          help: into == nil ? "add \"into\": a repository" : "remove \"into\"")
      }
      return .changeItems(
        change, repository: repository, entityType: type,
        first: fields.value("first", .integer(in: 0...10_000_000), default: 0),
        count: fields.required("count", .integer(in: 1...1_000_000)), into: into)
    }
  }

  fileprivate static func update(in names: WorldNames) -> Shape {
    .object { fields in
      let (repository, type) = unit(fields, names)
      return .updateItems(
        repository: repository, entityType: type,
        first: fields.value("first", .integer(in: 0...10_000_000), default: 0),
        count: fields.required("count", .integer(in: 1...1_000_000)))
    }
  }

  /// The repository and a type of items that it may have.
  private static func unit(_ fields: Fields, _ names: WorldNames) -> (Int, EntityType) {
    let world = names.world
    let repository = fields.required("repository", .repository(in: names))
    let type = fields.required("entityType", .entityType)
    // Of a world with mistakes neither may be there.
    guard fields.has("entityType"), world.repositories.indices.contains(repository),
      case let installation = world.repositories[repository].installation,
      world.installations.indices.contains(installation)
    else { return (repository, type) }
    let provider = world.installations[installation].provider
    if !provider.mayHave(type) {
      fields.refuse(
        "entityType", "a \(provider.name) repository has no items of the type \(type.name)",
        help: "its types are \(provider.entityTypes.map(\.name).joined(separator: ", "))")
    }
    return (repository, type)
  }
}

extension ProviderName {
  /// Whether a repository of it may have items of a type; nothing is known without a connector.
  fileprivate func mayHave(_ type: EntityType) -> Bool {
    entityTypes.isEmpty || type == .unknown || entityTypes.contains(type)
  }
}

extension ItemChange {
  /// What can happen to items of a type that are there.
  static func later(of type: EntityType) -> [ItemChange] {
    allCases.filter { $0 != .opened && $0.happens(to: type) }
  }
}

extension Shape where Value == ItemChange {
  /// What can happen to an item that is there.
  fileprivate static var change: Shape {
    choice(ItemChange.allCases.filter { $0 != .opened }, named: \.rawValue)
  }
}
