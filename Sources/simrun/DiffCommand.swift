import Scenarios

/// `diff`: two configurations, seed by seed.
struct DiffCommand: Command {
  let name = "diff"
  let abstract = "Compare two configurations with the same random numbers."
  let discussion = """
    Each seed runs both: two scenario files, or one file and the same with levers set over it; \
    --set changes the second configuration only. Differences come with paired confidence \
    intervals, and with how much of the variance sharing the random numbers took away.
    """
  let parameters =
    [
      .argument("first", values: .files, "The scenario file of the first configuration."),
      .argument(
        "second", values: .files, isRequired: false,
        "That of the second; without it the first with the levers of --set."),
    ] + AnswerOptions.parameters

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    var options = try AnswerOptions(parsed, inputs: ["first", "second"], terminal)
    let (runs, until) = (options.runs, options.until ?? .stored)
    guard let path = parsed.text("first") else { return .usage }
    guard parsed.isGiven("second") || !runs.levers.isEmpty else {
      throw UsageError("There is nothing to compare: name a second file, or set levers with --set.")
    }
    let first = try Scenario.read(path, parsed, terminal)
    let second = try parsed.text("second").map { try Scenario.read($0, parsed, terminal) } ?? first
    let common = first.profiles.filter(second.plays(in:))
    guard !common.isEmpty else {
      throw UsageError("The two scenarios play under no common profile.")
    }
    let profiles = try runs.profiles(of: common, in: path)
    let seeds = runs.seeds ?? Array(Set(first.seeds).union(second.seeds)).sorted()
    let total = profiles.count * seeds.count
    let difference = try Progress.during(name, total: total, on: terminal) { mark in
      Difference(
        .init(first), .init(second, overrides: runs.levers), profiles: profiles, seeds: seeds,
        until: until, threads: runs.threads
      ) { mark.advance(to: $0) }
    }
    return try options.write(difference, parsed, terminal)
  }
}
