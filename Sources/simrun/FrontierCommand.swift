import Scenarios

/// `frontier`: the largest value of an axis at which the backfill is still done in time.
struct FrontierCommand: Command {
  let name = "frontier"
  let abstract = "Find the largest size that is stored in time, and what stops the next."
  let discussion = """
    Along one axis of a sweep file of whole numbers, durations or sizes the value is doubled until \
    the backfill is not done in time, and then halved: for every combination of the other axes, \
    every profile and every seed. Done is what is stored; how much is at least delivered is said \
    beside it. One step beyond the median of the seeds it is measured what stands in the way.
    """
  let parameters = [
    Parameter.argument("file", values: .files, "The sweep file."),
    Parameter.option(
      "axis", short: "a", value: "name", isRequired: true, "The axis to search along."),
    Parameter.option(
      "within", short: "w", value: "time", isRepeated: true,
      "The time to be done in; default: 2h and 24h."),
    Parameter.flag("listed", "Try the values of the file only, smallest first, whatever they are."),
    Parameter.option(
      "up-to", value: "value", "End of the search; default: 16 times the file's largest value."),
    AnswerOptions.until, AnswerOptions.profile, AnswerOptions.seeds, AnswerOptions.threads,
    AnswerOptions.format, AnswerOptions.output,
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try AnswerOptions(parsed, inputs: ["file"])
    let plan = try SweepPlan.load(
      path: parsed.text("file") ?? "", version: parsed.program.version)
    let withins = try parsed.values("within", FrontierFinder.within)
    let finder = try FrontierFinder(
      plan, axis: parsed.text("axis") ?? "",
      within: withins.isEmpty ? FrontierFinder.defaultWithins : withins,
      listed: parsed.flag("listed"), upTo: parsed.text("up-to"),
      profiles: try options.profiles(of: plan.profiles),
      seeds: options.seeds, until: options.until, threads: options.threads)
    terminal.note(
      "\(counted(finder.searches, "search", "searches")), at most \(counted(finder.mostRuns, "run")), and those beyond the frontier"
    )
    var progress = Progress(name, total: finder.searches, on: terminal)
    let report = finder.report { progress.advance(to: $0) }
    progress.finish()
    return try options.write(report, parsed, terminal)
  }
}
