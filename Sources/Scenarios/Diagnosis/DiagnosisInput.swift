import Foundation
import PipelineModel
import SimKernel

/// Where the records of a diagnosis come from.
public enum DiagnosisInput {
  /// Reads a file, or the standard input for `-`.
  ///
  /// A `.jsonc` file is a scenario, replayed under a profile and cut off at `end`. Anything else is
  /// JSON: what `simrun replay --format json` prints, or an export of run records. Throws a
  /// `ReportedError` with the place of each mistake.
  public static func histories(
    at path: String, profile: NamedProfile = .asBuilt, until end: SimTime? = nil
  ) throws -> [RunHistory] {
    if path.hasSuffix(".jsonc") {
      return histories(of: try Scenario.load(path: path), profile: profile, until: end)
    }
    return try histories(in: source(at: path))
  }

  /// The text of a file, or of the standard input for `-`.
  static func source(at path: String) throws -> SourceText {
    try path == "-" ? standardInput() : SourceText.read(path: path)
  }

  /// The connections of a JSON text: a replay's, or the one of an export.
  public static func histories(in source: SourceText) throws(DiagnosticList) -> [RunHistory] {
    let root = try Fields.tree(of: source)
    let isReplay = root.kind == .array || root["fingerprint"] != nil
    guard isReplay, !EngineExport.isAnswer(root) else {
      return [try RunHistory.read(source)]
    }
    let found = try reports(root, source).flatMap(RunHistory.all)
    guard found.isEmpty else { return found }
    throw DiagnosticList([
      source.diagnostic(
        "the replay has no runs and no connection", at: root.span.range,
        help: "replay a scenario in which something is triggered")
    ])
  }

  /// The connections of a scenario's replay, those without any run included.
  public static func histories(
    of scenario: Scenario, profile: NamedProfile, until end: SimTime?
  ) -> [RunHistory] {
    let moment = RunAtMoment(scenario, profile: profile, until: end)
    var report = ReplayReport(moment.replay)
    report.endedAtMicroseconds = moment.now.microseconds
    var histories = RunHistory.all(of: report)
    let known = Set(histories.map(\.installation)).union((report.replaced ?? [:]).keys)
    let others = scenario.world.installations.indices.filter {
      !known.contains(scenario.world.installations[$0].name)
    }
    // A connection that nobody has made yet is told of only where there is no other.
    let made = others.filter(moment.isKnown)
    for index in histories.isEmpty && made.isEmpty ? others : made {
      histories.append(RunHistory(scenario.world.installations[index].name, report))
    }
    for index in histories.indices { histories[index].add(moment) }
    return histories
  }

  private static func reports(
    _ root: JSONNode, _ source: SourceText
  ) throws(DiagnosticList) -> [ReplayReport] {
    let data = Data(source.bytes)
    if let far = root.farInstant {
      throw DiagnosticList([
        source.diagnostic(
          "the instant lies outside of a run: not from 0 to \(ModelBound.latest.microseconds) µs",
          at: far.span.range, help: "diagnose reads the JSON of 'simrun replay --format json'")
      ])
    }
    do {
      return root.kind == .array
        ? try JSONDecoder().decode([ReplayReport].self, from: data)
        : [try JSONDecoder().decode(ReplayReport.self, from: data)]
    } catch {
      throw DiagnosticList([diagnostic(of: error, root, source)])
    }
  }

  /// The decoder knows the path of a mistake, the tree its place.
  private static func diagnostic(
    of error: any Error, _ root: JSONNode, _ source: SourceText
  ) -> Diagnostic {
    let (path, message): ([any CodingKey], String) =
      switch error as? DecodingError {
      case .keyNotFound(let key, let context):
        (context.codingPath, "missing key \"\(key.stringValue)\"")
      case .typeMismatch(_, let context), .valueNotFound(_, let context):
        (context.codingPath, "a value of another type was expected")
      case .dataCorrupted(let context): (context.codingPath, "not what 'simrun replay' prints")
      default: ([], "not what 'simrun replay' prints")
      }
    var node = root
    for key in path {
      if let index = key.intValue, case .array(let nodes) = node.value, nodes.indices ~= index {
        node = nodes[index]
      } else if let next = node[key.stringValue] {
        node = next
      }
    }
    let start = node.span.range.lowerBound
    let isWide = node.kind == .array || node.kind == .object
    return source.diagnostic(
      message, at: isWide ? start..<start + 1 : node.span.range,
      help: "diagnose reads the JSON of 'simrun replay --format json'")
  }

  private static func standardInput() throws(SourceFailure) -> SourceText {
    let limit = SourceText.maximumBytes
    let data = try? FileHandle.standardInput.read(upToCount: limit + 1)
    guard let data, !data.isEmpty else { throw SourceFailure(path: "-", reason: .empty) }
    guard data.count <= limit else {
      throw SourceFailure(path: "-", reason: .tooLarge(bytes: Int64(data.count), limit: limit))
    }
    return try SourceText(path: "-", bytes: Array(data))
  }
}

extension JSONNode {
  /// The first instant of a replay that no run has.
  fileprivate var farInstant: JSONNode? {
    if case .array(let nodes) = value {
      return nodes.lazy.compactMap(\.farInstant).first
    }
    return members.lazy.compactMap { member in
      guard member.key.hasSuffix("tMicroseconds"), case .number(let number) = member.value.value
      else { return member.value.farInstant }
      return 0...ModelBound.latest.microseconds ~= number.int64 ?? 0 ? nil : member.value
    }.first
  }
}
