import SimKernel

/// A message that was written with its mark and is to be published (`gateway.order`).
struct OutboxRow: Sendable, BitwiseCopyable {
  var message: QueueMessage
  /// What its publish is about, for faults.
  var context: FaultContext
  var writtenAt: SimTime
  /// Attempts so far, of the relay or of the gateway before it.
  var attempt: Int32 = 0
}

extension Gateway {
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

  /// A row is published once more: as it is then.
  mutating func tryAgain(_ slot: Int32) -> OutboxRow {
    outbox[slot].attempt += 1
    var row = outbox[slot]
    row.context.attempt = row.attempt
    row.message.edition |= UInt64(UInt32(bitPattern: row.attempt)) << 20
    return row
  }

  /// When a row that could not be published comes again, each time after twice the pause; nil when
  /// it is older than a mark may be.
  mutating func nextTry(of row: OutboxRow, after time: SimTime) -> SimTime? {
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

  /// What it held of an installation: pages come newest first, so the last held is the oldest.
  mutating func release(of installation: Int32) -> [OutboxRow] {
    (held.removeValue(forKey: installation) ?? []).reversed()
  }
}
