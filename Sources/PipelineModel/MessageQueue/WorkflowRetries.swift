import SimKernel

extension Profile.Queue {
  /// How long a workflow waits after an attempt of its step that failed, from 1; nil when it gives
  /// up.
  func workflowPause(after attempt: Int32) -> SimDuration? {
    guard Int(attempt) <= workflowRetries else { return nil }
    return retryDelays[min(Int(attempt), retryDelays.count) - 1]
  }
}
