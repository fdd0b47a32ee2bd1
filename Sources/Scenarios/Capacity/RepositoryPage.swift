import SimKernel

/// What of one real repository can be backfilled, as Markdown.
struct RepositoryPage {
  let name: String
  let workload: Workload
  let points: [PointAnswer]
  let seeds: Int

  var text: String {
    let title = workload.repository.isEmpty ? name : workload.repository
    let introduction: Words = """
      Merged pull requests, other numbers as issues, and releases of \
      \(code: "\(RealRepositories.folder)/\(name).json"), as of \(workload.asOf), backfilled by one \
      trigger with so many days of depth; \(code: "all") is the whole history as if it lay within 90 \
      days. \(counted(seeds, "seed")); "yes" when every seed is stored, or delivered, whole in that \
      time: stored is an item that the customer can see or that was filtered on purpose, delivered \
      one that reached the Console.
      """
    let table = Block.Table(
      ["Days", "Profile"] + Self.cellTitles, isSpaced: true,
      points.map { [$0.values[0], $0.profile] + Self.cells($0) })
    let head: [Block] = [
      .heading(1, Words(title)), .paragraph(.generated), .paragraph(introduction), .table(table),
    ]
    let details = points.flatMap { point -> [Block] in
      [
        .heading(2, "\(point.values[0]) days, \(point.profile)"),
        .list(
          point.rows.map { Words(($0.title.isEmpty ? "" : "\($0.title): ") + $0.text) }),
      ]
    }
    return (head + details).markdown
  }

  static let cellTitles = [
    "Items", "Items stored", "Stored in 2 h", "In 24 h", "Time to store", "Delivered in 2 h",
    "In 24 h", "Time to deliver", "Month", "What binds",
  ]

  /// One point as cells of a table.
  static func cells(_ point: PointAnswer) -> [String] {
    let times = [point.stored, point.delivered].flatMap {
      [isDone($0, .hours(2)), isDone($0, .hours(24)), $0.medianOfArriving]
    }
    return [
      point.expected.short, AnswerWording.present(perMillion: point.observedPerMillion),
    ] + times + [
      point.monthSharePerMillion.map(AnswerWording.share) ?? "", binding(point),
    ]
  }

  /// "yes" when the slowest seed is in time, "no" when the median is not.
  private static func isDone(_ times: Percentiles, _ within: SimDuration) -> String {
    let limit = TimeOrNever.after(within)
    if times.p99.value <= limit { return "yes" }
    return times.p50.value <= limit ? "in some seeds" : "no"
  }

  /// Why it is not done and what would help most, or what is waited for.
  static func binding(_ point: PointAnswer) -> String {
    var parts = point.reasons.map(\.reason)
    if let effect = point.helpsMost {
      parts.append("10 % more of \(effect.lever) helps most")
    } else if let wait = point.bindingByWaiting {
      parts.append("waits for \(wait.name); 10 % more of no limit helps")
    }
    return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
  }
}
