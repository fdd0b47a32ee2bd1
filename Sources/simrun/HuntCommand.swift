import Foundation
import Scenarios

/// `hunt`: every way one fault breaks a scenario.
struct HuntCommand: Command {
  let name = "hunt"
  let abstract = "Find every way one fault breaks a scenario, and prove that there is no other."
  let discussion = """
    The scenario is played without faults and every call on every wire is listed. Then each call is \
    struck by every effect that its wire has, on its first, on all but its last and on every \
    attempt; wires fail for a time, and people act at awkward moments. What breaks a property is \
    sorted into classes, and of each class the smallest scenario is written. Stopped, it goes on \
    with --resume; shards of one output are put together by --resume without --shard.
    """
  let parameters = [
    Option.profile([.runbook, .asBuilt], otherwise: Option.ProfileChoice.asBuilt.otherwise),
    Option.seed(), Option.set,
    .option(
      "property", value: "sentence", isRepeated: true,
      "A sentence of the expectation language that must hold as well."),
    .option(
      "output", short: "o", value: "folder", values: .folders,
      "Write the smallest scenario of each class there."),
    .option(
      "shard", value: "i/n",
      "Play only the i-th of n equal parts; auto takes it from Slurm, Kubernetes or GitLab."),
    .flag("resume", "Go on with what an interrupted hunt or its shards have left."),
    .option("budget", value: "time", "Begin nothing more after so long, and say what is left out."),
    .flag("plain", "Name the classes without explaining them."),
    Option.threads(), Option.format(ReportFormat.self, otherwise: "text"),
    .argument("file", values: .files, "The scenario."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    let path = parsed.text("file") ?? ""
    let scenario = try Scenario.load(path: path)
    guard scenario.fleet == nil else {
      throw UsageError("'\(VisibleText.of(path))' has a fleet, whose items are not recorded.")
    }
    let profiles = try options.profiles(of: scenario.profiles, usual: .asBuilt, in: path)
    let plan = try HuntPlan(
      scenario, profile: profiles[0], seed: options.seeds?[0], overrides: options.levers,
      properties: parsed.texts("property"))
    var hunt = Hunt(plan)
    hunt.threads = options.threads
    hunt.output = parsed.text("output")
    hunt.budget = try parsed.duration("budget").map { Double($0) / 1_000_000 }
    hunt.shard =
      try parsed.value("shard") { text throws(ValueProblem) in
        try SweepShard.parse(text, environment: ProcessInfo.processInfo.environment)
      } ?? .whole
    let isResuming = parsed.flag("resume")
    if hunt.output == nil, isResuming || hunt.shard.count > 1 {
      throw UsageError("'--resume' and '--shard' go with '--output <folder>'.")
    }
    if let output = hunt.output { try HuntFolder.check(output) }
    return try finish(hunt, isResuming, parsed, terminal)
  }

  private func finish(
    _ hunt: Hunt, _ isResuming: Bool, _ parsed: ParsedArguments, _ terminal: Terminal
  ) throws -> ExitCode {
    InterruptWatch.begin()
    let result = try Progress.during(name, on: terminal) { mark in
      try hunt.run(resuming: isResuming) { done, total in
        if mark.total != total { mark.begin("hunt", total: total) }
        mark.advance(to: done)
        return !InterruptWatch.isInterrupted
      }
    }
    if InterruptWatch.isInterrupted {
      terminal.note("interrupted: \(result.jobs) pieces of the work are done")
      if hunt.output != nil { terminal.note("go on with --resume") }
      return .tryAgain
    }
    if hunt.shard.count > 1 {
      terminal.note(
        "shard \(hunt.shard) is done; when all are: the same command with --resume and no --shard")
      return result.isInterrupted ? .tryAgain : .success
    }
    let explains = !parsed.flag("plain")
    let report = try Progress.during(name, on: terminal) { mark in
      HuntReport(hunt, result, explains: explains) { mark.advance(to: $0, "shrinking") }
    }
    if let output = hunt.output, result.isWhole { try HuntFolder.write(report, to: output) }
    let format = parsed.choice("format", as: ReportFormat.self) ?? .text
    try terminal.write(report.content(format))
    guard report.exhaustive else { return report.isClean ? .undecided : .broken }
    return report.isClean ? .success : .broken
  }
}
