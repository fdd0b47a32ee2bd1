import SimKernel

/// A registered wait, or an invocation that awaits its child's end.
struct Pause: Sendable, BitwiseCopyable {
  var run: Int32
  var generation: UInt32
  var step: Int32
  var timer: Int32
  /// What it waits for: its place in `heads`.
  var entry: Int32
  /// Next pause for the same, or -1.
  var nextOfKey: Int32
  /// Next pause of the same run, or -1.
  var nextOfRun: Int32
  var isOpen: Bool
}

/// Open waits, found by what they wait for in O(1).
struct PauseTable: Sendable {
  var slots: ContiguousArray<Pause> = []
  var free: ContiguousArray<Int32> = []
  /// The last pause for each event, mask and key that was ever waited for, or -1.
  var heads: ContiguousArray<Int32> = []
  private var index = KeyIndex()
  /// Masks of the waits for each event, by its name.
  var masks = ContiguousArray<[KeyMask]>(repeating: [], count: 256)
  var awaited: [UInt8] = []

  /// The place in `heads` of what is waited for.
  mutating func entry(_ wait: EngineWait) -> Int32 {
    let next = Int32(heads.count)
    let key = wait.key.masked(wait.mask)
    let entry = index.number(of: key, tag: Self.tag(wait.event, wait.mask), next: next)
    if entry == next { heads.append(-1) }
    return entry
  }

  /// Takes the pauses that an event ends by one mask: the last one, or -1.
  mutating func take(_ name: UInt8, _ mask: KeyMask, _ key: EventKey) -> Int32 {
    let entry = Int(index.number(of: key.masked(mask), tag: Self.tag(name, mask)))
    guard entry >= 0 else { return -1 }
    defer { heads[entry] = -1 }
    return heads[entry]
  }

  private static func tag(_ name: UInt8, _ mask: KeyMask) -> Int32 {
    Int32(name) | Int32(mask.rawValue) << 8
  }
}

/// Events a wait may still see although they came before it (`engine.wait-lookback` = run).
struct EventLog<Payload: BitwiseCopyable & Sendable>: Sendable {
  let names: [UInt8]
  private var events: ContiguousArray<EngineEvent<Payload>> = []

  init(names: [UInt8]) { self.names = names }

  mutating func add(_ event: EngineEvent<Payload>) {
    if names.contains(event.name) { events.append(event) }
  }

  func latest(_ wait: EngineWait, since: SimTime) -> EngineEvent<Payload>? {
    for event in events.reversed() {
      guard event.receivedAt >= since else { return nil }
      if event.name == wait.event, event.key.masked(wait.mask) == wait.key.masked(wait.mask) {
        return event
      }
    }
    return nil
  }
}

extension DurableEngine {
  /// Registers waits of a run with their steps (engine-facts 7.1, 7.5).
  mutating func register(
    _ waits: [EngineWait], _ steps: [Int32], of run: Int32, at now: SimTime
  ) {
    runs[Int(run)].outstanding = Int32(waits.count)
    note(.waiting(count: Int32(waits.count)), run: run)
    for (wait, step) in zip(waits, steps) {
      if options.waitLookback == .run,
        let event = eventLog.latest(wait, since: runs[Int(run)].startedAt)
      {
        resolve(step, of: run, with: event, at: now)
      } else {
        open(wait, step: step, of: run, at: now)
      }
    }
  }

  private mutating func open(
    _ wait: EngineWait, step: Int32, of run: Int32, at now: SimTime
  ) {
    let entry = pauses.entry(wait)
    let slot = pauses.free.popLast() ?? Int32(pauses.slots.count)
    let generation = runs[Int(run)].generation
    let timer = arm(.pause(slot), generation: generation, at: now + wait.timeout)
    let pause = Pause(
      run: run, generation: generation, step: step, timer: timer, entry: entry,
      nextOfKey: pauses.heads[Int(entry)], nextOfRun: runs[Int(run)].pauses, isOpen: true)
    if Int(slot) < pauses.slots.count {
      pauses.slots[Int(slot)] = pause
    } else {
      pauses.slots.append(pause)
    }
    pauses.heads[Int(entry)] = slot
    runs[Int(run)].pauses = slot
    if !pauses.masks[Int(wait.event)].contains(wait.mask) {
      pauses.masks[Int(wait.event)].append(wait.mask)
    }
  }

  /// Gives an event to every wait it matches; false when there was none.
  mutating func matchPauses(_ event: EngineEvent<Payload>, at now: SimTime) -> Bool {
    var found = false
    for mask in pauses.masks[Int(event.name)] {
      var slot = pauses.take(event.name, mask, event.key)
      while slot >= 0 {
        let pause = pauses.slots[Int(slot)]
        if pause.isOpen {
          found = true
          close(slot)
          disarm(pause.timer)
          resolve(pause.step, of: pause.run, with: event, at: now)
        }
        slot = pause.nextOfKey
      }
    }
    return found
  }

  private mutating func close(_ slot: Int32) {
    pauses.slots[Int(slot)].isOpen = false
  }

  mutating func pauseTimedOut(_ slot: Int32, at now: SimTime) {
    let pause = pauses.slots[Int(slot)]
    close(slot)
    unlink(slot)
    record(pause.step, of: pause.run, state: .timedOut)
    note(.waitTimedOut(step: pause.step), run: pause.run)
    waitEnded(pause.run, at: now)
  }

  private mutating func resolve(
    _ step: Int32, of run: Int32, with event: EngineEvent<Payload>, at now: SimTime
  ) {
    record(step, of: run, state: .done, value: valueOfEvent(event))
    note(.waitResolved(step: step), run: run)
    waitEnded(run, at: now)
  }

  /// One wait less; after the last one the run goes on with one request (engine-facts 7.5).
  mutating func waitEnded(_ run: Int32, at now: SimTime) {
    runs[Int(run)].outstanding -= 1
    if runs[Int(run)].outstanding == 0 {
      releasePauses(of: run)
      enqueue(run: run, at: now)
    }
  }

  /// Takes a pause out of the list of its key.
  private mutating func unlink(_ slot: Int32) {
    let pause = pauses.slots[Int(slot)]
    var cursor = pauses.heads[Int(pause.entry)]
    guard cursor >= 0 else { return }
    guard cursor != slot else {
      pauses.heads[Int(pause.entry)] = pause.nextOfKey
      return
    }
    while pauses.slots[Int(cursor)].nextOfKey >= 0 {
      let next = pauses.slots[Int(cursor)].nextOfKey
      guard next != slot else {
        pauses.slots[Int(cursor)].nextOfKey = pause.nextOfKey
        return
      }
      cursor = next
    }
  }

  /// Forgets every pause of a run that ends or goes on.
  mutating func releasePauses(of run: Int32) {
    var slot = runs[Int(run)].pauses
    runs[Int(run)].pauses = -1
    while slot >= 0 {
      let pause = pauses.slots[Int(slot)]
      if pause.isOpen {
        close(slot)
        unlink(slot)
        disarm(pause.timer)
      }
      pauses.free.append(slot)
      slot = pause.nextOfRun
    }
  }
}
