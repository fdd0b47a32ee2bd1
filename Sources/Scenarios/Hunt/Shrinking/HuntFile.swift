import PipelineModel
import SimKernel

/// A shrunk case as a scenario file.
struct HuntFile: Sendable {
  /// Without folder and extension.
  let name: String
  let title: String
  let shrunk: HuntCase
  /// What its expectations say, in the language of scenario files.
  let expectations: [String]

  /// The file's text.
  var text: String {
    let world = shrunk.world
    var lines = ["{", "  \"title\": \(JSONText.quoted(title)),"]
    lines.append("  \"profile\": \"\(shrunk.profile.label)\",")
    if shrunk.seed != 1 { lines.append("  \"seeds\": [\(shrunk.seed)],") }
    if !shrunk.levers.isEmpty {
      lines.append("  \"levers\": {")
      lines += shrunk.levers.map { "    \(JSONText.quoted($0.name)): \($0.value.json)," }
      lines.append("  },")
    }
    lines.append("  \"world\": {")
    lines += Self.section(
      "organisations", world.organisations.map { ($0.name, Self.text(of: $0)) })
    lines += Self.section(
      "installations", world.installations.map { ($0.name, Self.text(of: $0, in: world)) })
    lines += Self.section(
      "repositories", world.repositories.map { ($0.name, Self.text(of: $0, in: world)) })
    lines.append("  },")
    lines += Self.list("story", shrunk.story.steps.map { Self.text(of: $0, in: shrunk) })
    lines += Self.list("faults", shrunk.faults.map { Self.text(of: $0, in: world) })
    lines += Self.list("expect", expectations.map(JSONText.quoted))
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func section(_ name: String, _ members: [(String, String)]) -> [String] {
    guard !members.isEmpty else { return [] }
    return ["    \"\(name)\": {"]
      + members.map { "      \(JSONText.quoted($0.0)): \($0.1)," } + ["    },"]
  }

  private static func list(_ name: String, _ elements: [String]) -> [String] {
    guard !elements.isEmpty else { return [] }
    return ["  \"\(name)\": ["] + elements.map { "    \($0)," } + ["  ],"]
  }

  /// `{ "a": 1, "b": 2 }` of the members that are there.
  static func object(_ members: [(String, String?)]) -> String {
    let there = members.compactMap { name, value in value.map { "\"\(name)\": \($0)" } }
    return there.isEmpty ? "{}" : "{ " + there.joined(separator: ", ") + " }"
  }

  private static func text(of organisation: World.Organisation) -> String {
    object([
      ("workspaces", organisation.workspaces == 1 ? nil : "\(organisation.workspaces)")
    ])
  }

  private static func text(of installation: World.Installation, in world: World) -> String {
    let isUsual = installation.provider == .github
    return object([
      ("organisation", JSONText.quoted(world.organisations[installation.organisation].name)),
      ("provider", isUsual ? nil : "\"\(installation.provider.name)\""),
      ("connected", installation.connected || installation.replaces != nil ? nil : "false"),
      ("replaces", installation.replaces.map { JSONText.quoted(world.installations[$0].name) }),
      ("window", installation.window.map(text)),
    ])
  }

  private static func text(of window: World.SharedWindow) -> String {
    object([
      ("used", "\(window.used)"), ("resetsIn", "\"\(window.resetsIn)\""),
      ("others", window.others.map { LeverValue.rate($0).json }),
    ])
  }

  private static func text(of repository: World.Repository, in world: World) -> String {
    let groups = repository.items.map { ($0.entityType.name, Optional(text(of: $0))) }
    return object([
      ("installation", JSONText.quoted(world.installations[repository.installation].name)),
      ("linked", repository.linked ? nil : "false"),
      ("firstNumber", repository.firstNumber == 1 ? nil : "\(repository.firstNumber)"),
      ("granted", repository.granted ? nil : "false"),
      ("workspace", repository.workspace == 1 ? nil : "\(repository.workspace)"),
      ("synced", repository.synced ? nil : "false"),
      ("tags", repository.tags.isEmpty ? nil : JSONText.quoted(repository.tags)),
      ("activity", repository.activity.isEmpty ? nil : text(of: repository.activity)),
      ("items", groups.isEmpty ? nil : object(groups)),
    ])
  }

  private static func text(of activities: [ItemActivity]) -> String {
    let texts = activities.map { activity in
      object([
        ("entityType", "\"\(activity.entityType.name)\""),
        ("change", "\"\(activity.change.rawValue)\""),
        ("rate", LeverValue.rate(activity.rate).json),
        ("from", "\"\(activity.from - SimTime.zero)\""),
        ("until", "\"\(activity.until - SimTime.zero)\""),
      ])
    }
    return "[" + texts.joined(separator: ", ") + "]"
  }

  private static func text(of group: World.ItemGroup) -> String {
    switch group.ages {
    case .perDay(let days):
      return object([("perDay", "[" + days.map(String.init).joined(separator: ", ") + "]")])
    case .spread(let from, let to):
      let isUsual = from == .zero && to == .days(30)
      return object([
        ("count", "\(group.count)"), ("spread", isUsual ? nil : "[\"\(from)\", \"\(to)\"]"),
      ])
    }
  }
}
