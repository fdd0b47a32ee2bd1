import Foundation
import PipelineModel
import Scenarios

/// One measurement of `bench`, which gives one row, or of a hunt two.
struct BenchMeasurement: Sendable {
  /// What is measured, for somebody who waits.
  let words: String
  private let work: @Sendable (AllocationCounter?) -> [BenchRow]

  private init(words: String, work: @escaping @Sendable (AllocationCounter?) -> [BenchRow]) {
    (self.words, self.work) = (words, work)
  }

  private init(words: String, row: @escaping @Sendable (AllocationCounter?) -> BenchRow) {
    self.init(words: words, work: { [row($0)] })
  }

  /// Measures; the counter counts allocations in runs of their own.
  func rows(_ counter: AllocationCounter?) -> [BenchRow] { work(counter) }

  /// The measurements of a workload; `pending` is nil where nobody says how much of it.
  static func all(
    of workload: BenchCommand.Workload, pending size: Int?, events: Int,
    _ profiles: [NamedProfile], isPlain: Bool = false
  ) -> [BenchMeasurement] {
    let pending = size ?? workload.size
    return switch workload {
    case .phold:
      [kernel(workload) { Bench.phold(pending: pending, events: events) }]
    case .timers:
      [kernel(workload) { Bench.timers(clients: pending, events: events) }]
    case .mm1:
      [kernel(workload) { Bench.singleServer(customers: events) }]
    case .replications:
      threadCounts.map { threads in
        BenchMeasurement(
          words: "\(workload.rawValue), \(counted(threads, "thread"))",
          row: { _ in
            BenchRow(
              Bench.replications(threads: threads, customers: events), name: workload.rawValue)
          })
      }
    case .pipeline:
      profiles.flatMap { profile in
        (size.map { [.pages($0)] } ?? PipelineBench.workers).map {
          model($0, profile, events: events, isPlain)
        }
      }
    case .fleet:
      profiles.map { model(.fleet(pending), $0, events: events, isPlain) }
    case .hunt:
      profiles.map { profile in
        BenchMeasurement(
          words: "hunt \(profile.label)",
          work: { _ in HuntBench.run(profile, items: pending).map { BenchRow($0) } })
      }
    }
  }

  private static func kernel(
    _ workload: BenchCommand.Workload, _ measure: @escaping @Sendable () -> BenchResult
  ) -> BenchMeasurement {
    BenchMeasurement(
      words: workload.rawValue,
      row: { counter in
        let result = measure()
        return BenchRow(
          result, name: workload.rawValue,
          allocationsPerEvent: counter?.count(
            .kernel, ["bench", workload.rawValue, "--pending", "\(result.pending)"]))
      })
  }

  private static func model(
    _ load: PipelineBench.Load, _ profile: NamedProfile, events: Int, _ isPlain: Bool
  ) -> BenchMeasurement {
    BenchMeasurement(
      words: "\(load.name) \(profile.label), \(load.words)",
      row: { counter in
        let result = PipelineBench.run(load, profile, measured: events, isPlain: isPlain)
        return BenchRow(
          result,
          allocationsPerEvent: counter?.count(
            .pipeline(runOf: result.events),
            ["bench", load.name, "--pending", "\(load.size)", "--profile", profile.word]
              + (isPlain ? ["--no-tables"] : [])))
      })
  }

  /// 1, 2, 4... up to the number of cores.
  private static var threadCounts: [Int] {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return sequence(first: 1) { $0 * 2 }.prefix { $0 < cores } + [cores]
  }
}
