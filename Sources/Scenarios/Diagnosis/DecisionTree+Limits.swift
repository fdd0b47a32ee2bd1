import SimKernel

/// What the records say of limits, whatever is the matter.
extension DecisionTree {
  mutating func noteAge() {
    guard !history.orchestrators.isEmpty else { return }
    let limits = history.limits
    let window = limits.levers.gateway.dedupWindow
    let comparison = history.age < window ? "less than" : "no less than"
    note(
      "How old is the first run?",
      "\(history.age.rounded), \(comparison) the \(window.rounded) that dedup marks live"
        + "\(limits.origin.isEmpty ? "" : " " + limits.origin) from each item's dispatch; the window "
        + "of a re-trigger begins that much later"
        + (history.flushedAt.map {
          "; the store was flushed at \(history.words($0)), and the marks set before are gone"
        } ?? ""), "Quick reference")
  }

  mutating func noteRateLimit() {
    guard let limit = history.rateLimit, let remaining = limit.remaining else { return }
    let all = limit.limit.map { " of \(grouped($0))" } ?? ""
    let reset = limit.resetsAt.map { ", until \(history.words($0))" } ?? ""
    note(
      "What does the provider's rate limit say?", "\(grouped(remaining))\(all) left\(reset)",
      "Scenario 10")
  }
}
