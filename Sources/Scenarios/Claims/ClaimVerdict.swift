import SimKernel

/// What one run says about one claim of the runbook.
public struct ClaimVerdict: Sendable, Equatable {
  /// The claim's number, such as "4.3".
  public let id: String
  public let verdict: Verdict
  /// The first moment that refutes the claim; `nil` when it is not refuted.
  public let at: SimTime?
  /// One sentence with the numbers the verdict rests on.
  public let because: String

  /// A claim that was never put to the test is not a claim that holds.
  public enum Verdict: String, Codable, CaseIterable, Sendable {
    case holds
    case refuted
    case notExercised

    /// The word in tables.
    public var name: String {
      switch self {
      case .holds: "holds"
      case .refuted: "refuted"
      case .notExercised: "not exercised"
      }
    }
  }
}

/// A judgement before it has its claim's number.
enum Finding: Equatable {
  case holds(String)
  case refuted(SimTime, String)
  case notExercised(String)

  /// One finding out of several instances of the same situation in a run.
  ///
  /// The earliest refutation wins; otherwise the first instance that holds, with a note of how many
  /// others agree; else the first reason why one says nothing, or `reason` where there is none.
  static func combine(_ findings: [Finding], otherwise reason: String) -> Finding {
    var earliest: (at: SimTime, because: String)?
    var holding: [String] = []
    var silent: String?
    for finding in findings {
      switch finding {
      case .refuted(let at, let because):
        if earliest.map({ at < $0.at }) ?? true { earliest = (at, because) }
      case .holds(let because): holding.append(because)
      case .notExercised(let because): silent = silent ?? because
      }
    }
    if let earliest { return .refuted(earliest.at, earliest.because) }
    guard let first = holding.first else { return .notExercised(silent ?? reason) }
    return .holds(holding.count == 1 ? first : "\(first) (and \(holding.count - 1) more like it)")
  }

  func verdict(of id: String) -> ClaimVerdict {
    switch self {
    case .holds(let because):
      ClaimVerdict(id: id, verdict: .holds, at: nil, because: because)
    case .refuted(let at, let because):
      ClaimVerdict(id: id, verdict: .refuted, at: at, because: because)
    case .notExercised(let because):
      ClaimVerdict(id: id, verdict: .notExercised, at: nil, because: because)
    }
  }
}
