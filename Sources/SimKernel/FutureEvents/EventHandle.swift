/// Names one event that can be cancelled.
///
/// A handle is never reused: the upper 38 bits count the events scheduled so far, the lower 26
/// name the place where it is noted whether the event is still pending. It means nothing to another
/// `FutureEventSet`, except to copies made after the event was scheduled.
@frozen
public struct EventHandle: BitwiseCopyable, Hashable, Sendable {
  @usableFromInline let order: UInt64

  @inlinable
  init(order: UInt64) { self.order = order }

  /// Names no event; cancelling it does nothing.
  @inlinable
  public static var none: EventHandle { EventHandle(order: 0) }
}
