import SimKernel

extension DurableEngine {
  /// Function, event and number of the run in a slot, also just after its end.
  func run(_ slot: Int32) -> (function: Int, event: EngineEvent<Payload>, number: Int32) {
    let run = runs[Int(slot)]
    return (Int(run.function), run.event, run.number)
  }

  /// Whether a run has not ended.
  func isOpen(_ run: RunReference) -> Bool { isCurrent(run.slot, run.generation) }

  /// Steps the run in a slot has finished.
  func stepCount(_ slot: Int32) -> Int32 { runs[Int(slot)].steps }

  /// What a request is for; `nil` when its run has ended.
  func openRequest(
    _ reference: RequestReference
  ) -> (run: RunReference, attempt: Int16, target: Int32)? {
    let request = requests[Int(reference.slot)]
    guard request.isOpen, request.serial == reference.serial,
      isCurrent(request.run, request.generation)
    else { return nil }
    return (
      RunReference(slot: request.run, generation: request.generation), request.attempt,
      request.target
    )
  }

  /// Copies a run's journal from a place on, into a buffer that keeps its capacity.
  func copyJournal(
    of slot: Int32, from base: Int, into buffer: inout ContiguousArray<JournalEntry<Value>>
  ) {
    buffer.removeAll(keepingCapacity: true)
    buffer.append(contentsOf: runs[Int(slot)].journal[min(base, runs[Int(slot)].journal.count)...])
  }

  /// What a finished step of the run in a slot returned.
  func result(of step: Int32, in slot: Int32) -> Value? {
    runs[Int(slot)].journal.last { $0.step == step && $0.state == .done }?.value
  }

  /// Runs that have not ended.
  public var openRunCount: Int { Int(openRuns.reduce(0) { $0 + $1.level }) }

  /// Lets the slots of ended runs be used again; their data stayed readable until now.
  mutating func recycle() {
    guard !endedRuns.isEmpty else { return }
    freeRuns.append(contentsOf: endedRuns)
    endedRuns.removeAll(keepingCapacity: true)
  }
}
