extension Fault.Effect {
  /// Whether a call on a wire cannot tell one effect from another, so that runs with either are
  /// equal.
  public func isAlike(_ other: Fault.Effect, on wire: Wire) -> Bool {
    if self == other { return true }
    guard isError, other.isError, doesWork == other.doesWork else { return false }
    switch wire {
    // A step of the ingress fails, before its work or after it.
    case .ingressStep: return true
    // The engine gets no response, and before the work is told why.
    case .engineRequest: return doesWork || failure == other.failure
    // The queue sees a status, or none.
    case .trigger, .cancelDelivery, .ingress: return failure == other.failure
    default: return false
    }
  }
}
