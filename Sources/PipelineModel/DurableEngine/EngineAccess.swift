import SimKernel

extension DurableEngine {
  /// Function, event and number of the run in a slot, also just after its end.
  func run(_ slot: Int32) -> (function: Int, event: EngineEvent<Payload>, number: Int32) {
    (function(of: slot), runs[Int(slot)].event, number(of: slot))
  }

  /// Function of the run in a slot, also just after its end.
  @inline(__always)
  func function(of slot: Int32) -> Int { Int(runs[Int(slot)].function) }

  /// Number of the run in a slot, also just after its end.
  @inline(__always)
  func number(of slot: Int32) -> Int32 { runs[Int(slot)].number }

  /// What the event of the run in a slot carries, also just after its end.
  @inline(__always)
  func payload(of slot: Int32) -> Payload { runs[Int(slot)].event.payload }

  /// Whether a run has not ended.
  @inline(__always)
  func isOpen(_ run: RunReference) -> Bool { isCurrent(run.slot, run.generation) }

  /// Steps the run in a slot has finished.
  @inline(__always)
  func stepCount(_ slot: Int32) -> Int32 { runs[Int(slot)].steps }

  /// What a request is for; `nil` when its run has ended.
  @inline(__always)
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
    if !buffer.isEmpty { buffer.removeAll(keepingCapacity: true) }
    journals[Int(slot)].withUnsafeBufferPointer { entries in
      if base < entries.count { buffer.append(contentsOf: entries[base...]) }
    }
  }

  /// What a finished step of the run in a slot returned.
  func result(of step: Int32, in slot: Int32) -> Value? {
    journals[Int(slot)].last { $0.step == step && $0.state == .done }?.value
  }

  /// Runs that have not ended.
  public var openRunCount: Int { Int(openRuns.reduce(0) { $0 + $1.level }) }

  /// Lets the slots of ended runs be used again; their data stayed readable until now.
  @inline(__always)
  mutating func recycle() {
    guard !endedRuns.isEmpty else { return }
    for run in endedRuns { freeRuns.append(run) }
    endedRuns.removeAll()
  }
}
