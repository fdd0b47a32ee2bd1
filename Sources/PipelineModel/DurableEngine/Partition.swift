import SimKernel

/// The queue of one function and the state of its scans (engine-facts 1.5, 1.8).
struct Partition: Sendable {
  /// Items that may be leased, least score first.
  var ready = ItemHeap()
  /// While the function is blocked: when it is looked at again on its own.
  var parkedUntil: SimTime?
  /// Time of the one scan that counts; others are stale.
  var scanAt = SimTime.distantFuture
}

extension DurableEngine {
  /// Puts an item into its function's queue and has the queue looked at.
  mutating func enqueue(
    run: Int32, target: Int32 = -1, attempt: Int16 = 0, score: Int64? = nil, at now: SimTime,
    exactly: Bool = false
  ) {
    let item = QueueItem(
      run: run, generation: runs[Int(run)].generation, target: target, attempt: attempt,
      blockedBy: -1, blockedSince: now, score: score ?? runs[Int(run)].createdAt.microseconds,
      sequence: nextSequence)
    nextSequence += 1
    let function = Int(runs[Int(run)].function)
    partitions[function].ready.push(item)
    guard partitions[function].parkedUntil == nil else { return }
    requestScan(function, at: exactly ? now : nextTick(now))
  }

  /// The first tick at or after a time.
  func nextTick(_ time: SimTime) -> SimTime {
    let tick = options.pollTick.microseconds
    guard tick > 0 else { return time }
    let (quotient, remainder) = time.microseconds.quotientAndRemainder(dividingBy: tick)
    return SimTime(microseconds: (remainder == 0 ? quotient : quotient + 1) * tick)
  }

  mutating func requestScan(_ function: Int, at time: SimTime) {
    guard time < partitions[function].scanAt else { return }
    partitions[function].scanAt = time
    effects.append(.scan(function: UInt8(function), at: time))
  }

  /// A request of the function succeeded: its queue is looked at on the next tick (1.8, fast path).
  mutating func wake(_ function: Int, at now: SimTime) {
    partitions[function].parkedUntil = nil
    guard !partitions[function].ready.isEmpty else { return }
    requestScan(function, at: nextTick(now))
  }

  /// The scan stopped at a full limit: the function rests (1.8, slow path).
  ///
  /// The requeue time is cut to the second and looked at one second ahead, as the engine's pointer is.
  mutating func park(_ function: Int, at now: SimTime) {
    guard options.blockedRequeue > .zero else {
      partitions[function].parkedUntil = .distantFuture
      return
    }
    let second = SimDuration.seconds(1).microseconds
    let requeue = (now + options.blockedRequeue).microseconds / second * second - second
    let until = nextTick(max(SimTime(microseconds: requeue), now + .microseconds(1)))
    partitions[function].parkedUntil = until
    requestScan(function, at: until)
  }
}
