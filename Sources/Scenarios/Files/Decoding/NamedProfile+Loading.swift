import PipelineModel

extension NamedProfile {
  /// Profile files that base on one another, at most.
  private static let longestChain = 16

  /// Reads a profile file with those it is based on.
  ///
  /// Throws a `ReportedError`: `SourceFailure` when the file cannot be read, `DiagnosticList` with
  /// every mistake at its place.
  public static func load(path: String) throws -> NamedProfile {
    try load(path: path, above: [])
  }

  private static func load(path: String, above: [String]) throws -> NamedProfile {
    let source = try SourceText.read(path: path)
    try refuseForeign(source)
    let read = try Fields.read(source) { fields in
      _ = fields.optional("$schema", .string())
      _ = fields.required("summary", .string(length: 1...300))
      return (
        base: fields.required("base", Shape<String>.baseProfile.located),
        entries: fields.required("levers", .profileEntries)
      )
    }
    let base = try self.base(read.base, of: source, above + [path])
    return NamedProfile(
      base: base.base, title: FilePath.stem(of: path), path: path,
      entries: base.entries + read.entries)
  }

  /// The profile that a file is based on.
  private static func base(
    _ name: Located<String>, of source: SourceText, _ chain: [String]
  ) throws -> NamedProfile {
    if let built = builtIn.first(where: { $0.title == name.value }) { return built }
    func refusal(_ message: String, _ help: String) -> DiagnosticList {
      DiagnosticList([
        source.diagnostic("base: \(message)", at: name.field.node.span.range, help: help)
      ])
    }
    let path = FilePath.resolve(name.value, from: source.path)
    if chain.contains(path) {
      throw refusal(
        "the profile is based on itself",
        "the circle is \((chain + [path]).joined(separator: " → "))")
    }
    guard chain.count < longestChain else {
      throw refusal("more than \(longestChain) profiles base on one another", "merge some of them")
    }
    do {
      return try load(path: path, above: chain)
    } catch let error as SourceFailure {
      throw refusal(
        "\"\(VisibleText.of(path))\": \(error.message)",
        "\"runbook\", \"as-built\", or a file relative to the folder of this one")
    }
  }

  /// Refuses a scenario or a sweep by its first telling key, before anything of it is a mistake.
  private static func refuseForeign(_ source: SourceText) throws(DiagnosticList) {
    guard let tree = try? JSON5Parser.parse(source), tree["base"] == nil,
      let telling = tree.members.first(where: { ["world", "story", "extends"].contains($0.key) })
    else { return }
    throw DiagnosticList([
      source.diagnostic(
        "a profile has no \(telling.key): this is a scenario", at: telling.keySpan.range,
        help: "a profile is {\"summary\": …, \"base\": \"as-built\", \"levers\": {…}}")
    ])
  }
}

extension Shape where Value == String {
  /// What a profile is based on: a built-in one, or another file.
  fileprivate static var baseProfile: Shape {
    let words = Profile.Name.allCases.map(\.rawValue)
    let word = Shape<String>.word(of: words)
    return Shape(
      "\(word.expected), or a file", example: "\"as-built\"", kinds: [.string], standIn: words[1]
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      return text.hasSuffix(".jsonc") ? text : word.read(field)
    }
  }
}

extension Shape where Value == NamedProfile {
  /// The profile of a scenario: the name of a built-in one, or a file relative to the one that
  /// names it.
  ///
  /// Of a file that is wrong nothing is shown: who named it may not be who may read it.
  static func profile(of sources: [SourceText]) -> Shape {
    let word = Shape<Profile.Name>.choice
    return Shape(
      "the name of a profile, or a file", example: word.example, kinds: [.string],
      standIn: .asBuilt
    ) { field in
      guard case .string(let text) = field.node.value else { return nil }
      guard text.hasSuffix(".jsonc") else { return word.read(field).map { NamedProfile($0) } }
      let path = FilePath.resolve(text, from: sources[Int(field.node.span.file)].path)
      do {
        return try NamedProfile.load(path: path)
      } catch let error as SourceFailure {
        field.refuse(
          "\"\(VisibleText.of(path))\": \(error.message)",
          help: "the path is relative to the folder of this file")
      } catch {
        field.refuse(
          "\"\(VisibleText.of(path))\" is no right profile",
          help: "'simrun profile check \(VisibleText.of(ShellWord.quote(path)))' says why")
      }
      return nil
    }
  }
}

extension Shape where Value == [NamedProfile.Entry] {
  /// The section `levers` of a profile: for each lever its value, why, and the source.
  fileprivate static var profileEntries: Shape {
    Shape(
      "an object of levers",
      example: "{\"worker.retries\": {\"value\": 5, \"why\": \"…\", \"source\": \"…\"}}",
      kinds: [.object], standIn: []
    ) { field in
      Lever.members(of: field).compactMap { lever, own in
        Shape<NamedProfile.Entry?>.entry(of: lever).value(of: own) ?? nil
      }
    }
  }
}

extension Shape where Value == NamedProfile.Entry? {
  /// Nil stands for a value that was refused.
  fileprivate static func entry(of lever: Lever) -> Shape {
    .object { fields in
      let sentence = Shape<String>.string(length: 1...300)
      let value = fields.required("value", Shape<LeverValue>.lever(lever.kind).located)
      let why = fields.required("why", sentence)
      let source = fields.required("source", sentence)
      guard value.value != .durations([]),
        let setting = LeverSetting(lever.name, value.value, at: value.field)
      else { return nil }
      return NamedProfile.Entry(setting: setting, why: why, source: source)
    }
  }
}
