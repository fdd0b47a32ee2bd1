import PipelineModel
import SimKernel

extension Shape where Value == World {
  /// The section `world`: organisations, installations and repositories by name.
  static func world(_ workloads: [SourceSpan: Workload]) -> Shape {
    .object { fields in
      let organisations = fields.value(
        "organisations", .named(.organisation, unless: []), default: [])
      let names = NameIndex(organisations.map(\.name))
      let known = NameIndex(fields.field.node["installations"]?.members.map(\.key) ?? [])
      let installations = fields.value(
        "installations", .named(.installation(of: names, known), unless: Set(names.names)),
        default: [])
      checkReplacements(installations, fields)
      let installed = NameIndex(installations.map(\.name))
      let workspaces = installations.map { entry in
        let place = entry.value.organisation
        return organisations.indices.contains(place) ? organisations[place].value : 0
      }
      let repositories = fields.value(
        "repositories",
        .named(
          .repository(of: installed, workspaces, workloads),
          unless: Set(names.names).union(installed.names)), default: [])
      checkOwners(repositories, installations, fields)
      return World(
        organisations: organisations.map {
          World.Organisation(name: $0.name, workspaces: $0.value)
        },
        installations: installations.map { entry in
          var installation = entry.value
          installation.name = entry.name
          return installation
        },
        repositories: repositories.map { entry in
          var repository = entry.value
          repository.name = entry.name
          return repository
        })
    }
  }
}

extension Shape where Value == World {
  /// What an installation replaces is an earlier one of the same customer at the same provider.
  private static func checkReplacements(
    _ installations: [Entry<World.Installation>], _ fields: Fields
  ) {
    for (index, entry) in installations.enumerated() {
      guard let other = entry.value.replaces,
        let field = field("replaces", of: entry.name, in: "installations", fields)
      else { continue }
      let older = installations.indices.contains(other) ? installations[other].value : entry.value
      let isAlike =
        older.organisation == entry.value.organisation && older.provider == entry.value.provider
      guard other >= index || !isAlike else { continue }
      field.refuse(
        other >= index
          ? "it can only replace one that is written before it"
          : "the two are not of one organisation and one provider",
        help: other >= index
          ? "write the one that it replaces first" : "give both the same organisation and provider")
    }
  }

  /// Repositories belong to the first of the installations that see them.
  private static func checkOwners(
    _ repositories: [Entry<World.Repository>], _ installations: [Entry<World.Installation>],
    _ fields: Fields
  ) {
    for repository in repositories where installations.indices ~= repository.value.installation {
      var place = repository.value.installation
      while let other = installations[place].value.replaces, 0..<place ~= other { place = other }
      guard place < repository.value.installation else { continue }
      let names = (
        JSONText.quoted(installations[repository.value.installation].name),
        JSONText.quoted(installations[place].name)
      )
      field("installation", of: repository.name, in: "repositories", fields)?.refuse(
        "\(names.0) replaces \(names.1) and sees the repositories of that one",
        help: "write \(names.1): both see it")
    }
  }

  /// A value of one of the named parts of a section.
  private static func field(
    _ key: String, of name: String, in section: String, _ fields: Fields
  ) -> Field? {
    (fields.field.node[section]?[name]?[key]).map { node in
      Field(
        node: node, path: .key(key, of: .key(name, of: .key(section, of: fields.field.path))),
        findings: fields.field.findings)
    }
  }
}

extension Shape where Value == Int {
  /// An organisation, which is nothing but its number of workspaces.
  fileprivate static var organisation: Shape {
    .object { $0.value("workspaces", .integer(in: 0...1000), default: 1) }
  }
}

extension Shape where Value == World.Installation {
  fileprivate static func installation(of organisations: NameIndex, _ known: NameIndex) -> Shape {
    .object { fields in
      var installation = World.Installation(
        name: "",
        organisation: fields.required("organisation", .name(of: "organisation", in: organisations)),
        provider: fields.value(
          "provider", .choice(ProviderName.allCases, named: \.name), default: .github),
        connected: fields.value("connected", .bool, default: !fields.has("replaces")),
        window: fields.optional("window", .window))
      installation.replaces = fields.optional("replaces", .name(of: "installation", in: known))
      if installation.replaces != nil, installation.connected {
        fields.refuse(
          "connected", "an installation that replaces another is connected in the story",
          help: "remove it, and let the story connect it")
      }
      return installation
    }
  }
}

extension Shape where Value == World.SharedWindow {
  /// A window of requests that has begun before the story.
  fileprivate static var window: Shape {
    .object { fields in
      World.SharedWindow(
        used: fields.value("used", .integer(in: 0...1_000_000_000), default: 0),
        resetsIn: max(.milliseconds(1), fields.required("resetsIn", .time)),
        others: fields.optional("others", .ratePerPeriod))
    }
  }
}

