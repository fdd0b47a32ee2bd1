import Foundation
import PipelineModel

/// The committed answers of a planner's questions, below `capacity/`.
///
/// About half a minute on one core in release; equal models and scenarios give equal bytes.
public enum CapacityReports {
  private static let folder = "capacity"
  private static let map = "scenarios/capacity/pipeline.sweep.jsonc"
  private static let size = "scenarios/capacity/pipeline-size.sweep.jsonc"

  /// Paths below the output folder.
  public static func paths(root: String) throws -> [String] {
    (try RealRepositories.names(root: root).map { "\($0).md" } + ["pipeline.html", "pipeline.md"])
      .map { "\(folder)/\($0)" }
  }

  /// Makes the runs and writes them up; `version` is the program's.
  ///
  /// Throws a `ReportedError` of a file that cannot be read.
  public static func make(
    root: String, version: String, threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws -> [(path: String, text: String)] {
    let plan = try SweepPlan.load(path: root + "/" + map, version: version)
    var exploration = try Explorer(plan, threads: threads).exploration()
    exploration.path = map
    let sizes = try SweepPlan.load(path: root + "/" + size, version: version)
    var frontier = try FrontierFinder(
      sizes, axis: "pull-requests", within: FrontierFinder.defaultWithins, threads: threads
    ).report()
    frontier.path = size
    let real = try RealRepositories(root: root, seeds: plan.seeds, threads: threads)
    let page = PipelinePage(frontier: frontier, map: exploration, real: real)
    let pages = zip(real.names, real.workloads).map { name, workload in
      RepositoryPage(
        name: name, workload: workload, points: real.points(of: name), seeds: plan.seeds.count
      ).text
    }
    return zip(try paths(root: root), pages + [page.html, page.markdown]).map { ($0, $1) }
  }
}
