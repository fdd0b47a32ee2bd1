import PipelineModel
import SimKernel

extension LeverValue {
  /// The one number in it, 0 of a limit that is none; nil for values that are no single number.
  var amount: Int64? {
    switch self {
    case .count(let count), .bytes(let count): Int64(count)
    case .duration(let duration): duration.microseconds
    case .rate(let rate): Int64(rate.count)
    case .durations, .flag, .choice, .distribution: nil
    }
  }

  /// The value with another number in it.
  func with(amount: Int64) -> LeverValue? {
    switch self {
    case .count: .count(Int(amount))
    case .bytes: .bytes(Int(amount))
    case .duration: .duration(SimDuration(microseconds: amount))
    case .rate(let rate): .rate(PipelineModel.Rate(count: Int(amount), period: rate.period))
    case .durations, .flag, .choice, .distribution: nil
    }
  }
}

extension LeverSetting {
  /// A lever set to a value with another number in it; nil where it is no number or not accepted.
  init?(_ name: String, _ value: LeverValue, amount: Int64) {
    guard let value = value.with(amount: amount) else { return nil }
    self.init(name, value)
  }
}
