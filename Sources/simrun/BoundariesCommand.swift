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
    ReplayOptions.profile(default: .asBuilt),
    .option(
      "only", short: "o", value: "id", values: .words(BoundaryProbe.all.map(\.id)),
      isRepeated: true, "Look for this boundary only."),
    .option(
      "format", short: "f", value: "format",
      values: .words(ReportFormat.allCases.map(\.rawValue)), default: "text",
      "How the report is written."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let profiles = (parsed.choice("profile", as: ReplayOptions.ProfileChoice.self) ?? .asBuilt)
      .profiles
    let format = parsed.choice("format", as: ReportFormat.self) ?? .text
    let wanted = parsed.texts("only")
    let probes = BoundaryProbe.all.filter { wanted.isEmpty || wanted.contains($0.id) }
    var progress = Progress(name, total: probes.count * profiles.count, on: terminal)
    let report = BoundaryProbe.report(probes, profiles: profiles) { progress.advance(to: $0) }
    progress.finish()
    try terminal.write(report.content(format))
    return .success
  }
}
