import Scenarios

/// `diff`: two configurations, seed by seed.
struct DiffCommand: Command {
  let name = "diff"
  let abstract = "Compare two configurations with the same random numbers."
  let discussion = """
    Each seed runs both: two scenario files, or one file and the same with levers set over it; \
    --set changes the second configuration only. Differences come with paired confidence \
    intervals, and with how much of the variance sharing the random numbers took away.

    With --first it is one seed of each, laid side by side: where the two runs part and why, and \
    what that moved. --without-fault belongs to it.
    """
  let parameters =
    [
      .argument("left", values: .files, "The scenario file of the first configuration."),
      .argument(
        "right", values: .files, isRequired: false,
        "That of the second; without it the first with the levers of --set."),
      .flag("first", "Of one seed: where the two runs part, why, and what that moved."),
      PairOptions.withoutFault,
    ] + AnswerOptions.parameters

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    if parsed.flag("first") { return try showParting(parsed, terminal) }
    guard !parsed.isGiven("without-fault") else {
      throw UsageError(
        "'--without-fault' belongs to '--first', which lays two runs side by side; over several "
          + "seeds compare two files.")
    }
    var options = try AnswerOptions(parsed, inputs: ["left", "right"], terminal)
    let (runs, until) = (options.runs, options.until ?? .stored)
    guard let path = parsed.text("left") else { return .usage }
    guard parsed.isGiven("right") || !runs.levers.isEmpty else {
      throw UsageError("There is nothing to compare: name a second file, or set levers with --set.")
    }
    let first = try Scenario.read(path, parsed, terminal)
    let second = try parsed.text("right").map { try Scenario.read($0, parsed, terminal) } ?? first
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

  /// One seed of each, up to where they part and on from there.
  private func showParting(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    for option in ["seeds", "until"] where parsed.isGiven(option) {
      throw UsageError(
        "'--first' lays one run beside one other, and '--\(option)' speaks of many: leave one of "
          + "the two out.")
    }
    let format = parsed.choice("format", as: AnswerFormat.self)
    guard format != .html, parsed.text("output").flatMap({ AnswerFormat(path: $0) }) != .html
    else {
      throw UsageError(
        "'--first' is written as text, json or markdown; as a page it is "
          + "'\(parsed.program.name) page' with the same files and options.")
    }
    var results = try Results(parsed, inputs: ["left", "right"], terminal)
    guard let pair = try PairOptions(parsed, terminal).pair else {
      throw UsageError(
        "There is nothing to compare: name a second file, set levers with --set, or leave a fault "
          + "out with --without-fault.")
    }
    let alignment = try Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, pair.left.scenario.path)
      return Alignment(pair)
    }
    try results.write(alignment.content(Option.reportFormat(parsed)))
    if Option.reportFormat(parsed) == .text {
      try results.write(
        "\nsimrun \(parsed.program.version)\nreproduce: \(parsed.commandLine())\n")
    }
    try results.finish()
    return .success
  }
}
