import Foundation
import PipelineModel
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
    Option.output(values: .folders),
    Option.shard,
    Option.resume,
    .option("budget", value: "time", "Begin nothing more after so long, and say what is left out."),
    .option("faults", value: "n", default: "1", "Faults at the same time: 1 or 2."),
    .option(
      "pairs", value: "n", otherwise: "1000000",
      "Play at most so many pairs of faults, each with the same chance."),
    Option.random,
    .flag("plain", "Name the classes without explaining them."),
    Option.threads(), Option.format(ReportFormat.self, otherwise: "text"),
    .argument("file", values: .files, isRequired: false, "The scenario."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    if let count = try parsed.integer("random", in: 1...1_000_000_000) {
      return try makeRandom(count, options, parsed, terminal)
    }
    guard let path = parsed.text("file") else {
      throw UsageError("'hunt' takes a scenario, or '--random <n>'.")
    }
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
    let faults = try parsed.integer("faults", in: 1...2) ?? 1
    let most = try parsed.integer("pairs", in: 1...1_000_000_000) ?? 1_000_000
    InterruptWatch.begin()
    let result = try watched("hunt", terminal) { advance in
      try hunt.run(resuming: isResuming, advance: advance)
    }
    var pairs: Hunt.PairResult?
    if faults == 2, !InterruptWatch.isInterrupted {
      pairs = try watched("pairs", terminal) { advance in
        try hunt.runPairs(most: most, advance: advance)
      }
    }
    if InterruptWatch.isInterrupted {
      terminal.note("interrupted: \(result.jobs + (pairs?.jobs ?? 0)) pieces of the work are done")
      if hunt.output != nil { terminal.note("go on with --resume") }
      return .tryAgain
    }
    if hunt.shard.count > 1 {
      terminal.note(
        "shard \(hunt.shard) is done; when all are: the same command with --resume and no --shard")
      return result.isInterrupted || pairs?.isInterrupted == true ? .tryAgain : .success
    }
    InterruptWatch.end()
    let explains = !parsed.flag("plain")
    let report = try Progress.during(name, on: terminal) { [pairs] mark in
      var work = ""
      var report = try HuntReport(hunt, result, explains: explains) { next, done, total in
        if next != work { mark.begin(next, total: total) }
        work = next
        mark.advance(to: done)
      }
      if let pairs { report.addPairs(hunt, result, pairs) }
      return report
    }
    if let output = hunt.output, report.isWhole {
      try HuntFolder.write(report, report.files, to: output)
    }
    let format = parsed.choice("format", as: ReportFormat.self) ?? .text
    try terminal.write(report.content(format))
    guard report.isWhole else { return report.isClean ? .undecided : .broken }
    return report.isClean ? .success : .broken
  }

  /// Does work with a mark of how far it is, until somebody interrupts it.
  private func watched<Value: Sendable>(
    _ words: String, _ terminal: Terminal,
    _ work: @escaping @Sendable ((_ done: Int, _ of: Int) -> Bool) throws -> Value
  ) throws -> Value {
    try Progress.during(name, on: terminal) { mark in
      try work { done, total in
        if mark.total != total { mark.begin(words, total: total) }
        mark.advance(to: done)
        return !InterruptWatch.isInterrupted
      }
    }
  }

  /// Random experiments have no file: all of each follows from its seed.
  private func makeRandom(
    _ count: Int, _ options: RunOptions, _ parsed: ParsedArguments, _ terminal: Terminal
  ) throws -> ExitCode {
    for other in ["file", "property", "shard", "budget", "set"] where parsed.isGiven(other) {
      throw UsageError("'--random <n>' draws everything: leave out '\(other)'.")
    }
    let profile = options.profiles(of: NamedProfile.builtIn, usual: .asBuilt)[0]
    var hunt = RandomHunt(count: count, seed: options.seeds?[0] ?? 1, profile: profile)
    hunt.threads = options.threads
    let output = parsed.text("output")
    if let output { try HuntFolder.check(output) }
    InterruptWatch.begin()
    let began = ContinuousClock.now
    let report = try Progress.during(name, total: count, on: terminal) { [hunt] mark in
      hunt.run { done in
        mark.advance(to: done)
        return !InterruptWatch.isInterrupted
      }
    }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    terminal.note("\(Int(Double(report.experiments) / max(seconds, 1e-6))) experiments a second")
    if let output { try HuntFolder.write(report, report.files, to: output) }
    let format = parsed.choice("format", as: ReportFormat.self) ?? .text
    try terminal.write(report.content(format))
    if !report.unsound.isEmpty { return .broken }
    return report.isWhole ? .success : .tryAgain
  }
}
