import PipelineModel
import Scenarios

/// `diagnose`: the runbook's decision tree over replayed or real runs.
struct DiagnoseCommand: Command {
  let name = "diagnose"
  let abstract = "Walk the runbook's decision tree over a replay or over exported runs."
  let discussion = """
    A scenario file (.jsonc) is replayed first; any other file, or '-' for the standard input, is \
    a JSON export of real runs, described in docs/output.md. Tells which scenario of the runbook it \
    is, the evidence, what the runbook advises, and whether that works in the pipeline as built.
    """
  let parameters = [
    ReplayOptions.profile(default: .asBuilt),
    ReplayOptions.seed,
    ReplayOptions.set,
    Parameter.argument("file", values: .files, "A scenario file, a JSON export, or '-'."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let path = parsed.text("file") ?? "-"
    let inputs = try path.hasSuffix(".jsonc") ? replayed(path, parsed) : exported(path)
    let verdicts = try asBuiltVerdicts(terminal)
    for (index, input) in inputs.enumerated() {
      if index > 0 { try terminal.print() }
      try terminal.write(DiagnosisText(input, verdicts: verdicts).text)
    }
    return .success
  }

  private func replayed(_ path: String, _ parsed: ParsedArguments) throws -> [DiagnosisInput] {
    let choice = parsed.choice("profile", as: ReplayOptions.ProfileChoice.self) ?? .asBuilt
    let seed = try parsed.integer("seed", in: 0...Int.max).map { UInt64($0) }
    let overrides = try parsed.pairs("set").map { try LeverSetting.parse($0.key, $0.value) }
    let plans = ReplayPlan.all(
      [try Scenario.load(path: path)], profiles: choice.profiles, seed: seed, overrides: overrides)
    return plans.flatMap { DiagnosisInput.all(of: $0.run()) }
  }

  private func exported(_ path: String) throws -> [DiagnosisInput] {
    let source = try path == "-" ? SourceText.readStandardInput() : SourceText.read(path: path)
    return [try DiagnosisInput.read(source)]
  }

  /// What the runbook's own scenarios say about the pipeline as it is built.
  private func asBuiltVerdicts(_ terminal: Terminal) throws -> [ClaimSummary] {
    let scenarios = try ScenarioRoot.scenarios(at: [])
    let plans = ReplayPlan.all(scenarios, profiles: [.asBuilt])
    let reports = ReplayOptions.run(plans, name, terminal) { ReplayReport($0) }
    return ClaimSummary.all(of: reports, profile: Profile.Name.asBuilt.rawValue)
  }
}
