/// One thing that must not happen, as a run shows it.
public struct HuntTrouble: Codable, Hashable, Comparable, Sendable {
  /// What a property forbids, the worst first.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    case violation
    case foreign
    case afterRevocation = "after-revocation"
    case notEnded = "not-ended"
    case silentLoss = "silent-loss"
    case unnoticedLoss = "unnoticed-loss"
    case property
    case storedTwice = "stored-twice"
    case deliveredTwice = "delivered-twice"
    case capturedTwice = "captured-twice"
    case misreported
    case toldLoss = "told-loss"

    /// What is wrong, in a few words.
    var words: String {
      switch self {
      case .violation: "the model breaks an invariant of its own"
      case .foreign: "items reach a workspace they do not belong to"
      case .afterRevocation: "the gateway accepts items after the connection is gone"
      case .notEnded: "a run does not end"
      case .silentLoss: "items are lost and success is told"
      case .unnoticedLoss: "items are lost and nobody is told"
      case .property: "a sentence asked for does not hold"
      case .storedTwice: "items are stored twice"
      case .deliveredTwice: "items are delivered twice"
      case .capturedTwice: "a step of the Console is executed twice"
      case .misreported: "the numbers told are not what happened"
      case .toldLoss: "items are lost and a failure is told"
      }
    }

    /// How bad it is, the worst first.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  public var kind: Kind
  /// What the items are lost to, or the sentence that does not hold.
  public var detail: String

  public static func < (a: HuntTrouble, b: HuntTrouble) -> Bool {
    (a.kind.rank, a.detail) < (b.kind.rank, b.detail)
  }

  /// One line about it.
  var words: String { detail.isEmpty ? kind.words : "\(kind.words): \(detail)" }
}

/// What one site led to.
struct HuntFinding: Codable, Sendable, Equatable {
  /// Digest of everything that happened but the strikes.
  var fingerprint: UInt64
  /// How often its fault struck; 1 for what is no fault.
  var strikes: Int
  var troubles: [HuntTrouble]
  /// Items lost beyond those of the run without it.
  var lost: Int
  /// Deliveries and observations beyond the first of each item, and beyond those without it.
  var again: Int
}
