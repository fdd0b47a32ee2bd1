import PipelineModel
import SimKernel

/// Counts per day of age of a real repository, derived from its public history.
struct Workload: Sendable, Equatable {
  /// One day of age: what was merged, issued and released on it.
  struct Day: Sendable, Equatable {
    var age: Int
    var pullRequestsMerged: Int
    /// Numbers given to pull requests and issues together.
    var numbersIssued: Int
    var releases: Int
  }

  /// Everything the repository ever had.
  struct Totals: Sendable, Equatable {
    var pullRequestsMerged: Int
    var numbersIssued: Int
    var releases: Int
  }

  /// As its host calls it, such as `astral-sh/ruff`; empty when the file does not say.
  var repository: String
  /// The day the counts are of, such as `2026-08-22`; empty when the file does not say.
  var asOf: String
  /// The days in order of age, from 0.
  var days: [Day]
  /// Nil when the file does not say.
  var allTime: Totals?

  /// Its items: an issue is a number that became no pull request.
  var items: [World.ItemGroup] {
    group(.pullRequest) { $0.pullRequestsMerged }
      + group(.issue) { max(0, $0.numbersIssued - $0.pullRequestsMerged) }
      + group(.release) { $0.releases }
  }

  /// The first number of its days; nil when the file does not tell the whole history.
  var firstNumber: Int? {
    allTime.map { max(1, $0.numbersIssued - days.reduce(0) { $0 + $1.numbersIssued } + 1) }
  }

  /// The whole history, spread evenly over so many days; nil when the file does not tell it.
  func wholeHistory(over days: Int) -> [World.ItemGroup]? {
    guard let allTime else { return nil }
    let counts: [(EntityType, Int)] = [
      (.pullRequest, allTime.pullRequestsMerged),
      (.issue, max(0, allTime.numbersIssued - allTime.pullRequestsMerged)),
      (.release, allTime.releases),
    ]
    return counts.map { type, count in
      World.ItemGroup(
        entityType: type, count: count, ages: .spread(from: .zero, to: .days(days)))
    }
  }

  /// Reads one workload file; throws a `ReportedError`.
  static func read(path: String) throws -> Workload {
    try Fields.read(SourceText.read(path: path), as: Workload.init)
  }

  private func group(_ type: EntityType, _ count: (Day) -> Int) -> [World.ItemGroup] {
    let counts = days.map(count)
    return [
      World.ItemGroup(entityType: type, count: counts.reduce(0, +), ages: .perDay(counts))
    ]
  }

  /// Reads every workload file that a tree names, by the place of its name.
  ///
  /// A file that is not there is left out; throws `DiagnosticList` when one is wrong.
  static func read(
    in root: JSONNode, of sources: [SourceText], _ digest: inout TraceFingerprint
  ) throws -> [SourceSpan: Workload] {
    var workloads: [SourceSpan: Workload] = [:]
    for node in names(in: root) {
      guard case .string(let name) = node.value else { continue }
      let path = FilePath.resolve(name, from: sources[Int(node.span.file)].path)
      guard let source = try? SourceText.read(path: path) else { continue }
      workloads[node.span] = try Fields.read(source, as: Workload.init)
      digest.combine(source.bytes)
    }
    return workloads
  }

  private static func names(in node: JSONNode) -> [JSONNode] {
    if case .array(let elements) = node.value { return elements.flatMap(names(in:)) }
    return node.members.flatMap { member in
      member.key == "workload" ? [member.value] : names(in: member.value)
    }
  }
}

extension Workload {
  fileprivate init(_ fields: Fields) {
    repository = fields.value("repository", .string(), default: "")
    asOf = fields.value("asOf", .string(), default: "")
    _ = fields.optional("source", .string())
    _ = fields.has("window")
    allTime = fields.optional("allTime", .object(Totals.init))
    let days = fields.required(
      "perDayAge", .array(of: Shape.object(Day.init).located, count: 1...10_000))
    for (age, day) in days.enumerated() where day.value.age != age {
      day.field.refuse(
        "the age is \(day.value.age), expected \(age)", help: "one entry for every day, from 0")
    }
    self.days = days.map(\.value)
  }
}

extension Workload.Day {
  fileprivate init(_ fields: Fields) {
    age = fields.required("age", .integer(in: 0...100_000))
    pullRequestsMerged = fields.required("pullRequestsMerged", .integer(in: 0...1_000_000))
    numbersIssued = fields.required("numbersIssued", .integer(in: 0...1_000_000))
    releases = fields.required("releases", .integer(in: 0...1_000_000))
  }
}

extension Workload.Totals {
  fileprivate init(_ fields: Fields) {
    pullRequestsMerged = fields.required("pullRequestsMerged", .integer(in: 0...10_000_000))
    numbersIssued = fields.required("numbersIssued", .integer(in: 0...10_000_000))
    releases = fields.required("releases", .integer(in: 0...10_000_000))
  }
}
