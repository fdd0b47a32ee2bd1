import Foundation

/// The numbers at which claims stop being true: what the shipped sweep files say is to hold, each along
/// its first axis.
struct BoundaryPage {
  private static let folder = "scenarios/boundaries"

  private let plans: [SweepPlan]
  private let reports: [FrontierReport]

  /// Makes the runs; `version` is the program's.
  ///
  /// Throws a `ReportedError` of a file that cannot be read or searched.
  init(
    root: String, version: String, threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    plans = try ScenarioFolder.sweeps(in: root + "/" + Self.folder).map {
      try SweepPlan.load(path: $0, version: version)
    }
    let finders = try plans.map { plan in
      try FrontierFinder(
        plan, axis: plan.axes[0].name, within: FrontierFinder.defaultWithins, threads: 1)
    }
    reports = Campaign.map(finders, threads: threads) { $0.report() }
  }

  /// A part of a page: a heading of the second level for each file.
  var blocks: [Block] {
    zip(plans, reports).flatMap { plan, report -> [Block] in
      let name = plan.path.split(separator: "/").last ?? ""
      let claims = plan.claims.joined(separator: ", ")
      let command = "simrun frontier \(Self.folder)/\(name) --axis \(report.axis.name)"
      return [
        .heading(2, Words(report.title)),
        .paragraph("\(claims): \(report.subtitle). \(code: command)"), .table(report.table),
      ] + report.faultNote
    }
  }
}
