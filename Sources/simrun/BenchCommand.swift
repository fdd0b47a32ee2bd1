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

    var peerName: String {
      switch self {
      case .phold: "W1"
      case .timers: "W2"
      case .mm1: "W3"
      case .replications, .pipeline: ""
      }
    }
  }

  let name = "bench"
  let abstract = "Measure the kernel and the whole model on this machine."
  let discussion = """
    'phold' keeps P events pending, 'timers' arms and disarms P time-outs, 'mm1' is a queue with one \
    server; 'replications' are 32 such queues on 1, 2, 4... threads up to the number of cores; \
    'pipeline' runs the whole model under both profiles. Times are wall-clock times of this machine: \
    compare ratios of alternated runs, not single figures.
    """
  let parameters = [
    Parameter.option(
      "pending", short: "p", value: "n", default: "10000", "Pending events or clients."),
    .option("events", short: "n", value: "n", default: "2000000", "Events to measure."),
    .option(
      "format", short: "f", value: "format", values: .words(Format.allCases.map(\.rawValue)),
      default: "text", "How the results are written."),
    .flag("allocations", "Have valgrind count the allocations per event of phold, timers and mm1."),
    .argument(
      "workload", values: .words(Workload.allCases.map(\.rawValue)), isRequired: false,
      isRepeated: false, "What to measure; without it, everything."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let pending = Int(try parsed.integer("pending", in: 1...100_000_000) ?? 10_000)
    let events = Int(try parsed.integer("events", in: 1...10_000_000_000) ?? 2_000_000)
    let chosen = parsed.choice("workload", as: Workload.self).map { [$0] } ?? Workload.allCases
    let format = parsed.choice("format", as: Format.self) ?? .text
    for workload in chosen {
      let rows =
        switch workload {
        case .phold, .timers, .mm1:
          kernelRows(
            workload, pending: pending, events: events,
            allocations: parsed.flag("allocations") ? allocations(workload, pending, terminal) : nil
          )
        case .replications: replicationRows(events: events)
        case .pipeline: pipelineRows()
        }
      for row in rows { try terminal.print(format == .json ? row.json : row.text) }
    }
    return .success
  }

  private func kernelRows(
    _ workload: Workload, pending: Int, events: Int, allocations: Double?
  ) -> [BenchRow] {
    Bench.run(workload: workload.peerName, pending: pending, events: events).map {
      [BenchRow($0, name: workload.rawValue, allocationsPerEvent: allocations)]
    } ?? []
  }

  private func allocations(_ workload: Workload, _ pending: Int, _ terminal: Terminal) -> Double? {
    let count = Bundle.main.executableURL.flatMap {
      AllocationCount.perEvent(
        program: $0, arguments: [name, workload.rawValue, "--pending", "\(pending)"])
    }
    if count == nil { terminal.note("allocations are not counted: valgrind is missing or fails") }
    return count
  }

  private func replicationRows(events: Int) -> [BenchRow] {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let doubling = sequence(first: 1) { $0 * 2 }.prefix { $0 < cores }
    return (doubling + [cores]).map {
      BenchRow(
        Bench.replications(threads: $0, customers: events), name: Workload.replications.rawValue)
    }
  }

  private func pipelineRows() -> [BenchRow] {
    Profile.Name.allCases.flatMap { profile in
      [10, 50, 100, 499].map { BenchRow(PipelineBench.run(profile, pages: $0)) }
    }
  }
}
