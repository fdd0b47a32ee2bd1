import PipelineModel
import Scenarios
import SimKernel

/// `migrate`: what another profile makes better, worse or merely different.
struct MigrateCommand: Command {
  let name = "migrate"
  let abstract = "Say what changes for the better and the worse when a profile replaces another."
  let discussion = """
    Plays the shipped scenarios, those of the folders, and random worlds under both profiles with \
    the same random numbers, and once more with the switch in mid-run. Worse is more items \
    missing, nobody told of it, delivered or stored twice, a claim that is refuted now, or a switch \
    that does more harm than both. Exit code 1 when anything gets worse.
    """
  let parameters = [
    Option.random,
    Option.seed(otherwise: "1"),
    .option(
      "switch", value: "time", otherwise: "the middle of the first backfill",
      "Switch at this time after the start of the story."),
    Option.threads(), Option.format(ReportFormat.self), Option.output(),
    .argument("old", values: .wordsOrFile(names), "The profile that is replaced."),
    .argument("new", values: .wordsOrFile(names), "The profile that replaces it."),
    .argument(
      "folders", values: .folders, isRequired: false, isRepeated: true,
      "Folders of scenarios, or files, beside those of scenarios/runbook."),
  ]

  private static let names = NamedProfile.builtIn.map(\.title)

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    var results = try Results(parsed, inputs: ["old", "new", "folders"], terminal)
    let old = try Option.namedProfile(parsed.text("old") ?? "")
    let new = try Option.namedProfile(parsed.text("new") ?? "")
    let random = try parsed.integer("random", in: 0...1_000_000) ?? 0
    let moment = try parsed.duration("switch", in: 1...Distribution.maximum.microseconds)
      .map { SimTime(microseconds: $0) }
    let report = try Progress.during(name, on: terminal) { mark in
      let folders = [try ScenarioRoot.runbookFolder()] + parsed.texts("folders")
      let scenarios = try ScenarioRoot.scenarios(at: folders) { mark.advance(to: 0, $0) }
      let migration = Migration(
        from: old, to: new, scenarios: scenarios, random: random,
        seed: options.seeds?.first ?? 1, switchAt: moment, threads: options.threads)
      mark.begin(name, total: migration.total)
      return migration.report { mark.advance(to: $0) }
    }
    let format = Option.reportFormat(parsed)
    try results.write(report.content(format))
    if format == .text {
      try results.write(
        "\nsimrun \(parsed.program.version)\nreproduce: \(parsed.commandLine())\n")
    }
    try results.finish()
    return report.isWorse ? .broken : .success
  }
}
