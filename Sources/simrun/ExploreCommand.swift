import Scenarios

/// `explore`: the answers of a sweep file, point by point.
struct ExploreCommand: Command {
  let name = "explore"
  let abstract = "Answer a sweep file: is everything stored, how long does it take, and what binds."
  let discussion = """
    At every point and under every profile: in how many seeds every item is stored or at least \
    delivered, how long that takes with confidence intervals, gaps, duplicates, costs, the use of every limit, which \
    limit was waited for, and what a tenth more of each would change, measured by runs with the \
    same seeds. docs/sweeps.md explains the answers.
    """
  let parameters = [
    Parameter.argument("file", values: .files, "The sweep file."),
    AnswerOptions.until, AnswerOptions.profile, AnswerOptions.seeds, AnswerOptions.threads,
    AnswerOptions.format, AnswerOptions.output,
    Parameter.flag("no-effects", "Leave out the runs with a tenth more of each limit."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try AnswerOptions(parsed, inputs: ["file"])
    let plan = try SweepPlan.load(
      path: parsed.text("file") ?? "", version: parsed.program.version)
    let explorer = Explorer(
      plan, profiles: try options.profiles(of: plan.profiles), seeds: options.seeds,
      until: options.until, measuresEffects: !parsed.flag("no-effects"), threads: options.threads)
    terminal.note(
      "\(counted(explorer.plainRuns, "run")), and as many as a point has seeds for each lever tried there"
    )
    var progress = Progress(name, total: explorer.studies, on: terminal)
    let answers = try explorer.exploration { progress.advance(to: $0) }
    progress.finish()
    return try options.write(answers, parsed, terminal)
  }
}
