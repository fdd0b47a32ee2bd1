import Scenarios

/// `explain`: why items are missing or there twice, and what would have helped.
struct ExplainCommand: Command {
  let name = "explain"
  let abstract = "Say why items are missing or there twice, each cause proven by a run."
  let discussion = """
    The scenario is played, then played again with one thing changed at a time: a fault left out, \
    a step of the story left out, a lever set otherwise. What heals an item is a cause. Then the \
    backfill is triggered again at several times after the end.
    """
  let parameters = [
    Option.profile([.runbook, .asBuilt], otherwise: Option.ProfileChoice.asBuilt.otherwise),
    Option.seed(), Option.set,
    .flag("missing", "Explain missing items only."),
    .flag("twice", "Explain items that were delivered or stored twice only."),
    Option.threads(), Option.format(ReportFormat.self), Option.output(),
    .argument("file", values: .files, "The scenario."),
    .argument("item", isRequired: false, "One item, such as 'app pull_request #200'."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    var results = try Results(parsed, inputs: ["file"], terminal)
    let path = parsed.text("file") ?? ""
    let scenario = try Scenario.load(path: path)
    guard scenario.fleet == nil else {
      throw UsageError("'\(VisibleText.of(path))' has a fleet, whose items are not recorded.")
    }
    let profiles = try options.profiles(of: scenario.profiles, usual: .asBuilt, in: path)
    let plan = ReplayPlan(
      scenario, profile: profiles[0], seed: options.seeds?[0], overrides: options.levers)
    let explanation = try Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, path)
      return try Explainer(plan, troubles: troubles(parsed), threads: options.threads)
        .explanation(of: parsed.text("item"))
    }
    try results.write(explanation.content(Option.reportFormat(parsed)))
    try results.finish()
    return explanation.isCutOff ? .undecided : .success
  }

  private func troubles(_ parsed: ParsedArguments) -> [Trouble] {
    let chosen = Trouble.allCases.filter { parsed.flag($0.rawValue) }
    return chosen.isEmpty ? Trouble.allCases : chosen
  }
}
