import SimKernel

/// How often attempts of a call end in one way that is no success.
struct FailureRate: Sendable, Equatable {
  /// The place of the call in `ObservedCall.all`.
  let call: Int
  let outcome: Observation.Outcome
  /// The attempts that were counted, from 1; nil for all.
  let attempts: ClosedRange<Int>?
  let failures: Int
  /// Attempts in all.
  let count: Int
  /// Attempts that ended in a way that is put before this one.
  let earlier: Int

  var share: Double { Double(failures) / Double(count) }

  /// The probability among the attempts that nothing earlier struck, in parts per million.
  var perMillion: Int {
    max(Int(Double(failures) / Double(count - earlier) * 1e6 + 0.5), 1)
  }

  /// Where the share lies with 95 % certainty (Wilson 1927).
  var interval: ClosedRange<Double> {
    let z = 1.959_963_984_540_054
    let n = Double(count)
    let center = share + z * z / (2 * n)
    let spread = z * PortableMath.squareRoot(share * (1 - share) / n + z * z / (4 * n * n))
    let width = 1 + z * z / n
    return max((center - spread) / width, 0)...min((center + spread) / width, 1)
  }

  /// The last attempt a fault names.
  static let lastAttempt = 100

  /// The rates of one call, statuses in ascending order before lost replies.
  ///
  /// First attempts are told from later ones where both are known well enough (30 each) and differ
  /// by more than 2.576 standard errors, which chance does once in a hundred times.
  static func all(_ call: Int, _ observations: [Observation]) -> [FailureRate] {
    let first = observations.filter { $0.attempt == 1 }
    let later = observations.filter { ($0.attempt ?? 1) > 1 }
    guard first.count + later.count == observations.count, differ(first, later) else {
      return rates(call, observations, nil)
    }
    return rates(call, first, 1...1) + rates(call, later, 2...lastAttempt)
  }

  private static func rates(
    _ call: Int, _ observations: [Observation], _ attempts: ClosedRange<Int>?
  ) -> [FailureRate] {
    var earlier = 0
    return observations.map(\.outcome).counts.map { outcome, failures in
      defer { earlier += failures }
      return FailureRate(
        call: call, outcome: outcome, attempts: attempts, failures: failures,
        count: observations.count, earlier: earlier)
    }
  }

  private static func differ(_ first: [Observation], _ later: [Observation]) -> Bool {
    guard min(first.count, later.count) >= 30 else { return false }
    let (n, m) = (Double(first.count), Double(later.count))
    let failed = [first, later].map { Double($0.count { $0.outcome != .succeeded }) }
    let pooled = (failed[0] + failed[1]) / (n + m)
    let error = PortableMath.squareRoot(pooled * (1 - pooled) * (1 / n + 1 / m))
    return (failed[0] / n - failed[1] / m).magnitude > 2.576 * error
  }
}

extension [Observation.Outcome] {
  /// How often each failure stands there, in ascending order.
  fileprivate var counts: [(Observation.Outcome, Int)] {
    var counts = [Observation.Outcome: Int]()
    for outcome in self where outcome != .succeeded { counts[outcome, default: 0] += 1 }
    return counts.sorted { $0.key.order < $1.key.order }.map { ($0.key, $0.value) }
  }
}

extension Observation.Outcome {
  fileprivate var order: Int {
    switch self {
    case .succeeded: 0
    case .status(let status): status
    case .lost: 1000
    }
  }

  /// As observations write it.
  var text: String {
    switch self {
    case .succeeded: "ok"
    case .status(let status): "\(status)"
    case .lost: "lost"
    }
  }
}
