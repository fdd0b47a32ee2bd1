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

  /// The days in order of age, from 0.
  var days: [Day]

  /// Its items: an issue is a number that became no pull request.
  var items: [World.ItemGroup] {
    group(.pullRequest) { $0.pullRequestsMerged }
      + group(.issue) { max(0, $0.numbersIssued - $0.pullRequestsMerged) }
      + group(.release) { $0.releases }
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
    _ = fields.optional("repository", .string())
    _ = fields.optional("asOf", .string())
    _ = fields.optional("source", .string())
    for key in ["allTime", "window"] where fields.has(key) { continue }
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
