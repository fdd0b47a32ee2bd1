import PipelineModel

extension Shape where Value == [Axis] {
  /// The section `axes`: what varies, by names that the file chooses.
  ///
  /// The first axis varies slowest. `scenario` is the sweep file without its axes.
  static func axes(of scenario: Scenario) -> Shape {
    Shape(
      "an object of axes", example: "{\"timeout\": {\"lever\": …, \"values\": […]}}",
      kinds: [.object], standIn: []
    ) { field in
      guard !field.node.members.isEmpty else {
        field.refuse("there are no axes", help: "a sweep varies at least one thing")
        return nil
      }
      guard field.node.members.count <= SweepPlan.maximumAxes else {
        field.refuse(
          "there are \(field.node.members.count) axes",
          help: "a sweep varies at most \(SweepPlan.maximumAxes) things")
        return nil
      }
      return field.node.members.compactMap { member in
        let key = Field(
          node: JSONNode(.string(member.key), span: member.keySpan), path: field.path,
          findings: field.findings)
        guard Self.isName(member.key) else {
          key.refuse(
            "\(VisibleText.quoted(member.key)) is no name for an axis",
            help: "a name is up to 40 letters and digits, joined by \"-\", beginning with a letter")
          return nil
        }
        let inner = Field(
          node: member.value, path: .key(member.key, of: field.path), findings: field.findings)
        return Shape<Axis>.axis(member.key, of: scenario).value(of: inner)
      }
    }
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 40 && ChosenName.problem(text) == nil
      && !text.contains { "./_:".contains($0) } && !["true", "false"].contains(text)
  }
}

extension Shape where Value == Axis {
  fileprivate static func axis(_ name: String, of scenario: Scenario) -> Shape {
    .object { fields in
      let target = fields.oneOf([
        "lever": .lever, "items": .items(scenario), "ages": .ages(scenario),
        "workload": Shape<String>.repository(scenario).map { .workload(repository: $0) },
        "repositories": Shape<String>.repository(scenario).map { .copies(repository: $0) },
        "time": .time(scenario), "path": .path,
      ])
      let nodes =
        fields.has("values")
        ? fields.required("values", .nodes) : AxisRange.values(fields)
      let values = nodes.map(AxisValue.init)
      var cells: Set<SweepCell> = []
      for value in values {
        if !cells.insert(value.cell).inserted {
          fields.refuse(
            "values", "the value \(VisibleText.quoted(value.text)) is there twice",
            help: "every value is one column of points")
        }
      }
      return Axis(name: name, target: target, values: values)
    }
  }
}

extension Shape where Value == [JSONNode] {
  /// Values of any kind, which the scenario checks where they are put.
  fileprivate static var nodes: Shape {
    Shape("an array of values", example: "[100, 1000]", kinds: [.array], standIn: []) { field in
      guard case .array(let nodes) = field.node.value else { return nil }
      guard 1...AxisRange.maximumCount ~= nodes.count else {
        field.refuse("the axis has \(nodes.count) values", help: "write at least one value")
        return nil
      }
      return nodes
    }
  }
}

extension Shape where Value == AxisTarget {
  fileprivate static var lever: Shape {
    Shape(
      "the name of a lever", example: "\"worker.finish-timeout\"", kinds: [.string],
      standIn: .lever("")
    ) { field in
      guard case .string(let name) = field.node.value else { return nil }
      return Lever.named(name, at: field).map { .lever($0.name) }
    }
  }

  /// One entity type of a repository: `{"repository": "app", "entityType": "issue"}`.
  fileprivate static func items(_ scenario: Scenario) -> Shape {
    .object { fields in
      .items(
        repository: fields.required("repository", .repository(scenario)),
        fields.required("entityType", .entityType))
    }
  }

  /// One entity type of a repository, or all it has.
  fileprivate static func ages(_ scenario: Scenario) -> Shape {
    .object { fields in
      let name = fields.required("repository", Shape<String>.repository(scenario))
      let type = fields.optional("entityType", .entityType)
      let repository = scenario.world.repositories.first { $0.name == name }
      return .ages(repository: name, type.map { [$0] } ?? repository?.items.map(\.entityType) ?? [])
    }
  }

  /// The label of a step of the story.
  fileprivate static func time(_ scenario: Scenario) -> Shape {
    let labels = NameIndex(scenario.story.steps.map(\.label))
    return Shape(
      "the label of a step", example: "\"again\"", kinds: [.string], standIn: .time(step: "")
    ) { field in
      guard case .string(let label) = field.node.value else { return nil }
      guard labels.contains(label) else {
        field.refuse(
          "no step has the label \(VisibleText.quoted(label))",
          help: labels.help(on: label, "the labels are", orElse: "give the step a label"))
        return nil
      }
      return .time(step: label)
    }
  }

  /// Keys from the top of the scenario down; steps of the story go by their labels.
  fileprivate static var path: Shape {
    let own: Set = [
      "axes", "where", "until", "holds", "extends", "abstract", "seeds", "profile", "$schema",
    ]
    return Shape<[String]>.array(of: .string(length: 1...100), count: 1...32).located.map { keys in
      if let first = keys.value.first, own.contains(first) {
        keys.field.refuse("\"\(first)\" cannot vary", help: "vary what a run is made of")
      }
      return .path(keys.value)
    }
  }
}

extension Shape where Value == String {
  /// The name of a repository of the scenario.
  fileprivate static func repository(_ scenario: Scenario) -> Shape {
    let names = scenario.world.repositories.map(\.name)
    return Shape<Int>.repository(in: WorldNames(scenario.world)).map {
      names.indices.contains($0) ? names[$0] : ""
    }
  }
}

extension Shape where Value == AxisConstraint {
  /// A comparison between axes.
  static func constraint(_ axes: [Axis]) -> Shape? {
    guard !axes.isEmpty, axes.allSatisfy({ !$0.values.isEmpty }) else { return nil }
    let name = axes[0].name
    guard let standIn = try? AxisConstraint.parse("1 == 1", axes: []) else { return nil }
    return Shape("a constraint", example: "\"\(name) <= 100\"", kinds: [.string], standIn: standIn)
    { field in
      parsed(field) { (text) throws(ValueProblem) in try AxisConstraint.parse(text, axes: axes) }
    }
  }
}
