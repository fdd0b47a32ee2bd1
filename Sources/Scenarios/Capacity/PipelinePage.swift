import SimKernel

/// What the pipeline can carry: frontier, map, levers and real repositories on one page.
struct PipelinePage {
  let frontier: FrontierReport
  let map: Exploration
  let real: RealRepositories
  let rankings: [LeverRanking]

  static let title = "What the pipeline can carry"
  private static let shown = 5

  init(frontier: FrontierReport, map: Exploration, real: RealRepositories) {
    self.frontier = frontier
    self.map = map
    self.real = real
    var profiles: [String] = []
    for point in map.points where !profiles.contains(point.profile) {
      profiles.append(point.profile)
    }
    var edges: [PointAnswer] = []
    for edge in frontier.frontiers.compactMap({ $0.stop?.point }) where !edges.contains(edge) {
      edges.append(edge)
    }
    let points = map.points + real.exploration.points + edges
    rankings = profiles.map { LeverRanking($0, points, until: map.until) }
  }

  private var runs: Int { frontier.runs + map.runs + real.exploration.runs }

  private var sentences: [String] {
    [
      "How large may a repository be, how many of them may one connection bring, which real ones does "
        + "a customer see whole, and what would help: \(grouped(runs)) runs under both profiles, with the same seeds "
        + "everywhere. Nothing goes wrong by chance in them (no lost response, no redelivery), so "
        + "that only sizes and limits decide.",
      Exploration.legend,
    ]
  }

  private static let frontierSentence =
    "Pull requests of the last 90 days, evenly spread, of one repository: the most of which "
    + "every item is stored or filtered on purpose in time, what stops one more, and how many are at "
    + "least delivered."
  private static let rankingSentence =
    "Every limit that was waited for or that ended a run, raised by a tenth, over the points of both "
    + "maps and those one step beyond each frontier. In order of: runs that are stored whole, share of the items stored, share "
    + "delivered, time to store. Shares and times are averages over all points of the profile."
  private static let realSentence =
    "Five public repositories by the depth of the backfill in days; \"all\" is the whole history as "
    + "if it lay within 90 days."

  // MARK: - HTML

  var html: String {
    let levers = rankings.flatMap { ranking -> [Block] in
      [
        .heading(3, Words(ranking.profile)), .own(Self.table(ranking)),
        .paragraph(Words(Self.rest(ranking))),
      ]
    }
    func section(_ title: String, _ sentence: String, _ body: [Block]) -> [Block] {
      [.own("<section>\n"), .heading(2, Words(title)), .paragraph(Words(sentence))] + body
        + [.own("</section>\n")]
    }
    return HTMLPage(
      title: Self.title, introduction: introduction,
      body: section("The largest repository", Self.frontierSentence, frontier.pageTable)
        + section(map.title, map.seedsText + ".", [map.pageBody(prefix: "size-")])
        + section("What helps most", Self.rankingSentence, levers)
        + section(
          "Real repositories", Self.realSentence, [real.exploration.pageBody(prefix: "real-")]),
      command: "simrun report --output reports"
    ).text
  }

  private static func table(_ ranking: LeverRanking) -> String {
    let lines = ranking.helpful.prefix(shown).map { row in
      row.cells.map { "<td>\(MarkupText.escaped($0))</td>" }.joined()
    }
    return "<div class=\"wide\" tabindex=\"0\">\n\(MarkupText.table(ranking.titles, lines))</div>\n"
  }

  // MARK: - Markdown

  var markdown: String {
    let twin: Words = "The same with heat maps: \(link: "pipeline.html", to: "pipeline.html")."
    let course: Words = """
      Median time to \(map.until.verb), below it the share of the items with an observation, and the \
      median time to \(map.until.other.verb); \(map.seedsText).
      """
    let levers = rankings.flatMap { ranking -> [Block] in
      [
        .heading(3, Words(ranking.profile)),
        .table(
          Block.Table(
            ranking.titles, isSpaced: true, ranking.helpful.prefix(Self.shown).map(\.cells))),
        .paragraph(Words(Self.rest(ranking))),
      ]
    }
    let head: [Block] = [
      .heading(1, Words(Self.title)), .paragraph("\(Words.generated) \(twin)"),
    ]
    return
      (head + introduction + [
        .heading(2, "The largest repository"), .paragraph(Words(Self.frontierSentence)),
        frontierTable, .heading(2, Words(map.title)), .paragraph(course),
      ] + rankings.flatMap { [.heading(3, Words($0.profile)), mapTable($0.profile)] } + [
        .heading(2, "What helps most"), .paragraph(Words(Self.rankingSentence)),
      ] + levers + [
        .heading(2, "Real repositories"), .paragraph(Words(Self.realSentence)), realTable,
      ]).markdown
  }

  private var introduction: [Block] { sentences.map { .paragraph(Words($0)) } }

  private static func rest(_ ranking: LeverRanking) -> String {
    let more = ranking.helpful.dropFirst(shown).map(\.lever)
    var text = "Over \(counted(ranking.points, "point"))."
    if !more.isEmpty { text += " Less help: \(more.joined(separator: ", "))." }
    if !ranking.useless.isEmpty { text += " No help: \(ranking.useless.joined(separator: ", "))." }
    return text + " Nothing else was waited for or ended a run."
  }

  private var frontierTable: Block {
    let titles = frontier.axes.map(\.name) + ["Profile", "Within", "Most", "What stops one more"]
    let rows = frontier.pageRows.map { row in
      row.frontier.values
        + [row.frontier.profile, row.withins, row.frontier.spread, row.frontier.whatStops]
    }
    return .table(Block.Table(titles, isSpaced: true, rows))
  }

  private func mapTable(_ profile: String) -> Block {
    let (across, down) = (map.axes[0], map.axes[1])
    let rows = down.values.map { value in
      [Words(value)]
        + across.values.map { column in
          map.points.first { $0.profile == profile && $0.values == [column, value] }.map { point in
            let times = [map.until, map.until.other].map {
              point.time($0).p50.value.duration?.brief ?? "never"
            }
            let share = AnswerWording.present(perMillion: point.observedPerMillion)
            return "\(own: "\(times[0])<br>\(share)<br>\(times[1])")"
          } ?? ""
        }
    }
    let titles = ["\(down.name) \\ \(across.name)"] + across.values
    return .table(Block.Table(titles, right: 1..<titles.count, isSpaced: true, rows))
  }

  private var realTable: Block {
    let rows = real.exploration.points.map { point in
      let name = point.values[1]
      let cells = [point.values[0], point.profile] + RepositoryPage.cells(point)
      return ["\(link: Words(name), to: "\(name).md")"] + cells.map { Words($0) }
    }
    let titles = ["Repository", "Days", "Profile"] + RepositoryPage.cellTitles
    return .table(Block.Table(titles, isSpaced: true, rows))
  }
}
