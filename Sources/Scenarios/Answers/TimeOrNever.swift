import SimKernel

/// How long something took, or that it never came to an end. In JSON microseconds or `"never"`.
public enum TimeOrNever: Sendable, Hashable, Comparable {
  case after(SimDuration)
  case never

  /// Nil when it never came.
  public var duration: SimDuration? {
    switch self {
    case .after(let duration): duration
    case .never: nil
    }
  }

  /// "1h2m", or "never".
  public var text: String { duration?.rounded ?? "never" }
}

extension TimeOrNever: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let microseconds = try? container.decode(Int64.self) {
      self = .after(SimDuration(microseconds: microseconds))
      return
    }
    guard try container.decode(String.self) == "never" else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "neither microseconds nor \"never\"")
    }
    self = .never
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .after(let duration): try container.encode(duration.microseconds)
    case .never: try container.encode("never")
    }
  }
}
