import PipelineModel
import Scenarios

/// `test`: every scenario under every profile it plays in, with every seed of its file.
struct TestCommand: Command {
  let name = "test"
  let abstract = "Check the expectations of scenarios, under both profiles and with every seed."
  let discussion = """
    Each result is written as soon as it and those before it are there. Fleets take long: in \
    folders they are left out, named as files they are played.

    Exit code 65 (or 66) when a file cannot be read, which is one case that failed and keeps \
    nobody from playing the others; else 1 when an expectation or an invariant is broken; else 2 \
    when a run was cut off, when what it is about never happened, when nothing is expected of it, or \
    when a fault that may not miss struck in none of a scenario's runs.
    """
  let parameters = [
    Option.profile(otherwise: "the scenario's own, or those it expects something under"),
    Option.seed(otherwise: "those of the file"), Option.seeds(otherwise: "those of the file"),
    Option.set, Option.threads(), Option.format(TestOutput.self, otherwise: "text"),
    Option.output(), Option.files,
  ]
  /// Microseconds on a clock that never goes back: how long each run took.
  var clock: @Sendable () -> Int64 = { Progress.monotonicMicroseconds() }

  private enum Job {
    case run(ReplayPlan)
    case wrong(path: String, any ReportedError)

    var path: String {
      switch self {
      case .run(let plan): plan.scenario.path
      case .wrong(let path, _): path
      }
    }
  }

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    var results = try Results(parsed, inputs: ["files"], terminal)
    let jobs = try jobs(ScenarioSelection.read(parsed, terminal), options, terminal)
    var log = TestLog(
      parsed.choice("format", as: TestOutput.self) ?? .text, total: jobs.count)
    try results.show(log.start)
    var progress = Progress(name, total: jobs.count, on: terminal)
    let clock = clock
    try Campaign.inOrder(
      jobs, threads: options.threads,
      watch: { done, running in
        progress.advance(to: done, running.first.map { Self.words(of: jobs[$0]) } ?? "")
      },
      { Self.made($0, clock) },
      take: { place, test in
        let isLast = place + 1 == jobs.count || jobs[place + 1].path != jobs[place].path
        try results.show(log.add(test, isLast: isLast))
        if let error = test.error { terminal.report(error) }
        return results.hasReader || log.exitCode == .success || log.exitCode == .undecided
      })
    progress.finish()
    try results.write(log.end)
    try results.finish()
    return log.exitCode
  }

  private func jobs(
    _ selection: ScenarioSelection, _ options: RunOptions, _ terminal: Terminal
  ) throws(UsageError) -> [Job] {
    var jobs: [Job] = []
    for entry in selection.entries {
      switch entry {
      case .wrong(let path, let error): jobs.append(.wrong(path: path, error))
      case .scenario(let scenario):
        jobs += options.judgedPlans(of: scenario).map(Job.run)
      }
    }
    try options.check(selection, playing: jobs.count, terminal)
    return jobs
  }

  private static func made(_ job: Job, _ clock: @Sendable () -> Int64) -> TestCase {
    switch job {
    case .wrong(let path, let error): return TestCase(path: path, error: error)
    case .run(let plan):
      let start = clock()
      let report = ReplayReport(plan.run())
      return TestCase(report, path: plan.scenario.path, microseconds: clock() - start)
    }
  }

  private static func words(of job: Job) -> String {
    switch job {
    case .run(let plan): plan.words
    case .wrong: job.path
    }
  }
}
