import SimKernel

/// What is between the engine and the clock: events on their way to it, the one it is acting on,
/// and its timers.
struct EngineBus: ~Copyable, Sendable {
  var inbound: SlotPool<PipelineEngineEvent>
  /// The event the engine is acting on.
  var currentEvent: PipelineEngineEvent?
  private(set) var timerHandles: ReusedList<EventHandle>

  init() {
    inbound = SlotPool()
    timerHandles = ReusedList()
  }

  private init(forking other: borrowing EngineBus) {
    inbound = other.inbound.fork()
    currentEvent = other.currentEvent
    timerHandles = other.timerHandles.fork()
  }

  /// The same bus once more, O(events under way and timers).
  func fork() -> EngineBus { EngineBus(forking: self) }

  /// The installation whose backfill does not begin, because the engine drops its event.
  func installation(leftOutBy news: EngineNews) -> Int32? {
    guard case .runDropped(.quota, _) = news, case .trigger(let data)? = currentEvent?.payload
    else { return nil }
    return data.installation
  }

  /// Keeps what disarms a timer.
  @inline(__always)
  mutating func keep(_ handle: EventHandle, of timer: Int32) {
    while timerHandles.count <= Int(timer) { timerHandles.append(.none) }
    timerHandles[Int(timer)] = handle
  }
}
