import Foundation
import PipelineModel
import Scenarios
import SimKernel

/// `fleet`: many customers who connect over time.
struct FleetCommand: Command {
  let name = "fleet"
  let abstract = "Let many customers connect and share the account's limits."
  let discussion = """
    Runs the fleet of a scenario file and tells the backlog over time, when the month's executions \
    end, how long each connection waits for its items and for which limits, and how often people \
    trigger again. docs/fleet.md says how a fleet is written. One run takes one core; --shard \
    divides the seeds among machines.
    """
  let parameters = [
    Parameter.argument("file", values: .files, "The scenario file with a fleet."),
    Option.profile(otherwise: Option.ProfileChoice.both.otherwise), Option.seed(),
    Option.seeds(otherwise: "the scenario's first"), Option.shard, Option.set, Option.until,
    Option.threads(otherwise: "1, because each needs memory of its own"),
    .option(
      "every", value: "duration", otherwise: "25 to 120 times while it connects",
      "How often the backlog is looked at."),
    Option.format(ReportFormat.self), Option.output(),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed, threads: 1)
    var results = try Results(parsed, inputs: ["file"], terminal)
    let period = try parsed.duration("every", in: 1...Distribution.maximum.microseconds)
      .map { SimDuration(microseconds: $0) }
    let path = parsed.text("file") ?? ""
    let scenario = try Scenario.read(path, parsed, terminal)
    guard let fleet = scenario.fleet else { throw try Fleet.missing(in: path) }
    let profiles = try options.profiles(of: scenario.profiles, in: path)
    let shard =
      try parsed.value("shard") { text throws(ValueProblem) in
        try SweepShard.parse(text, environment: ProcessInfo.processInfo.environment)
      } ?? .whole
    let all = options.seeds ?? [scenario.seeds[0]]
    let seeds = shard.numbers(of: all.count).map { all[$0 - 1] }
    guard !seeds.isEmpty else {
      throw UsageError("Shard \(shard) of so few seeds has none: write more seeds or fewer shards.")
    }
    let until = parsed.choice("until", as: Goal.self) ?? .stored
    let looks = profiles.count * FleetReport.looks(at: fleet, period)
    let reports = try Progress.during(name, total: looks * seeds.count, on: terminal) { mark in
      seeds.enumerated().flatMap { place, seed in
        FleetReport.all(
          scenario, profiles: profiles, seed: seed, overrides: options.levers, until: until,
          every: period, threads: options.threads
        ) { mark.advance(to: place * looks + $0, seeds.count > 1 ? "seed \(seed)" : "") }
      }
    }
    let format = Option.reportFormat(parsed)
    try results.write(FleetReport.content(reports, format))
    if format == .text { try results.write("\n" + footer(reports, parsed)) }
    try results.finish()
    return FleetReport.exitCode(of: reports)
  }

  private func footer(_ reports: [FleetReport], _ parsed: ParsedArguments) -> String {
    let isOneSeed = Set(reports.map(\.seed)).count == 1 && !parsed.isGiven("seeds")
    let seed = isOneSeed ? [("seed", "\(reports[0].seed)")] : []
    return Footer(
      reports, version: parsed.program.version, command: parsed.commandLine(adding: seed)
    ).text
  }
}
