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
    /// 200 `{status:"duplicate"}`.
    case duplicate
    /// 500.
    case failed
  }

  /// What happened to the last action.
  enum Event: Sendable, Equatable, BitwiseCopyable {
    /// The item is valid.
    case received
    /// The key was set, was there, or Redis did not answer.
    case marked(KeyValueStore.Reply?)
    /// The queue took the message, or did not.
    case published(Bool)
  }

  private let policy: Profile.Gateway

  init(_ policy: Profile.Gateway) { self.policy = policy }

  /// What to do after an event.
  func next(after event: Event) -> Action {
    let mark = Action.mark(lifetime: policy.dedupWindow)
    switch (policy.order, event) {
    case (.markThenPublish, .received): return mark
    case (.markThenPublish, .marked(.ok)): return .publish
    case (.markThenPublish, .published(let taken)): return .answer(taken ? .accepted : .failed)
    case (.publishThenMark, .received): return .publish
    case (.publishThenMark, .published(let taken)): return taken ? mark : .answer(.failed)
    case (.publishThenMark, .marked(.ok)): return .answer(.accepted)
    case (_, .marked(.null)): return .answer(.duplicate)
    case (_, .marked(nil)): return .answer(.failed)
    }
  }
}
