extension Lever {
  /// The levers in which two profiles differ and that no deploy changes in mid-run.
  public static func fixed(from old: Profile, to new: Profile) -> [Lever] {
    all.filter { $0.fixedBecause != nil && $0.value(in: old) != $0.value(in: new) }
  }

  /// Why the model cannot set it while runs are in flight; nil when it can.
  public var fixedBecause: String? {
    if ["engine.", "provider.", "items."].contains(where: name.hasPrefix) {
      return "it belongs to the world in which the app runs, and no deploy changes it"
    }
    return Self.registered.contains(name)
      ? "the engine takes it when a function is registered, once in a run" : nil
  }

  /// What the functions tell the engine of themselves.
  private static let registered: Set<String> = [
    "orchestrator.retries", "orchestrator.concurrency-counts", "orchestrator.per-installation",
    "orchestrator.global", "orchestrator.start-timeout", "orchestrator.finish-timeout",
    "orchestrator.singleton", "worker.retries", "worker.failure-retries",
    "worker.concurrency-counts", "worker.per-organisation", "worker.global",
    "worker.global-scope", "worker.throttle", "worker.start-timeout", "worker.finish-timeout",
    "worker.tells-timeouts", "capture.retries", "capture.per-workspace",
    "capture.start-timeout", "capture.finish-timeout", "capture.idempotency",
  ]
}
