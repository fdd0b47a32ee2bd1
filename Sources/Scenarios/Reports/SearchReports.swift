import PipelineModel

/// The reports that take thousands of runs or millions of items: boundaries, what would mend the
/// claims and a week of a small fleet, as Markdown.
///
/// Half a minute on one core in release; equal models and scenarios give equal bytes.
public enum SearchReports {
  /// Paths below the output folder.
  public static let paths = ["boundaries.md", "mend.md", "fleet.md"]

  /// Searches all boundaries under both profiles, and all levers for the whole runbook; runs the
  /// week of the fleet under both profiles.
  ///
  /// `version` is the program's. Throws a `ReportedError` of a file that cannot be read.
  public static func make(root: String, version: String) throws -> [(path: String, text: String)] {
    let boundaries = try BoundaryPage(root: root, version: version)
    let claims = ClaimMender(try ScenarioRoot.scenarios(at: []), claims: nil, seed: nil)
      .report(advance: { _ in })
    let week = try Scenario.load(path: root + "/" + fleet)
    let fleets = FleetReport.all(week, profiles: week.profiles, threads: 2)
    return [
      (paths[0], page("Where the claims end", boundaries.blocks)),
      (paths[1], page("What would make refuted claims hold", claims.blocks)),
      (paths[2], page(week.title, fleets.flatMap(\.blocks))),
    ]
  }

  /// The fleet of the report, below the root.
  private static let fleet = "scenarios/fleet/week.jsonc"

  private static func page(_ title: String, _ blocks: [Block]) -> String {
    ([.heading(1, Words(title)), .paragraph(.generated)] + blocks).markdown
  }
}
