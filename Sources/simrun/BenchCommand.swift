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
    case fleet
    case hunt

    /// Whether it runs the whole model: `--pending` alone does not mean it.
    var isModel: Bool { self == .pipeline || self == .fleet || self == .hunt }

    /// How much of it is measured unless it is said.
    var size: Int {
      switch self {
      case .phold, .timers, .mm1, .replications, .pipeline: 10_000
      case .fleet: 100
      case .hunt: 12
      }
    }

    /// The most that can be asked for.
    var mostSize: Int {
      switch self {
      case .phold, .timers, .mm1, .replications: 100_000_000
      case .pipeline, .fleet: 10_000
      case .hunt: 1000
      }
    }
  }

  let name = "bench"
  let abstract = "Measure the kernel, the whole model and a hunt on this machine."
  let discussion = """
    'phold' keeps P events pending, 'timers' arms and disarms P time-outs, 'mm1' is a queue with \
    one server, of which customers are counted, two events each; 'replications' are 32 such queues \
    on 1, 2, 4... threads up to the number of cores; 'pipeline' runs the whole model, with workers \
    of 10, 50, 100 and 499 pages, 'fleet' with P customers who connect within a week; 'hunt' plays \
    every single fault of a world of P items in copies of the run and from the beginning, with \
    equal checksums. Times are wall-clock times of this machine: compare ratios of alternated runs, \
    not single figures.
    """
  let parameters = [
    Parameter.option(
      "pending", value: "n", otherwise: "10000",
      "Pending events of 'phold', clients of 'timers'; pages of its worker, customers or items where 'pipeline', 'fleet' or 'hunt' is named."
    ),
    .option("events", value: "n", default: "2000000", "Events to measure, at least."),
    Option.profile(otherwise: Option.ProfileChoice.both.rawValue),
    Option.format(Format.self), Option.output(),
    .flag(
      "allocations",
      "Have valgrind count allocations per event, in runs of their own; not of 'replications'."),
    .flag(
      "no-tables",
      "Replay a capture's body for each of its requests, as where faults are; of 'pipeline' and 'fleet'."
    ),
    .argument(
      "workload", values: .words(Workload.allCases.map(\.rawValue)), isRequired: false,
      isRepeated: false, "What to measure; without it, everything but 'hunt'."),
  ]

  func run(_ parsed: ParsedArguments, _ terminal: Terminal) throws -> ExitCode {
    let named = parsed.choice("workload", as: Workload.self)
    try refuseUnused(parsed, named)
    let pending = try parsed.integer("pending", in: 1...(named?.mostSize ?? 100_000_000))
    let events = try parsed.integer("events", in: 1...10_000_000_000) ?? 2_000_000
    let profiles = try RunOptions(parsed).profiles(of: NamedProfile.builtIn)
    let format =
      parsed.choice("format", as: Format.self)
      ?? parsed.text("output").flatMap { ReportFormat(path: $0) }
      .flatMap { Format(rawValue: $0.rawValue) } ?? .text
    var results = try Results(parsed, terminal)
    let counter = parsed.flag("allocations") ? AllocationCounter(terminal) : nil
    for workload in named.map({ [$0] }) ?? Workload.allCases.filter({ $0 != .hunt }) {
      let measurements = BenchMeasurement.all(
        of: workload, pending: named == nil && workload.isModel ? nil : pending, events: events,
        profiles, isPlain: parsed.flag("no-tables"))
      for measurement in measurements {
        let rows = try Progress.during(name, on: terminal) { mark in
          mark.advance(to: 0, measurement.words)
          return measurement.rows(counter)
        }
        if counter != nil, rows[0].allocationsPerEvent == nil, workload != .replications {
          terminal.note("allocations are not counted: valgrind failed")
        }
        for row in rows { try results.show((format == .json ? row.json : row.text) + "\n") }
      }
    }
    try results.finish()
    return .success
  }

  /// Refuses options that say nothing about the workload named.
  private func refuseUnused(_ parsed: ParsedArguments, _ named: Workload?) throws {
    guard let named else { return }
    var unused: [String] = []
    if !named.isModel { unused.append("profile") }
    if !named.isModel || named == .hunt { unused.append("no-tables") }
    if named == .replications || named == .hunt { unused.append("allocations") }
    if named == .hunt { unused.append("events") }
    for option in unused where parsed.isGiven(option) {
      throw UsageError("'--\(option)' says nothing about '\(named.rawValue)'.")
    }
  }
}
