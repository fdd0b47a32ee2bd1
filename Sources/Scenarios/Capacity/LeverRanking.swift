/// The levers of which a tenth more helps most, over some points.
struct LeverRanking: Equatable {
  /// What a tenth more of one lever changed.
  struct Row: Equatable {
    let lever: String
    /// The steps that were tried, such as "10 → 11".
    let steps: [String]
    /// Points at which it was tried: those it held up.
    var points = 0
    /// Points at which what it changed is beyond chance.
    var certain = 0
    /// Runs that complete only with it, less those that complete only without.
    var completed = 0
    /// Rise of the share of expected items that are delivered, in points of per cent, averaged over
    /// every point of the profile.
    var delivered = 0.0
    /// The same of those with an observation.
    var stored = 0.0
    /// Change of the time to deliver in per cent, averaged over the points that complete.
    var time = 0.0

    /// The better the smaller; shares and times to a hundredth.
    fileprivate var rank: [Int] {
      func hundredths(_ value: Double) -> Int { Int((value * 100).rounded()) }
      return [-completed, -hundredths(delivered), -hundredths(stored), hundredths(time)]
    }

    var helps: Bool { rank.lexicographicallyPrecedes([0, 0, 0, 0]) }
  }

  let profile: String
  /// Points of the profile.
  let points: Int
  /// Levers that help, the best first; equals by name.
  let helpful: [Row]
  /// Levers that were tried and do not help, by name.
  let useless: [String]

  /// Takes the points of the profile out of `points`.
  init(_ profile: String, _ points: [PointAnswer]) {
    let points = points.filter { $0.profile == profile }
    let complete = points.count { $0.delivered.p50.value != .never }
    let levers = Set(points.flatMap(\.effects).map(\.lever)).sorted()
    let rows = levers.map { lever in
      Self.row(lever, points, complete: complete)
    }
    self.profile = profile
    self.points = points.count
    helpful = rows.filter(\.helps).sorted {
      $0.rank == $1.rank ? $0.lever < $1.lever : $0.rank.lexicographicallyPrecedes($1.rank)
    }
    useless = rows.filter { !$0.helps }.map(\.lever)
  }

  private static func row(_ lever: String, _ points: [PointAnswer], complete: Int) -> Row {
    var steps: [String] = []
    let tried = points.flatMap { point in
      point.effects.filter { $0.lever == lever }.map { (point, $0) }
    }
    for (_, effect) in tried {
      let step = "\(effect.from) → \(effect.to)"
      if !steps.contains(step) { steps.append(step) }
    }
    var row = Row(lever: lever, steps: steps)
    for (point, effect) in tried {
      row.points += 1
      if effect.isCertain(.delivery) || effect.isCertain(.storage) { row.certain += 1 }
      row.completed += effect.completed
      let items = max(point.expected.mean, 1)
      row.delivered -= effect.undelivered.mean / items * 100
      row.stored -= effect.missing.mean / items * 100
      if let time = effect.delivered, time.first > 0 { row.time += time.mean / time.first * 100 }
    }
    row.delivered /= Double(max(points.count, 1))
    row.stored /= Double(max(points.count, 1))
    row.time /= Double(max(complete, 1))
    return row
  }
}

extension LeverRanking.Row {
  /// The titles of `cells`.
  static let titles = [
    "Lever", "A tenth more", "Points held up", "Beyond chance", "Runs complete", "Delivered",
    "With observation", "Time to deliver",
  ]

  var cells: [String] {
    func points(_ value: Double) -> String {
      let text = value.decimals(2)
      return text == "0.00" ? "0" : (value > 0 ? "+" : "") + text + " points"
    }
    let percent = time.decimals(2)
    return [
      lever, steps.joined(separator: ", "), "\(self.points)", "\(certain)",
      completed > 0 ? "+\(completed)" : "\(completed)", points(delivered), points(stored),
      percent == "0.00" ? "0" : (time > 0 ? "+" : "") + percent + " %",
    ]
  }
}
