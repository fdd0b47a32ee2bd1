import Scenarios

/// `frontier`: the largest value of an axis at which the backfill is still done in time.
struct FrontierCommand: Command {
  let name = "frontier"
  let abstract = "Find the largest size that is stored in time, or at which sentences hold."
  let discussion = """
    Along one axis of a sweep file of whole numbers, durations or sizes the value is doubled until \
    the backfill is not done in time, and then halved: for every combination of the other axes, \
    every profile and every seed. Done is what is stored; how much is at least delivered is said \
    beside it. One step beyond the median of the seeds it is measured what stands in the way. \
    Where the file has "holds", its sentences are asked instead.
    """
  let parameters =
    [
      Option.sweep,
      .option("axis", short: "a", value: "name", isRequired: true, "The axis to search along."),
      .option(
        "within", short: "w", value: "time", otherwise: "2h and 24h", isRepeated: true,
        "The time to be done in."),
      .flag("listed", "Try the values of the file only, in its order, whatever they are."),
      .option(
        "up-to", value: "value",
        otherwise: "16 times the file's largest value, with holds that value",
        "End of the search."),
    ] + AnswerOptions.parameters

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    var options = try AnswerOptions(parsed, inputs: ["file"], terminal)
    let withins = try parsed.values("within", FrontierFinder.within)
    let plan = try options.plan(parsed, terminal)
    for option in ["within", "until"] where !plan.holds.isEmpty && parsed.isGiven(option) {
      throw UsageError("'--\(option)' is for a file that does not say itself what is to hold.")
    }
    if parsed.flag("listed"), parsed.isGiven("up-to") {
      throw UsageError("'--up-to' is for a search that goes beyond the listed values.")
    }
    let finder = try FrontierFinder(
      plan, axis: parsed.text("axis") ?? "",
      within: withins.isEmpty ? FrontierFinder.defaultWithins : withins,
      listed: parsed.flag("listed"), upTo: parsed.text("up-to"), until: options.until,
      threads: options.runs.threads)
    terminal.note(
      "\(counted(finder.searches, "search", "searches")), at most"
        + " \(counted(finder.mostRuns, "run")), and those beyond the frontier"
    )
    let report = try Progress.during(name, total: finder.searches, on: terminal) { mark in
      finder.report { mark.advance(to: $0) }
    }
    return try options.write(report, parsed, terminal)
  }
}
