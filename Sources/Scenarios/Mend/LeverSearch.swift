import PipelineModel
import SimKernel

/// The search for the smallest change of one lever's amount that makes a property hold.
///
/// It counts in units from today's value away, to more or to less; none (0) is no amount.
struct LeverSearch: Sendable {
  /// Whether the amount is raised or lowered.
  enum Direction: String, Codable, CaseIterable, Sendable {
    case more
    case less
  }

  let lever: Lever
  let direction: Direction
  private let today: LeverValue
  private let amount: Int64
  private let unit: Int64
  /// Units that can be gone.
  private let most: Int64

  /// How much larger than today's an amount is tried.
  private static let much: Int64 = 1024
  /// Values tried before halving, spread evenly over the orders of magnitude.
  private static let points = 6

  /// Nil for a lever without an amount, and where there is nowhere to go.
  init?(_ lever: Lever, _ direction: Direction, from today: LeverValue) {
    guard let amount = today.amount else { return nil }
    let unit = Self.unit(of: today)
    let room =
      direction == .more
      ? Self.highest(lever, amount) - amount
      : amount - max(unit, Self.lowest(lever.kind))
    guard room >= unit else { return nil }
    (self.lever, self.direction, self.today) = (lever, direction, today)
    (self.amount, self.unit, most) = (amount, unit, room / unit)
  }

  /// What the search found; the samples are in the order of their distance from today's value.
  struct Found: Sendable {
    let samples: [(point: MendPoint, value: LeverValue)]
    /// The nearest sample that mends, and the value before it, which does not.
    let nearest: Int?
    let neighbour: LeverValue
    let isMonotone: Bool
  }

  /// The run at so many units from today's value.
  private func setting(_ distance: Int64) -> LeverSetting? {
    let moved = direction == .more ? amount + distance * unit : amount - distance * unit
    return LeverSetting(lever.name, today, amount: moved)
  }

  /// Both ends and points between are played, then the first change is halved; where the run is
  /// the same at both ends to the bit, nothing between.
  func found(today run: Trial, _ play: @escaping ([LeverSetting]) -> Trial) -> Found {
    var search = TurnSearch<(point: MendPoint, value: LeverValue)?> { distance in
      setting(distance).map {
        (point: MendPoint(settings: [$0], trial: play([$0])), value: $0.value)
      }
    }
    let ends = [search.answer(1), search.answer(most)].compactMap(\.self)
    if ends.contains(where: { $0.point.trial.summary.fingerprint != run.summary.fingerprint }) {
      search.spread(over: 1...most, count: Self.points) { $0?.point.trial.holds ?? false }
    }
    let samples = search.answers.sorted { $0.key < $1.key }.compactMap(\.value)
    let nearest = samples.firstIndex { $0.point.trial.holds }
    let before = nearest.map { $0 - 1 } ?? -1
    return Found(
      samples: samples, nearest: nearest, neighbour: before < 0 ? today : samples[before].value,
      isMonotone: nearest.map { samples[$0...].allSatisfy(\.point.trial.holds) } ?? true)
  }

  /// Seconds, milliseconds or whole KiB where today's value is whole in them; the least otherwise.
  private static func unit(of value: LeverValue) -> Int64 {
    switch value {
    case .duration(let time):
      return [1_000_000, 1000].first { time.microseconds.isMultiple(of: $0) } ?? 1
    case .bytes(let bytes): return bytes >= 10_240 && bytes.isMultiple(of: 1024) ? 1024 : 1
    default: return 1
    }
  }

  private static func lowest(_ kind: Lever.Kind) -> Int64 {
    if case .count(let range) = kind { Int64(range.lowerBound) } else { 1 }
  }

  private static func highest(_ lever: Lever, _ amount: Int64) -> Int64 {
    let (end, none): (Int64, Int64) =
      switch lever.kind {
      case .count(let range): (Int64(range.upperBound), much)
      case .bytes: (1 << 30, 1 << 30)
      case .rate: (1_000_000_000, much)
      default: (lever.longest.microseconds, SimDuration.hours(24).microseconds)
      }
    guard amount > 0 else { return min(end, none) }
    return amount > end / much ? end : amount * much
  }
}
