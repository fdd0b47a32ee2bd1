import PipelineModel
import Scenarios

/// The options that replay and test share.
enum ReplayOptions {
  /// Which profiles to replay under.
  enum ProfileChoice: String, CaseIterable {
    case runbook
    case asBuilt = "as-built"
    case both

    var profiles: [Profile.Name] {
      switch self {
      case .runbook: [.runbook]
      case .asBuilt: [.asBuilt]
      case .both: Profile.Name.allCases
      }
    }
  }

  static func profile(default choice: ProfileChoice) -> Parameter {
    .option(
      "profile", short: "p", value: "profile",
      values: .words(ProfileChoice.allCases.map(\.rawValue)), default: choice.rawValue,
      "The model to replay under: what the runbook believes, what is built, or both.")
  }

  static let seed = Parameter.option(
    "seed", short: "s", value: "n", "The seed of every random draw; default: the scenario's first.")

  static let set = Parameter.option(
    "set", value: "lever=value", isRepeated: true,
    "Set a lever over the profile and the scenario; 'simrun levers' lists them.")

  static let paths = Parameter.argument(
    "files", values: .files, isRequired: false, isRepeated: true,
    "Scenario files or folders of them; default: scenarios/runbook.")

  /// The plans that a command line asks for.
  static func plans(_ parsed: ParsedArguments, everySeed: Bool = false) throws -> [ReplayPlan] {
    let choice = parsed.choice("profile", as: ProfileChoice.self) ?? .runbook
    let seed = try parsed.integer("seed", in: 0...Int.max).map { UInt64($0) }
    let overrides = try parsed.pairs("set").map { try LeverSetting.parse($0.key, $0.value) }
    let scenarios = try ScenarioRoot.scenarios(at: parsed.texts("files"))
    guard !scenarios.isEmpty else {
      throw UsageError(
        "There is no scenario to play in \(parsed.texts("files").joined(separator: ", ")).")
    }
    let plans = ReplayPlan.all(
      scenarios, profiles: choice.profiles, seed: seed, everySeed: everySeed, overrides: overrides)
    guard !plans.isEmpty else {
      throw UsageError("None of these scenarios plays under the profile '\(choice.rawValue)'.")
    }
    return plans
  }

  /// Makes the runs on all cores, with a line of progress where somebody watches.
  static func run<Result: Sendable>(
    _ plans: [ReplayPlan], _ work: String, _ terminal: Terminal,
    _ digest: @escaping @Sendable (Replay) -> Result
  ) -> [Result] {
    var progress = Progress(work, total: plans.count, on: terminal)
    defer { progress.finish() }
    return Campaign.run(plans, advance: { progress.advance(to: $0) }, digest)
  }
}