extension Shape where Value == World.Repository {
  fileprivate static func repository(
    of installations: NameIndex, _ workspaces: [Int], _ workloads: [SourceSpan: Workload]
  ) -> Shape {
    .object { fields in
      let items = fields.value("items", .items(workloads), default: RepositoryItems())
      var repository = World.Repository(
        name: "",
        installation: fields.required(
          "installation", .name(of: "installation", in: installations)),
        linked: fields.value("linked", .bool, default: true), items: items.groups,
        firstNumber: fields.value(
          "firstNumber", .integer(in: 1...1_000_000_000_000), default: items.firstNumber))
      repository.granted = fields.value("granted", .bool, default: true)
      repository.workspace = fields.value("workspace", .integer(in: 1...1000), default: 1)
      repository.synced = fields.value("synced", .bool, default: true)
      repository.tags = fields.value("tags", .string(length: 1...100), default: "")
      if fields.has("workspace"), workspaces.indices.contains(repository.installation),
        repository.workspace > workspaces[repository.installation]
      {
        let count = workspaces[repository.installation]
        fields.refuse(
          "workspace", "the organisation has no workspace \(repository.workspace)",
          help: count == 0
            ? "it has none at all: give it \"workspaces\""
            : "it has \(count); say \"workspaces\" of the organisation for more")
      }
      repository.activity = fields.value(
        "activity", .array(of: .activity, count: 0...100), default: [])
      return repository
    }
  }
}

/// The items of a repository, and the number of the oldest.
struct RepositoryItems {
  var groups: [World.ItemGroup] = []
  var firstNumber = 1
}

extension Shape where Value == RepositoryItems {
  /// The items of a repository: by entity type, or those of a workload file.
  static func items(_ workloads: [SourceSpan: Workload]) -> Shape {
    .object { fields in
      let workload = fields.optional("workload", .workload(workloads))
      let groups = EntityType.allCases.compactMap { type in
        fields.optional(type.name, .itemGroup(type))
      }
      if workload != nil, let group = groups.first {
        fields.refuse(
          group.entityType.name, "a workload already says which items there are",
          help: "remove either the workload or the entity types")
      }
      return RepositoryItems(
        groups: workload?.items ?? groups, firstNumber: workload?.firstNumber ?? 1)
    }
  }
}

extension Shape where Value == Workload {
  /// The path of a workload file, which has been read before.
  fileprivate static func workload(_ workloads: [SourceSpan: Workload]) -> Shape {
    Shape(
      "the path of a workload file", example: "\"../workloads/astral-sh-uv.json\"",
      kinds: [.string], standIn: Workload(repository: "", asOf: "", days: [])
    ) { field in
      guard let workload = workloads[field.node.span] else {
        field.refuse(
          "\(field.node.found) is not a file that can be read",
          help: "the path is relative to the folder of this file")
        return nil
      }
      return workload
    }
  }
}

extension Shape where Value == World.ItemGroup {
  /// A count with its spread of ages, or the counts per day of age.
  fileprivate static func itemGroup(_ type: EntityType) -> Shape {
    .object { fields in
      let perDay = Shape<[Int]>.array(of: .integer(in: 0...ModelBound.group), count: 0...36_500)
      if let days = fields.optional("perDay", perDay) {
        for key in ["count", "spread"] where fields.has(key) {
          fields.refuse(
            key, "\"\(key)\" and \"perDay\" exclude each other",
            help: "the counts per day give both number and ages")
        }
        let count = days.reduce(0, +)
        return World.ItemGroup(entityType: type, count: count, ages: .perDay(days))
      }
      let count = fields.required("count", .integer(in: 0...10_000_000))
      let (from, to) = fields.value("spread", .interval, default: (.days(0), .days(30)))
      return World.ItemGroup(entityType: type, count: count, ages: .spread(from: from, to: to))
    }
  }
}

extension Shape where Value == ItemActivity {
  /// What goes on in a repository by itself.
  fileprivate static var activity: Shape {
    .object { fields in
      let type = fields.required("entityType", .entityType)
      let change = fields.required("change", Shape<ItemChange>.choice)
      if fields.has("entityType"), fields.has("change"),
        !change.happens(to: type) || change == .transferred
      {
        fields.refuse(
          "change", "no \(type.name) is \(change.rawValue) by itself",
          help: "it can be opened, "
            + ItemChange.later(of: type).filter { $0 != .transferred }.map(\.rawValue)
            .joined(separator: ", "))
      }
      return ItemActivity(
        entityType: type, change: change, rate: fields.required("rate", .ratePerPeriod),
        from: .zero + fields.value("from", .time, default: .zero),
        until: .zero + fields.required("until", .time))
    }
  }
}
