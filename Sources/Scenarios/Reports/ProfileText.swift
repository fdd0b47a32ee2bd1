import PipelineModel

/// A profile as a file that lists every lever, and as a table of what it sets.
public struct ProfileText: Sendable {
  private let profile: NamedProfile

  public init(_ profile: NamedProfile) { self.profile = profile }

  /// A profile file with every lever, what it sets and what its base has.
  public var file: String {
    let levers = profile.levers
    var lines = ["{"]
    lines.append("  \"$schema\": \"../profile.schema.json\",")
    lines.append("  \"summary\": \(JSONText.quoted(summary)),")
    lines.append("  \"base\": \"\(profile.base.rawValue)\",")
    lines.append("  \"levers\": {")
    for lever in Lever.all {
      let entry = profile.entries.first { $0.setting.name == lever.name }
      lines.append("    \"\(lever.name)\": {")
      lines.append("      \"value\": \(lever.value(in: levers).json),")
      lines.append("      \"why\": \(JSONText.quoted(entry?.why ?? why(lever))),")
      lines.append("      \"source\": \(JSONText.quoted(entry?.source ?? lever.source)),")
      lines.append("    },")
    }
    return (lines + ["  },", "}"]).joined(separator: "\n") + "\n"
  }

  /// One line for each lever it sets, with the base's value and why.
  public var table: String {
    guard !profile.entries.isEmpty else { return "\(profile.title) sets nothing of its own\n" }
    let base = Profile(profile.base)
    var text = "\(profile.label), over \(profile.base.rawValue)\n"
    for entry in profile.entries {
      guard let lever = Lever.named(entry.setting.name) else { continue }
      let words =
        "\(entry.setting.text) (\(profile.base.rawValue): \(lever.value(in: base).text))"
      text += "\n\(words)\n"
      text += "    " + entry.why.wrapped(96, margin: "    ") + "\n"
      text += "    " + "source: \(entry.source)".wrapped(96, margin: "    ") + "\n"
    }
    return text
  }

  private var summary: String {
    if profile.path != nil { return "Every lever of \(profile.title)." }
    return switch profile.base {
    case .runbook: "The pipeline exactly as the runbook believes it to be."
    case .asBuilt: "The pipeline as its code and its engine behave."
    }
  }

  /// Why a built-in profile has its value.
  private func why(_ lever: Lever) -> String {
    guard lever.differs else { return "As in the other profile: \(lever.summary)" }
    return switch profile.base {
    case .runbook: "The runbook believes it; as built it is \(lever.asBuilt.text)."
    case .asBuilt: "So it is built; the runbook believes \(lever.runbook.text)."
    }
  }
}
