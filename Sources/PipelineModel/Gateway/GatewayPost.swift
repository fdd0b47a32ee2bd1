import SimKernel

/// An item that the gateway is busy with.
struct GatewayPost: Sendable, BitwiseCopyable {
  /// The request that posts it.
  let reference: RequestReference
  /// Whose request that is.
  let identity: RequestIdentity
  /// The organisation its event names; nobody compares it with the connection's (3.7).
  let organisation: Int32
  let posted: PageItem
  let item: Int32
  /// The place of its call among several that left together.
  let place: Int32?
  /// What to do next.
  private(set) var action: Gateway.Action
  /// What the gateway's calls for it are about, where faults ask.
  var context = FaultContext()
  /// The row that was written for it and is not published.
  var row: Int32?
  /// The call under way to Redis or to the table of messages.
  var ask = ClientCall<KeyValueStore.Reply>()
  /// The call under way to the queue.
  var publish = ClientCall<Bool>()

  /// Its dedup mark.
  @inline(__always)
  var mark: KeyValueStore.Key { .mark(of: item, generation: identity.generation) }

  /// The message with it.
  @inline(__always)
  var message: QueueMessage {
    var message = QueueMessage(
      topic: .ingress, subject: item, unit: posted.unit, detail: organisation,
      place: PagePlace(page: posted.page, item: posted.index + 1, round: identity.round))
    message.edition = word(identity.round, identity.attempt << 8)
    message.generation = identity.generation
    return message
  }

  /// How long its client waits.
  var wait: SimDuration { action == .publish ? publish.wait : ask.wait }

  /// This is next, with calls of its own.
  @inline(__always)
  mutating func goOn(to next: Gateway.Action) {
    (action, ask, publish) = (next, ClientCall(), ClientCall())
  }
}
