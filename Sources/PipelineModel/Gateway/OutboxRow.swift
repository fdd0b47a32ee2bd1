import SimKernel

/// A message that was written with its mark and is to be published (`gateway.order`).
struct OutboxRow: Sendable, BitwiseCopyable {
  var message: QueueMessage
  /// What its publish is about, for faults.
  var context: FaultContext
  var writtenAt: SimTime
  /// Attempts so far, of the relay or of the gateway before it.
  var attempt: Int32 = 0
  /// The relay's call under way to the queue.
  var publish = ClientCall<Bool>()
}

/// What an action of the gateway writes of a message.
struct MessageWrite: Sendable {
  let key: KeyValueStore.Key
  let lifetime: SimDuration
  /// Whether it goes to the table of messages rather than to Redis.
  let isOfRows: Bool

  /// The mark with the message in one transaction; the message as a row that no later one with its
  /// delivery id replaces; or that its row is published, after which no recovery looks at it.
  init(_ message: QueueMessage, by action: Gateway.Action) {
    if case .record(let lifetime) = action {
      (key, self.lifetime, isOfRows) = (message.mark, lifetime, false)
    } else {
      key = action == .settleRow ? message.settledMark : message.mark
      (lifetime, isOfRows) = (Distribution.maximum, true)
    }
  }
}

extension Gateway {
  /// Whether what is to be written is there.
  mutating func has(_ write: MessageWrite, _ store: KeyValueStore, at now: SimTime) -> Bool {
    write.isOfRows ? rows.has(write.key, at: now) : store.has(write.key, at: now)
  }

  /// What an action writes is there: where the reply is lost, it is all the same.
  ///
  /// How many more messages are held back; the row that the relay is to publish, if that is known
  /// now, and in `row` the one that the post under way has written.
  mutating func written(
    by action: Action, _ message: QueueMessage, _ context: FaultContext, _ row: inout Int32?,
    at now: SimTime
  ) -> (held: Int, relayed: Int32?) {
    switch action {
    case .record:
      return (1, outbox.add(OutboxRow(message: message, context: context, writtenAt: now)))
    case .storeRow:
      row = outbox.add(
        OutboxRow(message: message, context: context, writtenAt: now, attempt: 1))
      return (1, nil)
    default:
      guard let place = row else { preconditionFailure("A row is settled once.") }
      outbox.free(place)
      row = nil
      return (-1, nil)
    }
  }

  /// What the relay's attempt to publish a row came to.
  enum Relayed: Sendable {
    case published
    /// It comes again then.
    case again(SimTime)
    /// It is older than a mark may be.
    case givenUp
  }

  /// The relay publishes a row and strikes it out; what fails, or dies before that, comes again,
  /// each time after twice the pause, until the row is as old as a mark may be.
  mutating func relayed(
    _ slot: Int32, _ row: OutboxRow, _ taken: ClientReply<Bool>, at now: SimTime
  ) -> Relayed {
    if case .reply = taken {
      outbox.free(slot)
      return .published
    }
    outbox[slot].publish = ClientCall()
    if let next = nextTry(of: row, after: now) { return .again(next) }
    outbox.free(slot)
    return .givenUp
  }

  /// How often what is not published is looked for.
  private var relayInterval: SimDuration {
    mutating get {
      policy.order == .storeThenPublish || policy.order == .holdThenReplay
        ? policy.recoveryInterval : policy.outboxInterval
    }
  }

  /// The relay looks at whole intervals since the start.
  mutating func nextRelay(after time: SimTime) -> SimTime {
    let interval = relayInterval.microseconds
    guard interval > 0 else { return time }
    return SimTime(microseconds: (time.microseconds / interval + 1) * interval)
  }

  /// A row is published once more, unless a client is busy with it: as it is then.
  mutating func tryAgain(_ slot: Int32) -> OutboxRow {
    if !outbox[slot].publish.isUnderWay { outbox[slot].attempt += 1 }
    var row = outbox[slot]
    row.context.attempt = row.attempt
    row.message.edition |= UInt64(UInt32(bitPattern: row.attempt)) << 20
    return row
  }

  private mutating func nextTry(of row: OutboxRow, after time: SimTime) -> SimTime? {
    let shortest = max(relayInterval.microseconds, 1_000_000)
    let next = time + SimDuration(microseconds: shortest << min(Int64(row.attempt), 20))
    return next - row.writtenAt <= policy.dedupWindow ? next : nil
  }

  /// Whether a row that is not settled is held until its backfill ends rather than relayed.
  mutating func holds(_ row: Int32, of installation: Int32) -> Bool {
    guard policy.order == .holdThenReplay else { return false }
    var taken = outbox.take(row)
    taken.attempt = 0
    held[installation, default: []].append(taken)
    return true
  }

  /// What it held of an installation lies in these slots of the outbox from now on: pages come
  /// newest first, so the last held is the oldest.
  mutating func release(
    of installation: Int32, at now: SimTime
  ) -> [(row: Int32, message: QueueMessage)] {
    (held.removeValue(forKey: installation) ?? []).reversed().map { row in
      var row = row
      row.writtenAt = now
      return (outbox.add(row), row.message)
    }
  }
}
