import PipelineModel
import SimKernel

/// "1 item", "1,204 items".
public func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// The first few of some words: "a, b, c and 7 more".
func listed(_ words: [String], most: Int = 5) -> String {
  guard words.count > most else { return words.joined(separator: ", ") }
  return words.prefix(most).joined(separator: ", ") + " and \(grouped(words.count - most)) more"
}

/// A whole number with commas between thousands.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}

extension SimDuration {
  /// A length for a sentence: milliseconds, tenths of a second or whole seconds as it grows.
  var rounded: String {
    let unit: Int64 =
      switch microseconds.magnitude {
      case 0..<1_000_000: 1000
      case 0..<60_000_000: 100_000
      default: 1_000_000
      }
    return SimDuration(microseconds: (microseconds + unit / 2) / unit * unit).description
  }
}

extension SimTime {
  /// A moment on the timeline: "0:05:12.400", with days in front from the second day on.
  ///
  /// Rounded down to the millisecond.
  public var clock: String {
    guard self != .distantFuture else { return "never" }
    let milliseconds = microseconds / 1000
    let seconds = milliseconds / 1000
    let (hours, days) = (seconds / 3600 % 24, seconds / 86_400)
    let clock = "\(hours):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    return (days > 0 ? "\(days)d " : "") + clock + ".\(padded(milliseconds % 1000, 3))"
  }

  private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Failure {
  /// The words after "because of".
  var words: String {
    switch self {
    case .none: "nothing"
    case .status(let status): "HTTP \(status)"
    case .connection: "a broken connection"
    case .hostTimeout: "the host's request limit"
    case .stepOutput: "a step output beyond the engine's limit"
    case .stateOverflow: "a run state beyond the engine's limit"
    case .stepOverflow: "the engine's step limit"
    case .waitTooLong: "a wait beyond the engine's limit"
    case .noConnector: "a provider without connector"
    case .inactive: "an inactive connection"
    case .unsupportedEntityType: "an entity type the connector does not know"
    case .invalidValue: "a value the code cannot compute with"
    case .startTimeout: "the start timeout"
    case .finishTimeout: "the finish timeout"
    case .waitTimeout: "a wait that timed out"
    }
  }
}

extension ItemDrop {
  /// The words after "dropped:".
  var words: String {
    switch self {
    case .noWorkspace: "the organisation has no workspace"
    case .deliveryID: "the delivery id is in the database"
    case .idempotency: "a capture of the same source id is remembered"
    case .sourceID: "an observation with the same source id exists"
    case .foreignWorkspace: "another workspace syncs its repository"
    case .insignificant: "not significant enough"
    case .startTimeout: "the capture's start timeout"
    case .finishTimeout: "the capture's finish timeout"
    case .captureFailed: "the capture failed for good"
    case .ingressFailed: "a step of the ingress failed for good"
    case .quota: "the month's executions are used up"
    case .notSynced: "its workspace does not sync the repository"
    }
  }
}
