import SimKernel

/// The gateway's ingestion of one item, as decisions: what to do first, and what after each answer.
///
/// As built the dedup mark is set before the message is published and never released, so an item
/// whose publish fails is answered "duplicate" from then on (pipeline-facts §8.5–8.7).
struct Gateway: Sendable {
  /// What the gateway does next.
  enum Action: Sendable, Equatable, BitwiseCopyable {
    /// `SET NX EX` the delivery id.
    case mark(lifetime: SimDuration)
    /// Publish the item to the queue.
    case publish
    /// Answer the caller.
    case answer(Answer)
  }

  /// What the caller gets.
  enum Answer: Sendable, Equatable, BitwiseCopyable {
    /// 200 `{status:"accepted"}`.
    case accepted
    /// 200 `{status:"duplicate"}`; the item went no further.
    case duplicate
    /// The same, though the item had been published before its mark was looked at.
    case repeated
    /// 500, or 504 when the host ended the gateway's request.
    case failed(Failure)
    /// The gateway died: the connection breaks.
    case none
  }

  /// What happened to the last action.
  enum Event: Sendable, Equatable, BitwiseCopyable {
    /// The item is valid.
    case received
    /// What setting the key came to.
    case marked(ClientReply<KeyValueStore.Reply>)
    /// What publishing the message came to.
    case published(ClientReply<Bool>)
  }

  private let policy: Profile.Gateway

  init(_ policy: Profile.Gateway) { self.policy = policy }

  /// What to do after an event.
  func next(after event: Event) -> Action {
    let mark = Action.mark(lifetime: policy.dedupWindow)
    switch (policy.order, event) {
    case (_, .marked(.died)), (_, .published(.died)): return .answer(.none)
    case (_, .marked(.failed(let failure))), (_, .published(.failed(let failure))):
      return .answer(.failed(failure == .hostTimeout ? .status(504) : .status(500)))
    case (.markThenPublish, .received): return mark
    case (.markThenPublish, .marked(.reply(.ok))): return .publish
    case (.markThenPublish, .published(.reply)): return .answer(.accepted)
    case (.markThenPublish, .marked(.reply(.null))): return .answer(.duplicate)
    case (.publishThenMark, .received): return .publish
    case (.publishThenMark, .published(.reply)): return mark
    case (.publishThenMark, .marked(.reply(.ok))): return .answer(.accepted)
    case (.publishThenMark, .marked(.reply(.null))): return .answer(.repeated)
    }
  }
}

/// What a service's client comes to, its retries included.
enum ClientReply<Reply: Sendable & Equatable & BitwiseCopyable>: Sendable, Equatable,
  BitwiseCopyable
{
  /// The answer.
  case reply(Reply)
  /// No attempt was answered, or an answer was an error.
  case failed(Failure)
  /// The process died that called.
  case died
}
