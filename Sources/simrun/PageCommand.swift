import Scenarios

/// `page`: one run, or two side by side, to be looked at in a browser.
struct PageCommand: Command {
  let name = "page"
  let abstract = "Write one page to see a run, or two runs side by side."
  let discussion = """
    The page is one file that needs nothing else: lanes with what each run does, messages, faults \
    and limits; the way of every item with why it is missing; every room at any moment. A second \
    file, '--set' or '--without-fault' lays two runs side by side from where they part.
    """
  let parameters = [
    Option.profile([.runbook, .asBuilt], otherwise: Option.ProfileChoice.runbook.otherwise),
    Option.seed(), Option.set, PairOptions.withoutFault,
    .flag("no-why", "Leave out why items are missing or there twice, which takes many runs."),
    Option.threads(), Option.output(),
    .argument("left", values: .files, "The scenario."),
    .argument(
      "right", values: .files, isRequired: false, "Another scenario, to be laid beside it."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    var results = try Results(parsed, inputs: ["left", "right"], terminal)
    let options = try PairOptions(parsed, terminal)
    let (why, threads) = (!parsed.flag("no-why"), try RunOptions(parsed).threads)
    let command = parsed.commandLine()
    let page = try Progress.during(name, on: terminal) { mark in
      mark.advance(to: 0, options.plan.scenario.path)
      return try options.pair.map {
        try PageDocument($0, why: why, threads: threads, command: command)
      } ?? PageDocument(options.plan, why: why, threads: threads, command: command)
    }
    try results.write(page.html)
    try results.finish()
    return .success
  }
}
