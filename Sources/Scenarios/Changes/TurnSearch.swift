/// A search along whole numbers for the place where an answer turns; each number is asked once.
///
/// Numbers come first, doubled or spread; between the first two that differ the rest is halved. That
/// an answer turns more than once is seen only at the numbers that were asked.
struct TurnSearch<Answer> {
  /// Every answer, by its number.
  private(set) var answers: [Int64: Answer]
  private let ask: (Int64) -> Answer

  /// What is `known` is not asked for.
  init(known: [Int64: Answer] = [:], _ ask: @escaping (Int64) -> Answer) {
    answers = known
    self.ask = ask
  }

  mutating func answer(_ number: Int64) -> Answer {
    if let known = answers[number] { return known }
    let answer = ask(number)
    answers[number] = answer
    return answer
  }

  /// The last number that holds before one that does not, no further away than a step; it holds at
  /// the lower one and not at the upper one.
  mutating func halved(
    _ lower: Int64, _ upper: Int64, step: Int64 = 1, _ holds: (Answer) -> Bool
  ) -> (last: Int64, next: Int64) {
    var (low, high) = (lower, upper)
    while high - low > step {
      let middle = low + max(1, (high - low) / step / 2) * step
      if holds(answer(middle)) { low = middle } else { high = middle }
    }
    return (low, high)
  }

  /// Doubles a number until one does not hold, then halves: the last that holds before one that does
  /// not; the end when all do, and the floor, which is not asked, when none does.
  mutating func doubled(
    from start: Int64, to end: Int64, floor: Int64, _ holds: (Answer) -> Bool
  ) -> Int64 {
    var low = floor
    var next = start
    while holds(answer(next)) {
      low = next
      guard next < end else { return next }
      next = next > end / 2 ? end : max(next + 1, 2 * next)
    }
    return halved(low, next, holds).last
  }

  /// The numbers below one that holds, and above the floor, at which it does not: looked for at a few.
  mutating func holes(
    below number: Int64, above floor: Int64, _ holds: (Answer) -> Bool
  ) -> [Int64] {
    let asked = Set(Self.sixteenths.map { number / 16 * $0 + number % 16 * $0 / 16 })
      .filter { $0 > floor && $0 < number }
    return asked.sorted().filter { !holds(answer($0)) }
  }

  /// Numbers that `doubled` asks at the most for one property, with those of `holes`, and for each of
  /// several more that share the doubling.
  static func mostAsked(to end: Int64, properties: Int) -> Int {
    let doublings = Int64.bitWidth - end.leadingZeroBitCount + 1
    return doublings + properties * (doublings + sixteenths.count)
  }

  private static var sixteenths: [Int64] { [8, 12, 14, 15] }

  /// Asks at both ends and at numbers spread evenly over the orders of magnitude between them, then
  /// halves where the first two differ.
  mutating func spread(over range: ClosedRange<Int64>, count: Int, _ holds: (Answer) -> Bool) {
    let numbers = Self.spread(over: range, count: count)
    for number in numbers { _ = answer(number) }
    let held = numbers.map { holds(answer($0)) }
    guard let place = held.indices.dropFirst().first(where: { held[$0] != held[0] }) else { return }
    _ = halved(numbers[place - 1], numbers[place]) { holds($0) == held[0] }
  }

  /// Rising, each number once.
  private static func spread(over range: ClosedRange<Int64>, count: Int) -> [Int64] {
    let (low, high) = (range.lowerBound, range.upperBound)
    precondition(low > 0 && count >= 2, "Orders of magnitude lie between two positive numbers.")
    var numbers: [Int64] = []
    for place in 0..<count {
      let exact = power(Double(low), Double(high), Double(place) / Double(count - 1))
      let number = place == count - 1 ? high : min(high, low + Int64(exact - Double(low)))
      if numbers.last.map({ $0 < number }) ?? true { numbers.append(number) }
    }
    return numbers
  }

  /// low^(1 − share) · high^share by repeated square roots, the same on every machine.
  private static func power(_ low: Double, _ high: Double, _ share: Double) -> Double {
    var (lower, upper) = (low, high)
    var (from, to) = (0.0, 1.0)
    for _ in 0..<40 {
      let middle = (lower * upper).squareRoot()
      let half = (from + to) / 2
      if share < half { (upper, to) = (middle, half) } else { (lower, from) = (middle, half) }
    }
    return share >= 1 ? high : lower
  }
}
