import SimKernel

extension DurableEngine {
  /// Function, event and number of the run in a slot, also just after its end.
  mutating func run(_ slot: Int32) -> (function: Int, event: EngineEvent<Payload>, number: Int32) {
    (function(of: slot), runs[Int(slot)].event, number(of: slot))
  }

  /// Function of the run in a slot, also just after its end.
  @inline(__always)
  func function(of slot: Int32) -> Int { Int(runs[Int(slot)].function) }

  /// Number of the run in a slot, also just after its end.
  @inline(__always)
  func number(of slot: Int32) -> Int32 { runs[Int(slot)].number }

  /// Names the run in a slot, so that its draws depend on what it is and not on its number.
  @inline(__always)
  mutating func name(_ slot: Int32, _ key: UInt64) { runs[Int(slot)].key = key }

  /// What the draws of the run in a slot are keyed by.
  @inline(__always)
  func key(of slot: Int32) -> UInt64 { runs[Int(slot)].key }

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

  /// Copies a run's journal from a place on.
  func copyJournal(
    of slot: Int32, from base: Int, into copy: inout ReusedList<JournalEntry<Value>>
  ) {
    copy.replace(by: journals[Int(slot)], from: base)
  }

  /// What a finished step of the run in a slot returned.
  mutating func result(of step: Int32, in slot: Int32) -> Value? {
    let places = journals[Int(slot)].indices
    let place = places.last {
      journals[Int(slot)][$0].step == step && journals[Int(slot)][$0].state == .done
    }
    return place.map { journals[Int(slot)][$0].value }
  }

  /// When the run in a slot was created.
  func createdAt(_ slot: Int32) -> SimTime { runs[Int(slot)].createdAt }

  /// A function has another name from now on, and its failure handler too.
  mutating func rename(function: UInt8, at now: SimTime) { renamedAt[Int(function)] = now }

  /// Whether the run in a slot is of a function that has another name now.
  func hasOldName(_ slot: Int32) -> Bool {
    runs[Int(slot)].createdAt < renamedAt[Int(runs[Int(slot)].function)]
  }

  /// Gives the results of a run other names.
  mutating func renameSteps(of slot: Int32, _ rename: (Int32) -> Int32) {
    for place in journals[Int(slot)].indices {
      journals[Int(slot)][place].step = rename(journals[Int(slot)][place].step)
    }
  }

  /// Runs that have not ended.
  public var openRunCount: Int { Int(openRuns.elements.reduce(0) { $0 + $1.level }) }

  /// Begins a call: the slots of ended runs may be used again; their data stayed readable till now.
  @inline(__always)
  mutating func begin() {
    guard !endedRuns.isEmpty else { return }
    for place in endedRuns.indices { freeRuns.append(endedRuns[place]) }
    endedRuns.removeAll()
  }
}
