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
    /// Runs that are done only with it, less those that are done only without.
    var done = 0
    /// Rise of the share of expected items that are delivered, in points of per cent, averaged over
    /// every point of the profile.
    var delivered = 0.0
    /// The same of those with an observation.
    var stored = 0.0
    /// Change of the time until they are done in per cent, averaged over the points that are.
    var time = 0.0

    /// The better the smaller; shares and times to a hundredth.
    fileprivate func rank(_ goal: Goal) -> [Int] {
      func hundredths(_ value: Double) -> Int { Int((value * 100).rounded()) }
      let shares = goal == .stored ? [stored, delivered] : [delivered, stored]
      return [-done] + shares.map { -hundredths($0) } + [hundredths(time)]
    }

    fileprivate func helps(_ goal: Goal) -> Bool {
      rank(goal).lexicographicallyPrecedes([0, 0, 0, 0])
    }
  }

  let profile: String
  /// When a run is done.
  let until: Goal
  /// Points of the profile.
  let points: Int
  /// Levers that help, the best first; equals by name.
  let helpful: [Row]
  /// Levers that were tried and do not help, by name.
  let useless: [String]

  /// Takes the points of the profile out of `points`.
  init(_ profile: String, _ points: [PointAnswer], until: Goal) {
    let points = points.filter { $0.profile == profile }
    let done = points.count { $0.time(until).p50.value != .never }
    let levers = Set(points.flatMap(\.effects).map(\.lever)).sorted()
    let rows = levers.map { lever in
      Self.row(lever, points, until, done: done)
    }
    self.profile = profile
    self.until = until
    self.points = points.count
    helpful = rows.filter { $0.helps(until) }.sorted {
      let (left, right) = ($0.rank(until), $1.rank(until))
      return left == right ? $0.lever < $1.lever : left.lexicographicallyPrecedes(right)
    }
    useless = rows.filter { !$0.helps(until) }.map(\.lever)
  }

  private static func row(
    _ lever: String, _ points: [PointAnswer], _ goal: Goal, done: Int
  ) -> Row {
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
      if Goal.allCases.contains(where: effect.isCertain) { row.certain += 1 }
      row.done += effect.runs(goal)
      let items = max(point.expected.mean, 1)
      row.delivered -= effect.undelivered.mean / items * 100
      row.stored -= effect.missing.mean / items * 100
      if let time = effect.time(goal), time.first > 0 { row.time += time.mean / time.first * 100 }
    }
    row.delivered /= Double(max(points.count, 1))
    row.stored /= Double(max(points.count, 1))
    row.time /= Double(max(done, 1))
    return row
  }
}

extension LeverRanking {
  /// The titles of a row's cells.
  var titles: [String] {
    [
      "Lever", "A tenth more", "Points held up", "Beyond chance", "Runs \(until.rawValue) whole",
      "Items delivered", "Items stored", "Time to \(until.verb)",
    ]
  }
}

extension LeverRanking.Row {
  var cells: [String] {
    func points(_ value: Double) -> String {
      let text = value.decimals(2)
      return text == "0.00" ? "0" : (value > 0 ? "+" : "") + text + " points"
    }
    let percent = time.decimals(2)
    return [
      lever, steps.joined(separator: ", "), "\(self.points)", "\(certain)",
      done > 0 ? "+\(done)" : "\(done)", points(delivered), points(stored),
      percent == "0.00" ? "0" : (time > 0 ? "+" : "") + percent + " %",
    ]
  }
}
