import PipelineModel
import SimKernel

/// A run as a Chrome Trace Event file that opens in Perfetto.
///
/// One thread for each slot that a run occupies from its creation to its end, so that slices on a
/// thread nest; flows lead from the gateway's answer to the delivery in the Console; counters show
/// open runs and who waits for which limit.
public struct ChromeTrace: Sendable {
  /// More flows than this are thinned out evenly, or no viewer draws them.
  static let flowLimit = 20_000

  let evidence: Evidence
  let wording: TimelineWording

  public init(_ evidence: Evidence) {
    self.evidence = evidence
    wording = TimelineWording(evidence)
  }

  /// The whole file.
  public var json: String {
    var text = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
    text += events.map(\.json).joined(separator: ",\n")
    return text + "\n]}\n"
  }

  var events: [TraceEvent] {
    let slots = slots
    var events = runEvents(slots)
    events += moments
    events += flows(slots)
    events += counters
    let threads = Dictionary(grouping: events.filter { $0.phase != .counter }) {
      ThreadKey(process: $0.process, thread: $0.thread)
    }
    return names(Array(threads.keys)) + events.sorted { $0.time < $1.time }
  }

  private struct ThreadKey: Hashable {
    let process: TraceEvent.Process
    let thread: Int
  }

  private func names(_ threads: [ThreadKey]) -> [TraceEvent] {
    let sorted = threads.sorted {
      ($0.process.rawValue, $0.thread) < ($1.process.rawValue, $1.thread)
    }
    let processes = TraceEvent.Process.allCases.map {
      TraceEvent(
        phase: .metadata, name: "process_name", process: $0, thread: 0, time: .zero,
        arguments: [("name", .text($0.title))])
    }
    return processes
      + sorted.map {
        let title =
          switch $0.process {
          case .story: "moments"
          case .console: "ingress"
          default: "slot \($0.thread)"
          }
        return TraceEvent(
          phase: .metadata, name: "thread_name", process: $0.process, thread: $0.thread,
          time: .zero, arguments: [("name", .text(title))])
      }
  }

  // MARK: - Runs

  private var slots: [Int32: Int] {
    RunSlots(
      evidence.outcome.runs.map {
        RunSlots.Stay(
          run: $0.number, group: process(of: $0).rawValue, from: $0.createdAt, until: $0.endedAt)
      }
    ).slots
  }

  private func process(of run: RunRecord) -> TraceEvent.Process {
    switch run.function {
    case .orchestrator: .orchestrators
    case .worker: .workers
    case .workerFailure: .failureHandlers
    case .capture: .captures
    }
  }

  private func runEvents(_ slots: [Int32: Int]) -> [TraceEvent] {
    evidence.outcome.runs.flatMap { run -> [TraceEvent] in
      let (process, thread) = (process(of: run), slots[run.number] ?? 0)
      let whole = TraceEvent(
        phase: .complete, name: wording.actor(ofRun: run.number), process: process, thread: thread,
        time: run.createdAt, duration: max(run.endedAt - run.createdAt, .zero),
        arguments: [
          ("outcome", .text(run.outcome.name)), ("round", .number(Int64(run.round))),
          ("pages", .number(Int64(run.pages))), ("attempts", .number(Int64(run.attempts))),
        ])
      let parts = RunSegments(run, evidence.milestones(of: run)).segments.map { segment in
        TraceEvent(
          phase: .complete, name: segment.name, process: process, thread: thread,
          time: segment.from, duration: segment.to - segment.from,
          arguments: segment.failure == .none ? [] : [("failure", .text(segment.failure.words))])
      }
      return [whole] + parts
    }
  }

  /// What people and services did.
  private var moments: [TraceEvent] {
    evidence.outcome.milestones.compactMap { milestone in
      guard isMoment(milestone), let text = wording.text(of: milestone) else { return nil }
      return TraceEvent(
        phase: .instant, name: "\(wording.actor(of: milestone)): \(text)", process: .story,
        thread: 1, time: milestone.time)
    }
  }

  /// Whether it belongs to no run, or is a fault that struck one.
  private func isMoment(_ milestone: Milestone) -> Bool {
    if milestone.kind == .faultStruck { return true }
    return milestone.run <= 0 && !milestone.kind.isAboutItem && !wording.isOfItemMessage(milestone)
  }

  // MARK: - Items

  private func flows(_ slots: [Int32: Int]) -> [TraceEvent] {
    var accepted: [Int32: [Milestone]] = [:]
    var events: [TraceEvent] = []
    let deliveries = evidence.outcome.milestones.count { $0.kind == .itemDelivered }
    let stride = deliveries / Self.flowLimit + 1
    var number = 0
    for milestone in evidence.outcome.milestones {
      if case .itemAccepted(let item, _) = milestone.event {
        accepted[item, default: []].append(milestone)
      } else if case .itemDelivered(let item, let times) = milestone.event {
        number += 1
        guard number % stride == 0 || stride == 1 else { continue }
        events.append(arrival(milestone, item, times))
        guard let start = accepted[item]?.first, let run = evidence.run(start.run) else {
          continue
        }
        accepted[item]?.removeFirst()
        let id = "\(item).\(times)"
        events.append(
          TraceEvent(
            phase: .flowStart, name: "item", process: process(of: run),
            thread: slots[start.run] ?? 0, time: start.time, id: id))
        events.append(
          TraceEvent(
            phase: .flowEnd, name: "item", process: .console, thread: 1, time: milestone.time,
            id: id))
      }
    }
    return events
  }

  private func arrival(_ milestone: Milestone, _ item: Int32, _ times: Int32) -> TraceEvent {
    TraceEvent(
      phase: .complete, name: evidence.name(ofItem: item, in: milestone.unit), process: .console,
      thread: 1, time: milestone.time, duration: .microseconds(1),
      arguments: [("delivery", .number(Int64(times)))])
  }
}
