import PipelineModel

extension LeverValue {
  /// The value as a scenario file has it.
  var json: String {
    switch self {
    case .count, .flag, .durations: text
    case .distribution(.constant): JSONText.quoted(text)
    case .distribution: text
    case .duration, .choice, .bytes, .rate: JSONText.quoted(text)
    }
  }
}
