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

  /// Waits for several events at once, each by a step of this name and of an index of its own; an
  /// ended wait without event gives `nil`.
  public mutating func waitForAll(
    _ name: StepName, _ indices: [Int], _ wait: (Int) -> EngineWait
  ) throws(Halt) -> [StepValue?] {
    let (values, missing) = results(name, indices)
    if missing.isEmpty { return values }
    try begin()
    waits = missing.map(wait)
    plan(name, missing.map { indices[$0] }, .waits)
    throw .responded
  }

  /// Invokes a function for each event, likewise, and waits for all; a child without result gives
  /// `nil`.
  public mutating func invokeAll(
    _ name: StepName, _ indices: [Int], _ function: FunctionKind, _ events: [PipelineEngineEvent]
  ) throws(Halt) -> [StepValue?] {
    let (values, missing) = results(name, indices)
    if missing.isEmpty { return values }
    try begin()
    invocations = missing.map { events[$0] }
    plan(name, missing.map { indices[$0] }, .invoke(function: function.rawValue))
    throw .responded
  }

  private mutating func plan(
    _ name: StepName, _ indices: [Int], _ response: EngineResponse<StepValue>
  ) {
    steps = indices.map { StepID(name, $0).number }
    self.response = response
  }

  /// What memoized steps of a name came to, and the places of those that are not memoized.
  private func results(
    _ name: StepName, _ indices: [Int]
  ) -> (values: [StepValue?], missing: [Int]) {
    var memoized: [Int: Int] = [:]
    for place in journal.indices {
      let step = StepID(number: journal[place].step)
      if step.name == name { memoized[step.index] = place }
    }
    let values = indices.map { index -> StepValue? in
      guard let place = memoized[index], journal[place].state == .done else { return nil }
      return journal[place].value
    }
    return (values, indices.indices.filter { memoized[indices[$0]] == nil })
  }
}
