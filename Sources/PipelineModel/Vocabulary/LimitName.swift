/// The limits that a run can record, in the order in which they are shown.
public enum LimitName: String, CaseIterable, Sendable {
  case accountSteps = "account.steps"
  case orchestratorPerInstallation = "orchestrator.per-installation"
  case orchestratorGlobal = "orchestrator.global"
  case workerPerOrganisation = "worker.per-organisation"
  case workerGlobal = "worker.global"
  case workerThrottle = "worker.throttle"
  case capturePerWorkspace = "capture.per-workspace"
  case providerRateLimit = "provider.rate-limit"

  /// All of them as they are written.
  public static let all = allCases.map(\.rawValue)
}
