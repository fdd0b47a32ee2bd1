import PipelineModel
import SimKernel

/// Draws for random experiments, all from one seed.
public struct Dice {
  private var stream: RandomStream

  /// The draws of a seed.
  public init(seed: UInt64) { stream = RandomStream(seed: seed) }

  /// A whole number in the range.
  public mutating func number(_ range: ClosedRange<Int>) -> Int {
    let span = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(stream.next().multipliedFullWidth(by: span).high)
  }

  /// True so many times in a hundred.
  public mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// One of these.
  public mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[number(0...choices.count - 1)]
  }

  /// A range inside a range, or `nil` half of the time.
  public mutating func part(of range: ClosedRange<Int>) -> ClosedRange<Int>? {
    guard chance(50) else { return nil }
    let low = number(range)
    return low...number(low...range.upperBound)
  }

  /// A span of time from milliseconds to days: each order of magnitude is as likely as the others.
  public mutating func duration() -> SimDuration {
    let unit = pick([.milliseconds(1), .seconds(1), .minutes(1), .hours(1)] as [SimDuration])
    return unit * number(1...30)
  }
}
