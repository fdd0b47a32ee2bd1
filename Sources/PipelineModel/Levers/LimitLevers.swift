extension Lever {
  /// The lever that sets what a limit of `Outcome.limits` allows.
  public static func ofLimit(_ name: String) -> Lever? {
    named(name == LimitName.accountSteps.rawValue ? "engine.account-steps" : name)
  }

  /// The lever whose value ended a run; nil when no number did.
  public static func ending(
    _ function: FunctionKind, _ outcome: RunOutcome, _ failure: Failure
  ) -> Lever? {
    switch (outcome, failure) {
    case (.startTimeout, _), (_, .startTimeout): named(room(function) + ".start-timeout")
    case (.finishTimeout, _), (_, .finishTimeout): named(room(function) + ".finish-timeout")
    case (_, .waitTimeout): named("orchestrator.wait-timeout")
    case (_, .stepOverflow): named("engine.step-limit")
    case (_, .stepOutput): named("engine.step-output-limit")
    case (_, .stateOverflow): named("engine.state-limit")
    case (_, .waitTooLong): named("engine.longest-wait")
    case (_, .hostTimeout): named("backfill.request-limit")
    case (_, .status(401)): named("connections.token-lifetime")
    default: nil
    }
  }

  private static func room(_ function: FunctionKind) -> String {
    switch function {
    case .orchestrator: "orchestrator"
    case .worker, .workerFailure: "worker"
    case .capture: "capture"
    }
  }
}
