import Foundation
import PipelineModel
import Scenarios

/// `bench`: how fast the kernel and the model are on this machine.
struct BenchCommand: Command {
  /// How results are written.
  enum Format: String, CaseIterable {
    case text
    case json
  }

  /// What is measured.
  enum Workload: String, CaseIterable {
    case phold
    case timers
    case mm1
    case replications
    case pipeline
  }

  let name = "bench"
  let abstract = "Measure the kernel and the whole model on this machine."
  let discussion = """
    'phold' keeps P events pending, 'timers' arms and disarms P time-outs, 'mm1' is a queue with one \
    server, of which customers are counted, two events each; 'replications' are 32 such queues on 1, \
    2, 4... threads up to the number of cores; 'pipeline' runs the whole model, with workers of 10, \
    50, 100 and 499 pages. Times are wall-clock times of this machine: compare ratios of alternated \
    runs, not single figures.
    """
  let parameters = [
    Parameter.option(
      "pending", short: "p", value: "n",
      "Pending events of 'phold', clients of 'timers' (default: 10000); if 'pipeline' is named, pages "
        + "of its worker."),
    .option("events", short: "n", value: "n", default: "2000000", "Events to measure, at least."),
    .option(
      "profile", value: "profile",
      values: .words(ReplayOptions.ProfileChoice.allCases.map(\.rawValue)), default: "both",
      "The profile of 'pipeline'."),
    .option(
      "format", short: "f", value: "format", values: .words(Format.allCases.map(\.rawValue)),
      default: "text", "How the results are written."),
    .flag(
      "allocations",
      "Have valgrind count the allocations per event, in runs of their own; not of 'replications'."),
    .argument(
      "workload", values: .words(Workload.allCases.map(\.rawValue)), isRequired: false,
      isRepeated: false, "What to measure; without it, everything."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let named = parsed.choice("workload", as: Workload.self)
    try refuseUnused(parsed, named)
    let pending = try parsed.integer("pending", in: 1...(named == .pipeline ? 10_000 : 100_000_000))
    let events = try parsed.integer("events", in: 1...10_000_000_000) ?? 2_000_000
    let profiles = (parsed.choice("profile", as: ReplayOptions.ProfileChoice.self) ?? .both)
      .profiles
    let format = parsed.choice("format", as: Format.self) ?? .text
    let counter = parsed.flag("allocations") ? AllocationCounter(terminal) : nil
    func write(_ row: BenchRow) throws { try terminal.print(format == .json ? row.json : row.text) }

    for workload in named.map({ [$0] }) ?? Workload.allCases {
      switch workload {
      case .phold:
        let result = Bench.phold(pending: pending ?? 10_000, events: events)
        try write(kernelRow(workload, result, counter))
      case .timers:
        let result = Bench.timers(clients: pending ?? 10_000, events: events)
        try write(kernelRow(workload, result, counter))
      case .mm1:
        try write(kernelRow(workload, Bench.singleServer(customers: events), counter))
      case .replications:
        for threads in threadCounts {
          let result = Bench.replications(threads: threads, customers: events)
          try write(BenchRow(result, name: workload.rawValue))
        }
      case .pipeline:
        let sizes = (named == .pipeline ? pending : nil).map { [$0] } ?? PipelineBench.sizes
        for profile in profiles {
          for pages in sizes {
            try write(pipelineRow(profile, pages: pages, events: events, counter))
          }
        }
      }
    }
    return .success
  }

  /// Refuses options that say nothing about the workload named.
  private func refuseUnused(_ parsed: ParsedArguments, _ named: Workload?) throws {
    guard let named else { return }
    var unused: [String] = []
    if named != .pipeline { unused.append("profile") }
    if named == .replications { unused.append("allocations") }
    for option in unused where parsed.isGiven(option) {
      throw UsageError("'--\(option)' says nothing about '\(named.rawValue)'.")
    }
  }

  private func kernelRow(
    _ workload: Workload, _ result: BenchResult, _ counter: AllocationCounter?
  ) -> BenchRow {
    BenchRow(
      result, name: workload.rawValue,
      allocationsPerEvent: counter?.count(
        .kernel, [name, workload.rawValue, "--pending", "\(result.pending)"]))
  }

  private func pipelineRow(
    _ profile: Profile.Name, pages: Int, events: Int, _ counter: AllocationCounter?
  ) -> BenchRow {
    let result = PipelineBench.run(profile, pages: pages, measured: events)
    return BenchRow(
      result,
      allocationsPerEvent: counter?.count(
        .pipeline(runOf: result.events),
        [
          name, Workload.pipeline.rawValue, "--pending", "\(pages)", "--profile", profile.rawValue,
        ]))
  }

  /// 1, 2, 4... up to the number of cores.
  private var threadCounts: [Int] {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return sequence(first: 1) { $0 * 2 }.prefix { $0 < cores } + [cores]
  }
}
