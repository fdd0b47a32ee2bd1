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
    server; 'replications' are 32 such queues on 1, 2, 4... threads up to the number of cores; \
    'pipeline' runs the whole model, with workers of 10, 50, 100 and 499 pages. Times are wall-clock \
    times of this machine: compare ratios of alternated runs, not single figures.
    """
  let parameters = [
    Parameter.option(
      "pending", short: "p", value: "n",
      "Pending events or clients (default: 10000); for 'pipeline' the pages of its worker."),
    .option("events", short: "n", value: "n", default: "2000000", "Events to measure, at least."),
    .option(
      "profile", value: "profile",
      values: .words(ReplayOptions.ProfileChoice.allCases.map(\.rawValue)), default: "both",
      "The profile of 'pipeline'."),
    .option(
      "format", short: "f", value: "format", values: .words(Format.allCases.map(\.rawValue)),
      default: "text", "How the results are written."),
    .flag("allocations", "Have valgrind count the allocations per event."),
    .argument(
      "workload", values: .words(Workload.allCases.map(\.rawValue)), isRequired: false,
      isRepeated: false, "What to measure; without it, everything."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let named = parsed.choice("workload", as: Workload.self)
    let pending = try parsed.integer("pending", in: 1...(named == .pipeline ? 10_000 : 100_000_000))
    let events = try parsed.integer("events", in: 1...10_000_000_000) ?? 2_000_000
    let profiles = (parsed.choice("profile", as: ReplayOptions.ProfileChoice.self) ?? .both)
      .profiles
    let format = parsed.choice("format", as: Format.self) ?? .text
    let counter = parsed.flag("allocations") ? AllocationCounter(terminal: terminal) : nil
    func write(_ row: BenchRow) throws { try terminal.print(format == .json ? row.json : row.text) }

    for workload in named.map({ [$0] }) ?? Workload.allCases {
      switch workload {
      case .phold, .timers, .mm1:
        try write(kernelRow(workload, pending: pending ?? 10_000, events: events, counter))
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

  private func kernelRow(
    _ workload: Workload, pending: Int, events: Int, _ counter: AllocationCounter?
  ) -> BenchRow {
    let result =
      switch workload {
      case .timers: Bench.timers(clients: pending, events: events)
      case .mm1: Bench.singleServer(customers: events)
      default: Bench.phold(pending: pending, events: events)
      }
    return BenchRow(
      result, name: workload.rawValue,
      allocationsPerEvent: counter?.count(
        .kernel, [name, workload.rawValue, "--pending", "\(pending)"]))
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

/// Counts the allocations of this program's own benchmarks, where valgrind is installed.
private struct AllocationCounter {
  let terminal: Terminal

  func count(_ events: AllocationCount, _ arguments: [String]) -> Double? {
    let count = Bundle.main.executableURL.flatMap {
      events.perEvent(program: $0, arguments: arguments)
    }
    if count == nil { terminal.note("allocations are not counted: valgrind is missing or fails") }
    return count
  }
}
