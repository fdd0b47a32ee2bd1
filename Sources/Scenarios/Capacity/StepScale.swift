import SimKernel

/// Values in at most seven steps of colour, light for good and dark for bad.
struct StepScale: Equatable {
  /// Upper ends of the steps, ascending; the last is at least the largest value.
  let ends: [Double]
  /// What each step is, for the legend.
  let labels: [String]

  /// The step of a value.
  func step(_ value: Double) -> Int { ends.firstIndex { value <= $0 } ?? ends.count - 1 }

  /// The colour of a step, spread over all there are.
  func colour(_ step: Int) -> Int {
    let last = CapacityStyle.steps.count - 1
    return ends.count < 2 ? 0 : step * last / (ends.count - 1)
  }

  // MARK: - Times

  private static let ladder: [SimDuration] = [
    .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(20), .seconds(30), .minutes(1),
    .minutes(2), .minutes(5), .minutes(10), .minutes(20), .minutes(30), .hours(1), .hours(2),
    .hours(4), .hours(8), .hours(12), .hours(24), .days(2), .days(4), .days(7), .days(14),
    .days(30), .days(90), .days(365), .days(3650), Distribution.maximum,
  ]

  /// Round times that span these microseconds; those that customers are promised always among them.
  static func times(_ values: [Double], promised: [SimDuration]) -> StepScale {
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    var ends = ladder.filter { Double($0.microseconds) >= low }
    if let last = ends.firstIndex(where: { Double($0.microseconds) >= high }) {
      ends.removeSubrange((last + 1)...)
    }
    func ratio(_ place: Int) -> Double {
      Double(ends[place + 1].microseconds) / Double(place > 0 ? ends[place - 1].microseconds : 1)
    }
    while ends.count > CapacityStyle.steps.count {
      let free = ends.indices.dropLast().filter { !promised.contains(ends[$0]) }
      guard let worst = free.min(by: { ratio($0) < ratio($1) }) else { break }
      ends.remove(at: worst)
    }
    return StepScale(
      ends: ends.map { Double($0.microseconds) }, labels: ends.map { "up to \($0)" })
  }

  /// Shares missing, from none to all.
  static let missing = StepScale(
    ends: [0, 0.01, 0.1, 0.5, 0.9, 1],
    labels: ["all", "99 % or more", "90 % or more", "50 % or more", "10 % or more", "less"])
}

extension SimDuration {
  /// The duration to three digits or so: seconds below an hour, minutes below a day, then hours.
  var brief: String {
    let unit: SimDuration =
      self < .hours(1) ? .zero : self < .days(1) ? .minutes(1) : .hours(1)
    guard unit > .zero else { return rounded }
    let units = (microseconds + unit.microseconds / 2) / unit.microseconds
    return SimDuration(microseconds: units * unit.microseconds).description
  }
}
