import PipelineModel
import SimKernel

/// The actions of a story, by their keys.
enum StoryActionKey: String, CaseIterable {
  case connect, link, delete, disconnect, trigger, cancel, create, update, flush
}

extension Shape where Value == Story {
  /// The section `story`: steps in the order they are written.
  static func story(in world: World) -> Shape {
    Shape(
      "an array of steps", example: "[{\"at\": \"0s\", \"trigger\": {…}}]", kinds: [.array],
      standIn: Story()
    ) { field in
      guard case .array(let nodes) = field.node.value else { return nil }
      let labels = nodes.map { node in
        if case .string(let label)? = node["label"]?.value { label } else { "" }
      }
      return Story(
        steps: nodes.indices.compactMap { index in
          let shape = Shape<StoryStep>.step(index, of: labels, in: world)
          return shape.value(
            of: Field(
              node: nodes[index], path: .index(index, of: field.path), findings: field.findings))
        })
    }
  }
}

extension Shape where Value == StoryStep {
  fileprivate static func step(_ index: Int, of labels: [String], in world: World) -> Shape {
    .object { fields in
      let label = fields.optional("label", .label(index, of: labels)) ?? ""
      let anchor = fields.value("after", .anchor(index, of: labels), default: .start)
      let offset = fields.value("at", .time, default: .zero)
      return StoryStep(
        label: label, when: StoryTime(anchor: anchor, offset: offset),
        action: fields.oneOf([
          "trigger": .trigger(in: world),
          "connect": Shape<Int>.installation(in: world).map { .connect(installation: $0) },
          "link": Shape<Int>.repository(in: world).map { .link(repository: $0) },
          "delete": Shape<Int>.installation(in: world).map { .delete(installation: $0) },
          "disconnect": Shape<Int>.installation(in: world).map { .disconnect(installation: $0) },
          "cancel": .cancel(in: world),
          "create": .create(in: world),
          "update": .update(in: world),
          "flush": Shape<String>.word(of: ["store"]).map { _ in .flushStore },
        ]))
    }
  }
}

extension Shape where Value == String {
  /// A step's own name, which no other step has and which expressions can use.
  fileprivate static func label(_ index: Int, of labels: [String]) -> Shape {
    Shape("a label", example: "\"again\"", kinds: [.string], standIn: "") { field in
      let label = labels[index]
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
      guard labels.firstIndex(of: label) == index else {
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
  fileprivate static func anchor(_ index: Int, of labels: [String]) -> Shape {
    Shape(
      "a moment of an earlier step", example: "\"first.started\"", kinds: [.string],
      standIn: .start
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard let label = parts.first, let step = labels.firstIndex(of: label), !label.isEmpty else {
        let known = labels.prefix(index).filter { !$0.isEmpty }
        field.refuse(
          "no step has the label \(VisibleText.quoted(parts.first ?? ""))",
          help: Suggestion.question(for: parts.first ?? "", in: known)
            ?? (known.isEmpty
              ? "give an earlier step a label" : "the labels are \(known.joined(separator: ", "))"))
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
  fileprivate static func create(in world: World) -> Shape {
    .object { fields in
      let (repository, type) = unit(fields, world)
      return .createItems(
        repository: repository, entityType: type,
        count: fields.required("count", .integer(in: 1...1_000_000)))
    }
  }

  fileprivate static func update(in world: World) -> Shape {
    .object { fields in
      let (repository, type) = unit(fields, world)
      return .updateItems(
        repository: repository, entityType: type,
        first: fields.value("first", .integer(in: 0...10_000_000), default: 0),
        count: fields.required("count", .integer(in: 1...1_000_000)))
    }
  }

  /// The repository and a type of items that it may have.
  private static func unit(_ fields: Fields, _ world: World) -> (Int, EntityType) {
    let repository = fields.required("repository", .repository(in: world))
    let type = fields.required("entityType", .entityType)
    if world.repositories.indices.contains(repository), fields.has("entityType") {
      let installation = world.repositories[repository].installation
      let provider = world.installations[installation].provider
      if !provider.mayHave(type) {
        fields.refuse(
          "entityType", "a \(provider.name) repository has no items of the type \(type.name)",
          help: "its types are \(provider.entityTypes.map(\.name).joined(separator: ", "))")
      }
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
