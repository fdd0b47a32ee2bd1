/// Where a message goes.
public enum QueueTopic: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// `POST backfill/trigger`.
  case trigger
  /// `POST backfill/trigger/cancel`.
  case cancel
  /// `POST console/api/webhooks/ingress`.
  case ingress
}
