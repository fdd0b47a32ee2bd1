import Foundation
import PipelineModel

/// Backfills of the repositories of `scenarios/workloads`, by depth and under both profiles.
struct RealRepositories {
  /// The workload files in order of their names, as `owner-name`.
  let names: [String]
  let workloads: [Workload]
  /// Repositories by depths, each under both profiles.
  let exploration: Exploration

  /// Depths in days; `all` is the whole history as if it had happened within the last 90 days.
  static let depths = ["7", "30", "90", all]
  static let all = "all"
  private static let longest = 90

  static let folder = "scenarios/workloads"
  private static let base = "scenarios/capacity/base.jsonc"

  /// The names of the workload files of a repository.
  static func names(root: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Makes the runs.
  init(root: String, seeds: [UInt64], threads: Int) throws {
    let names = try Self.names(root: root)
    let workloads = try names.map {
      try Workload.read(path: "\(root)/\(Self.folder)/\($0).json")
    }
    let base = try Scenario.load(path: root + "/" + Self.base)
    var studies: [Study] = []
    for (name, workload) in zip(names, workloads) {
      for depth in Self.depths {
        guard let scenario = Self.scenario(base, workload, depth) else { continue }
        studies += NamedProfile.builtIn.map {
          Study(values: [name, depth], scenario: scenario, profile: $0)
        }
      }
    }
    let answers = StudyRunner(
      seeds: seeds, until: .stored, threads: threads, measuresEffects: true
    ).answers(studies)
    self.names = names
    self.workloads = workloads
    exploration = Exploration(
      title: "Real repositories by the depth of the backfill", path: Self.folder, sweep: "",
      until: .stored,
      axes: [
        AxisAnswer(name: "days", values: Self.depths),
        AxisAnswer(name: "repository", values: names),
      ], seeds: seeds,
      points: answers.points.map { point in
        var point = point
        point.values.reverse()
        return point
      }, runs: answers.tally.runs, broken: answers.tally.broken,
      undecided: answers.tally.undecided, faults: answers.tally.faults)
  }

  /// Nil when the file does not tell the whole history.
  static func scenario(
    _ base: Scenario, _ workload: Workload, _ depth: String
  ) -> Scenario? {
    var scenario = base
    guard let items = depth == all ? workload.wholeHistory(over: longest) : workload.items else {
      return nil
    }
    scenario.world.repositories[0].items = items
    for place in scenario.story.steps.indices {
      guard case .trigger(var request) = scenario.story.steps[place].action else { continue }
      request.depth = .number(Double(depth) ?? Double(longest))
      scenario.story.steps[place].action = .trigger(request)
    }
    return scenario
  }

  /// The answers about one repository, by depth and profile.
  func points(of name: String) -> [PointAnswer] {
    exploration.points.filter { $0.values[1] == name }
  }
}

extension AxisAnswer {
  /// An axis of words.
  fileprivate init(name: String, values: [String]) {
    self.name = name
    unit = "text"
    self.values = values
    numbers = []
  }
}
