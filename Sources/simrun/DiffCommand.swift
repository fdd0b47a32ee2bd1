import Scenarios

/// `diff`: two configurations, seed by seed.
struct DiffCommand: Command {
  let name = "diff"
  let abstract = "Compare two configurations with the same random numbers."
  let discussion = """
    Each seed runs both: two scenario files, or one file and the same with levers set over it. \
    Differences come with paired confidence intervals, and with how much of the variance sharing \
    the random numbers took away.
    """
  let parameters = [
    Parameter.argument("first", values: .files, "The scenario file of the first configuration."),
    Parameter.argument(
      "second", values: .files, isRequired: false,
      "That of the second; without it the first with the levers of --set."),
    Parameter.option(
      "set", value: "lever=value", isRepeated: true,
      "Set a lever over the second configuration; 'simrun levers' lists them."),
    AnswerOptions.until, AnswerOptions.profile, AnswerOptions.seeds, AnswerOptions.threads,
    AnswerOptions.format, AnswerOptions.output,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try AnswerOptions(parsed, inputs: ["first", "second"])
    let overrides = try parsed.pairs("set").map { try LeverSetting.parse($0.key, $0.value) }
    guard let path = parsed.text("first") else { return .usage }
    guard parsed.isGiven("second") || !overrides.isEmpty else {
      throw UsageError("There is nothing to compare: name a second file, or set levers with --set.")
    }
    let first = try Scenario.load(path: path)
    let second = try parsed.text("second").map { try Scenario.load(path: $0) } ?? first
    let common = first.profiles.filter(second.profiles.contains)
    let profiles = try options.profiles(of: common)
    let seeds = options.seeds ?? Array(Set(first.seeds).union(second.seeds)).sorted()
    var progress = Progress(name, total: profiles.count * seeds.count, on: terminal)
    let difference = Difference(
      .init(first), .init(second, overrides: overrides), profiles: profiles, seeds: seeds,
      until: options.until ?? .stored, threads: options.threads
    ) { progress.advance(to: $0) }
    progress.finish()
    return try options.write(difference, parsed, terminal)
  }
}
