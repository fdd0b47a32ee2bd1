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
  let parameters =
    [Option.sweep] + AnswerOptions.parameters
    + [.flag("no-effects", "Leave out the runs with a tenth more of each limit.")]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    var options = try AnswerOptions(parsed, inputs: ["file"], terminal)
    let plan = try options.plan(parsed, terminal)
    let explorer = Explorer(
      plan, until: options.until, measuresEffects: !parsed.flag("no-effects"),
      threads: options.runs.threads)
    terminal.note(
      counted(explorer.plainRuns, "run")
        + ", and as many as a point has seeds for each lever tried there"
    )
    let answers = try Progress.during(name, total: explorer.studies, on: terminal) { mark in
      try explorer.exploration { mark.advance(to: $0) }
    }
    return try options.write(answers, parsed, terminal)
  }
}
