import SimKernel

extension Difference {
  /// The comparison as one page: a table for each profile, with a picture of every difference.
  public func html(command: String) -> String {
    let sides = [("First", first.words), ("Second", second.words)].map { title, words in
      "<dt>\(title)</dt><dd>\(MarkupText.escaped(words))</dd>"
    }
    return HTMLPage(
      title: "Two configurations",
      introduction: [
        .own("<dl>\(sides.joined())</dl>\n"),
        .paragraph("\(counted(seeds.count, "seed")), \(counted(runs, "run")). \(Self.legend)"),
      ] + faultNote,
      body: profiles.flatMap { $0.section(seeds.count, until) } + [.own(Self.pictureLegend)],
      command: command
    ).text
  }

  private static let pictureLegend = """
    <p class="legend">The bar is the difference in per cent of the larger of the two values: to \
    the left the second configuration has less, to the right more, and the whole width is 100 % \
    each way. The thin line is the interval, cut off at the edges. Less is better of everything \
    but runs stored, runs delivered, and what is filtered on purpose.</p>

    """
}

extension Difference.UnderProfile {
  private static let titles = [
    "Measure", "First", "Second", "Difference", "Picture", "Means", "Unpaired", "Reduction",
  ]

  fileprivate func section(_ seeds: Int, _ until: Goal) -> [Block] {
    let rows = measures.map { measure in
      let cells = measure.cells.map { Words($0) }
      return cells.prefix(4) + ["\(own: measure.picture)", Words(measure.meaning)]
        + cells.dropFirst(4)
    }
    return [
      .own("<section>\n"), .heading(2, Words(profile)),
      .paragraph("\(sentence(seeds, until).capitalizedFirst)."),
      .table(Block.Table(Self.titles, rows.map(Array.init))), .own("</section>\n"),
    ]
  }
}

extension Difference.Measure {
  /// Half the width of a picture, in pixels.
  private static let half = 80.0

  /// Whether more of it is better; nil where neither is.
  private var moreIsBetter: Bool? {
    switch name {
    case "storedRuns", "deliveredRuns": true
    case "filteredOnPurpose": nil
    default: false
    }
  }

  /// What the difference means, as far as the seeds tell.
  fileprivate var meaning: String {
    guard let difference else { return "unknown" }
    if difference.isZero { return "the same" }
    guard difference.isSignificant else { return "may be chance" }
    guard let moreIsBetter else { return "another choice" }
    return (difference.mean > 0) == moreIsBetter ? "better" : "worse"
  }

  /// The difference as a bar about the middle, with its interval as a line.
  fileprivate var picture: String {
    guard let difference, !difference.isZero else { return "" }
    let whole = max(difference.first.magnitude, difference.second.magnitude)
    guard whole > 0 else { return "" }
    func place(_ value: Double) -> Double {
      Self.half * (1 + min(1, max(-1, value / whole)))
    }
    let end = place(difference.mean)
    let (low, high) = (min(Self.half, end), max(Self.half, end))
    var shapes =
      "<line class=\"axis\" x1=\"\(Self.half.decimals(0))\" y1=\"0\" "
      + "x2=\"\(Self.half.decimals(0))\" y2=\"16\"/>"
      + "<rect class=\"\(colour)\" x=\"\(low.decimals(1))\" y=\"3\" "
      + "width=\"\(max(1, high - low).decimals(1))\" height=\"10\"/>"
    if let width = difference.halfWidth {
      shapes +=
        "<line class=\"whisker\" x1=\"\(place(difference.mean - width).decimals(1))\" y1=\"8\" "
        + "x2=\"\(place(difference.mean + width).decimals(1))\" y2=\"8\"/>"
    }
    return "<svg width=\"160\" height=\"16\" viewBox=\"0 0 160 16\" aria-hidden=\"true\">"
      + "\(shapes)</svg>"
  }

  private var colour: String {
    switch meaning {
    case "better": "gain"
    case "worse": "harm"
    default: "unsure"
    }
  }
}
