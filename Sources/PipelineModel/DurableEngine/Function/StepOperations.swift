import SimKernel

extension Step {
  /// Passes a step that has its result; false when it has none yet, or failed.
  @inline(__always)
  mutating func passes(_ name: StepName) -> Bool {
    guard cursor < journal.count, journal[cursor].step == StepID(name, 0).number,
      journal[cursor].state != .failed
    else { return false }
    cursor += 1
    return true
  }

  /// A memoized step: returns its result if it has one, otherwise executes it and ends the request.
  @inline(__always)
  public mutating func run(
    _ name: StepName, _ index: Int = 0,
    _ work: (inout CallTape) throws(Halt) -> StepValue
  ) throws(Halt) -> StepValue {
    let id = StepID(name, index)
    if let place = place(of: id) {
      if journal[place].state == .failed { throw .threw(journal[place].failure, retriable: false) }
      return journal[place].value
    }
    try begin()
    throw execute(id, work)
  }

  /// A step begins, unless the request has run for its time: another one executes it then.
  @inline(__always)
  private mutating func begin() throws(Halt) {
    guard isPastRuntime else { return }
    response = .goesOn
    throw .responded
  }

  @inline(__always)
  private mutating func execute(
    _ id: StepID, _ work: (inout CallTape) throws(Halt) -> StepValue
  ) -> Halt {
    running = id
    do {
      let value = try work(&tape)
      response = .step(step: id.number, value: value, bytes: value.bytes)
    } catch .threw(let failure, let retriable) {
      response = .stepFailed(step: id.number, failure: failure, retriable: retriable)
    } catch .threwLater(let failure, let delay) {
      response = .stepFailed(
        step: id.number, failure: failure, retriable: true, retryAfter: delay)
    } catch {
      return error
    }
    return .responded
  }

  /// Sleeps until a time; the run holds no slot meanwhile.
  public mutating func sleep(_ name: StepName, _ index: Int, until time: SimTime) throws(Halt) {
    let id = StepID(name, index)
    if place(of: id) != nil { return }
    try begin()
    response = .sleep(step: id.number, until: time)
    throw .responded
  }

  /// Executes several steps at once, each in a request of its own.
  @inline(__always)
  public mutating func parallel(
    _ name: StepName, _ count: Int, _ work: (Int, inout CallTape) throws(Halt) -> StepValue
  ) throws(Halt) {
    let first = StepID(name, 0).number
    let mine = first..<first + Int32(count)
    var done = 0
    for place in cursor..<max(cursor, journal.count) where mine.contains(journal[place].step) {
      if journal[place].state == .failed { throw .threw(journal[place].failure, retriable: false) }
      done += 1
    }
    if done == count { return }
    guard mine.contains(target) else {
      try begin()
      response = .plan(first: first, count: Int32(count))
      throw .responded
    }
    let index = Int(target - first)
    throw execute(StepID(number: target)) { io throws(Halt) in
      try work(index, &io)
    }
  }

  /// Waits for several events at once; an ended wait without event gives `nil`.
  public mutating func waitForAll(
    _ name: StepName, _ count: Int, _ wait: (Int) -> EngineWait
  ) throws(Halt) -> [StepValue?] {
    if let ended = results(name, count) { return ended }
    try begin()
    waits = (0..<count).map(wait)
    response = .waits(first: StepID(name, 0).number)
    throw .responded
  }

  /// Invokes a function for each event and waits for all; a child without result gives `nil`.
  public mutating func invokeAll(
    _ name: StepName, _ function: FunctionKind, _ events: [PipelineEngineEvent]
  ) throws(Halt) -> [StepValue?] {
    if let ended = results(name, events.count) { return ended }
    try begin()
    invocations = events
    response = .invoke(first: StepID(name, 0).number, function: function.rawValue)
    throw .responded
  }

  private func results(_ name: StepName, _ count: Int) -> [StepValue?]? {
    var values = [StepValue?](repeating: nil, count: count)
    var found = 0
    for place in journal.indices where StepID(number: journal[place].step).name == name {
      let entry = journal[place]
      if entry.state == .done { values[StepID(number: entry.step).index] = entry.value }
      found += 1
    }
    return found == count ? values : nil
  }
}
