/// The committed report of what the shipped proposals change.
///
/// Equal models and scenarios give equal bytes.
public enum MigrationPage {
  /// The path below the output folder.
  public static let path = "migrate.md"
  private static let folder = "scenarios/profiles"
  private static let proposals = ["proposed-30-days", "proposed"]

  /// Plays the shipped scenarios under as-built and under the proposals.
  ///
  /// Throws a `ReportedError` of a file that cannot be read.
  public static func make(root: String, threads: Int = 2) throws -> [(path: String, text: String)] {
    let scenarios = try ScenarioFolder.scenarios(in: "\(root)/\(ScenarioRoot.runbook)")
    let parts = try proposals.flatMap { name -> [Block] in
      let file = "\(folder)/\(name).jsonc"
      let profile = try NamedProfile.load(path: "\(root)/\(file)")
      let report = Migration(
        from: .asBuilt, to: profile, scenarios: scenarios, threads: threads
      ).report()
      return [
        .heading(2, "From as-built to \(name)"),
        .paragraph("\(code: "simrun migrate as-built \(file)")"),
      ] + report.blocks
    }
    let introduction: Words = """
      \(Words.generated) What stands here: \(link: "docs/profiles.md", to: "../docs/profiles.md").
      """
    let head: [Block] = [
      .heading(1, "What the proposed pipeline changes"), .paragraph(introduction),
    ]
    return [(path, (head + parts).markdown)]
  }
}
