import PipelineModel
import Scenarios

/// `boundaries`: the numbers at which claims stop being true.
struct BoundariesCommand: Command {
  let name = "boundaries"
  let abstract = "Find the numbers at which claims stop being true."
  let discussion = """
    Each boundary is found by bisection over one number of a small experiment. The answers are \
    sampled over the whole range first, and it is said where they change more than once.
    """
  let parameters = [
    Option.profile(otherwise: Option.ProfileChoice.asBuilt.rawValue),
    Option.seed(otherwise: "1"), Option.set, Option.threads(),
    .option(
      "only", value: "id", values: .words(BoundaryProbe.all.map(\.id)), isRepeated: true,
      "Look for this boundary only."),
    Option.format(ReportFormat.self), Option.output(),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let options = try RunOptions(parsed)
    var results = try Results(parsed, terminal)
    let wanted = parsed.texts("only")
    let probes = BoundaryProbe.all.filter { wanted.isEmpty || wanted.contains($0.id) }
      .map { $0.changed(levers: options.levers, seed: options.seeds?.first) }
    let profiles = options.profiles(of: NamedProfile.builtIn, usual: .asBuilt)
    let total = probes.count * profiles.count
    let report = try Progress.during(name, total: total, on: terminal) { mark in
      BoundaryProbe.report(probes, profiles: profiles, threads: options.threads) {
        mark.advance(to: $0)
      }
    }
    try results.write(report.content(Option.reportFormat(parsed)))
    try results.finish()
    return .success
  }
}
