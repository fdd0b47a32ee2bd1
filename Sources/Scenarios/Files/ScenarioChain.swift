import SimKernel

/// A scenario file and the files it extends, merged into one tree that remembers every place.
struct ScenarioChain {
  /// The files, the scenario's own first; spans of the tree name them by their index.
  let sources: [SourceText]
  /// The merged tree.
  let root: JSONNode
  /// The workload files the tree names, by the place of the name.
  let workloads: [SourceSpan: Workload]
  /// Digest of the bytes of all the files.
  let digest: UInt64

  private static let maximumLength = 16

  /// Reads a file and everything it extends.
  ///
  /// Throws `SourceFailure` when the file cannot be read and `DiagnosticList` when one of them is
  /// wrong, names a base that cannot be read, or extends itself.
  static func read(path: String) throws -> ScenarioChain {
    try read(SourceText.read(path: path))
  }

  /// Reads what a file would say, and everything it extends.
  static func read(_ source: SourceText) throws -> ScenarioChain {
    var reading = Reading()
    try reading.add(source)
    while let base = try reading.nextBase() { try reading.addBase(base) }
    let merge = ScenarioMerge(sources: reading.sources)
    var root = JSONNode(.object([]), span: reading.trees[0].span)
    do throws(Diagnostic) {
      for tree in reading.trees.reversed() { root = try merge.merged(root, tree) }
    } catch {
      throw DiagnosticList([error])
    }
    var digest = TraceFingerprint()
    for source in reading.sources { digest.combine(source.bytes) }
    let workloads = try Workload.read(in: root, of: reading.sources, &digest)
    return ScenarioChain(
      sources: reading.sources, root: root, workloads: workloads, digest: digest.value)
  }

  /// The files read so far.
  private struct Reading {
    var sources: [SourceText] = []
    var trees: [JSONNode] = []

    mutating func add(_ source: SourceText) throws(DiagnosticList) {
      do throws(Diagnostic) {
        let tree = try JSON5Parser.parse(source, file: UInt16(sources.count))
        guard case .object = tree.value else {
          throw source.diagnostic(
            "expected an object, found \(tree.found)", at: tree.span.range,
            help: "a scenario file is {…}")
        }
        sources.append(source)
        trees.append(tree)
      } catch {
        throw DiagnosticList([error])
      }
    }

    /// Adds a file that the last one extends.
    ///
    /// Of one that is no scenario nothing is shown: who named it may not be who may read it.
    mutating func addBase(_ source: SourceText) throws(DiagnosticList) {
      guard let why = Self.foreignness(of: source) else { return try add(source) }
      guard let name = trees[trees.count - 1]["extends"] else { return }
      throw refusal(
        name, "\"\(VisibleText.of(source.path))\" is no scenario file: \(why)",
        help: "a scenario file is {…} with keys such as \"title\" and \"world\"")
    }

    /// What tells that a file is no scenario, not even a wrong one; nil when it may be one, which
    /// its name is enough for.
    private static func foreignness(of source: SourceText) -> String? {
      guard !source.path.lowercased().hasSuffix(".jsonc") else { return nil }
      guard let tree = try? JSON5Parser.parse(source) else { return "it is no JSON" }
      guard case .object(let members) = tree.value else { return "it holds \(tree.kind.rawValue)" }
      let isLike = members.prefix(1000).contains { member in
        let key = member.key.hasPrefix("+") ? String(member.key.dropFirst()) : member.key
        return Suggestion.closest(to: key, in: Scenario.keys) != nil
      }
      return members.isEmpty || isLike ? nil : "it has none of a scenario's keys"
    }

    /// The file that the last one extends; nil when it extends none.
    func nextBase() throws(DiagnosticList) -> SourceText? {
      guard let node = trees[trees.count - 1]["extends"], let source = sources.last else {
        return nil
      }
      guard case .string(let name) = node.value, !name.isEmpty else {
        throw refusal(
          node, "expected a path, found \(node.found)", help: "for example \"base.jsonc\"")
      }
      let path = FilePath.resolve(name, from: source.path)
      if let start = sources.firstIndex(where: { $0.path == path }) {
        let chain = (sources[start...].map(\.path) + [path]).joined(separator: " → ")
        throw refusal(node, "the file extends itself", help: "the circle is \(chain)")
      }
      guard sources.count < ScenarioChain.maximumLength else {
        throw refusal(
          node, "more than \(ScenarioChain.maximumLength) files extend one another",
          help: "merge some of them")
      }
      do throws(SourceFailure) {
        return try SourceText.read(path: path)
      } catch {
        throw refusal(
          node, "\"\(VisibleText.of(path))\": \(error.message)",
          help: "the path is relative to the folder of this file")
      }
    }

    private func refusal(_ node: JSONNode, _ message: String, help: String) -> DiagnosticList {
      let source = sources[Int(node.span.file)]
      return DiagnosticList([
        source.diagnostic("extends: \(message)", at: node.span.range, help: help)
      ])
    }
  }
}

extension ScenarioChain {
  /// The digest with the levers of a profile file that the scenario names.
  func digest(with profile: NamedProfile?) -> UInt64 {
    guard let profile, profile.path != nil else { return digest }
    var all = TraceFingerprint()
    all.combine(digest)
    all.combine(profile.checksum)
    return all.value
  }
}

extension TraceFingerprint {
  /// Combines bytes, eight at a time, and their number.
  mutating func combine(_ bytes: [UInt8]) {
    var word: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      word = word << 8 | UInt64(byte)
      if index % 8 == 7 {
        combine(word)
        word = 0
      }
    }
    combine(word)
    combine(UInt64(bytes.count))
  }
}
