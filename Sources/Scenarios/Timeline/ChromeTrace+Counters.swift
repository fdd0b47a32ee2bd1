import PipelineModel
import SimKernel

extension ChromeTrace {
  /// Open runs by function, items between gateway and Console, and runs that wait for each limit.
  var counters: [TraceEvent] {
    openRuns + itemsUnderWay + waitingRuns
  }

  private var openRuns: [TraceEvent] {
    let changes = evidence.outcome.runs.filter(\.started).flatMap {
      [
        Change("open \($0.function.name)", $0.startedAt, 1),
        Change("open \($0.function.name)", $0.endedAt, -1),
      ]
    }
    return counters(changes)
  }

  private var itemsUnderWay: [TraceEvent] {
    counters(
      evidence.outcome.milestones.compactMap { milestone in
        switch milestone.event {
        case .itemAccepted: Change("items in the queue", milestone.time, 1)
        case .itemDelivered(_, 1): Change("items in the queue", milestone.time, -1)
        case .itemDeadLettered: Change("items in the queue", milestone.time, -1)
        default: nil
        }
      })
  }

  /// A run waits from its first refusal by a limit to the next thing that happens to it.
  private var waitingRuns: [TraceEvent] {
    var waits: [Int32: Int32] = [:]
    var changes: [Change] = []
    for milestone in evidence.outcome.milestones
    where milestone.run > 0 && !milestone.kind.isAboutItem {
      var limit: Int32?
      if case .blocked(let blocker) = milestone.event { limit = blocker }
      if limit != nil, waits[milestone.run] == limit { continue }
      if let over = waits.removeValue(forKey: milestone.run) {
        changes.append(Change(name(ofLimit: over), milestone.time, -1))
      }
      if let limit {
        waits[milestone.run] = limit
        changes.append(Change(name(ofLimit: limit), milestone.time, 1))
      }
    }
    return counters(changes)
  }

  private func name(ofLimit index: Int32) -> String {
    "waiting for \(wording.limit(index))"
  }

  /// A counter that goes up or down.
  private struct Change {
    let counter: String
    let time: SimTime
    let by: Int64

    init(_ counter: String, _ time: SimTime, _ by: Int64) {
      (self.counter, self.time, self.by) = (counter, time, by)
    }
  }

  /// One event for each time a counter changes, with its value after all changes of that time.
  private func counters(_ changes: [Change]) -> [TraceEvent] {
    var values: [String: Int64] = [:]
    var events: [TraceEvent] = []
    let sorted = changes.sorted { ($0.counter, $0.time) < ($1.counter, $1.time) }
    for (index, change) in sorted.enumerated() {
      values[change.counter, default: 0] += change.by
      if index + 1 < sorted.count, sorted[index + 1].counter == change.counter,
        sorted[index + 1].time == change.time
      {
        continue
      }
      events.append(
        TraceEvent(
          phase: .counter, name: change.counter, process: .limits, thread: 0, time: change.time,
          arguments: [("count", .number(max(0, values[change.counter] ?? 0)))]))
    }
    return events
  }
}
