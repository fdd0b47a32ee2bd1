import PipelineModel
import Scenarios

/// What a command line says about one run, or about two that are laid side by side.
struct PairOptions {
  static let withoutFault = Parameter.option(
    "without-fault", value: "n",
    "Compare with the same run without the n-th fault of the file, counted from 0.")

  /// The run, or the left one.
  let plan: ReplayPlan
  /// Nil when there is nothing to compare with.
  let pair: PlanPair?

  /// Reads `left`, `right`, `--set` and `--without-fault`.
  ///
  /// Throws `UsageError` where they do not fit together.
  init(_ parsed: ParsedArguments, _ terminal: Terminal) throws {
    let options = try RunOptions(parsed)
    let path = parsed.text("left") ?? ""
    let place = try parsed.integer("without-fault", in: 0...Int.max)
    let first = try Scenario.read(path, parsed, terminal)
    let second = try parsed.text("right").map { try Scenario.read($0, parsed, terminal) }
    for scenario in [first, second].compactMap(\.self) where scenario.fleet != nil {
      throw UsageError(
        "'\(VisibleText.of(scenario.path))' has a fleet, whose items are not recorded.")
    }
    if second != nil, place != nil || !options.levers.isEmpty {
      throw UsageError(
        "Two files are compared as they are: name one file with '--set' or '--without-fault', or "
          + "two files without.")
    }
    let common = second.map { first.profiles.filter($0.profiles.contains) } ?? first.profiles
    guard !common.isEmpty else {
      throw UsageError("The two scenarios play under no common profile.")
    }
    let profile = try options.profiles(of: common, usual: .runbook, in: path)[0]
    let seed = options.seeds?[0] ?? first.seeds[0]
    plan = ReplayPlan(first, profile: profile, seed: seed)
    if let second {
      pair = PlanPair(plan, ReplayPlan(second, profile: profile, seed: seed))
    } else if place != nil || !options.levers.isEmpty {
      pair = try PlanPair(plan, setting: options.levers, withoutFault: place)
    } else {
      pair = nil
    }
  }
}
