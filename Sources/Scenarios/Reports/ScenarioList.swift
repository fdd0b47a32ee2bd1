/// The list of scenarios as a table.
public enum ScenarioList {
  public static func text(_ scenarios: [Scenario]) -> String {
    var table = TextTable([
      ("scenario", .left), ("profiles", .left), ("seeds", .right), ("title", .wrapped),
      ("claims", .wrapped),
    ])
    for scenario in scenarios {
      let profiles = scenario.profile?.label ?? "both"
      table.add([
        ScenarioRoot.short(scenario.name), profiles, "\(scenario.seeds.count)", scenario.title,
        scenario.fleet.map { "fleet: \($0.connections) connections over \($0.over)" }
          ?? scenario.claims.joined(separator: " "),
      ])
    }
    return table.text
  }
}
