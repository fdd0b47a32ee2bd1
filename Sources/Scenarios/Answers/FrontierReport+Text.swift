import SimKernel

extension FrontierReport: AnswerDocument {
  public var text: String {
    var text = VisibleText.of(title) + "\n" + subtitle.wrapped(100, margin: "") + "\n"
    let margin = String(repeating: " ", count: 14)
    for (title, places) in groups {
      text += "\n\(title)\n"
      for (withins, sentences) in places {
        for (place, sentence) in sentences.enumerated() {
          let question = until == nil ? "up to" : "in \(withins.joined(separator: ", "))"
          let column = place == 0 ? question : ""
          text += "  " + column.padded(to: 12) + sentence.wrapped(100, margin: margin) + "\n"
        }
      }
    }
    return text + faultText + "\nsweep \(sweep)\n"
  }

  /// The frontiers of one combination and profile together, times that say the same as one.
  private var groups: [(title: String, places: [(withins: [String], sentences: [String])])] {
    var groups: [(title: String, places: [(withins: [String], sentences: [String])])] = []
    for frontier in frontiers {
      let title = heading(frontier)
      if groups.last?.title != title { groups.append((title, [])) }
      let sentences = sentences(frontier)
      let group = groups.count - 1
      if groups[group].places.last?.sentences == sentences {
        groups[group].places[groups[group].places.count - 1].withins.append(frontier.within)
      } else {
        groups[group].places.append(([frontier.within], sentences))
      }
    }
    return groups
  }

  public var markdown: String {
    let head: [Block] = [.heading(1, Words(title)), .paragraph("\(subtitle).")]
    return (head + [.table(table)] + faultNote).markdown
  }

  /// A row for each frontier.
  var table: Block.Table {
    let titles =
      axes.map(\.name)
      + (until == nil
        ? ["Profile", "Largest \(axis.name)", "There", "Beyond it"]
        : ["Profile", "Within", "Median", "Lowest", "Highest", "Interval", "Beyond it"])
    let rows = frontiers.map { frontier in
      frontier.values
        + (until == nil
          ? [frontier.profile, frontier.spread, frontier.course, frontier.whatStops]
          : [
            frontier.profile, frontier.within, frontier.median.words, frontier.lowest.words,
            frontier.highest.words, frontier.interval, frontier.whatStops,
          ])
    }
    return Block.Table(titles, rows)
  }

  /// What was searched for, and with how many runs.
  var subtitle: String {
    let failure =
      until.map { "not \($0.sentence) in time" }
      ?? "this fails: " + (holds ?? []).joined(separator: "; ")
    return "The largest \(axis.name) before the first found at which \(failure), \(stepText) "
      + "up to \(upTo); "
      + "\(counted(seeds.count, "seed")), \(counted(runs, "run"))"
  }

  private var stepText: String { step.map { "in steps of \($0)" } ?? "of the listed values" }

  private func heading(_ frontier: Frontier) -> String {
    (zip(axes, frontier.values).map { "\($0.name) \($1)" } + [frontier.profile])
      .joined(separator: " · ")
  }

  private func sentences(_ frontier: Frontier) -> [String] {
    let (low, high) = (frontier.lowest, frontier.highest)
    let spread =
      low == high
      ? "in \(AnswerWording.every(seeds.count))" : "the median of \(low.words) to \(high.words)"
    let first =
      frontier.noneText
      ?? "\(frontier.median.words), \(spread); 95 % interval: \(frontier.interval)"
    let course = frontier.course.isEmpty ? [] : ["There: \(frontier.course)."]
    return [first] + frontier.holesText + frontier.againText + course + frontier.stopTexts
      + frontier.deliveredText
  }
}

extension Frontier.Reach {
  /// "1400", "none", or "204800 (the end of the search)".
  var words: String { isOpen ? "\(text) (the end of the search)" : text }
}

extension Frontier.Spread {
  /// The median, and the extremes where seeds differ.
  var text: String {
    lowest == highest ? median.words : "\(median.words) (\(lowest.words) to \(highest.words))"
  }
}

extension Frontier {
  /// "2h"; empty where no time is asked.
  var within: String {
    withinMicroseconds.map { AnswerWording.within(SimDuration(microseconds: $0)) } ?? ""
  }

  /// What the run at the median came to; empty where no sentences are asked.
  var course: String {
    medianSeed?.held.map { $0.course.joined(separator: "; ") } ?? ""
  }

  private var medianSeed: SeedFrontier? { seeds.first { $0.reach == median } }

  /// "1400 to 1402", or how many seeds one takes.
  var interval: String {
    guard let medianLow, let medianHigh else { return "takes \(seedsNeeded) seeds" }
    return medianLow == medianHigh ? medianLow.words : "\(medianLow.words) to \(medianHigh.words)"
  }

  /// The plain answer where no seed has any size.
  var noneText: String? {
    guard highest.amount == nil else { return nil }
    let isNever = seeds.allSatisfy(\.again.isEmpty)
    return "None, in \(AnswerWording.every(seeds.count)): at "
      + (isNever ? "no value" : "the first value") + " that was tried "
      + (until.map { (isNever ? "" : "not ") + $0.sentence + " in time." }
        ?? (isNever ? "it holds." : "it does not hold."))
  }

  /// How far everything is at least delivered, where that is farther.
  var deliveredText: [String] {
    guard let delivered, delivered != Spread(seeds.map(\.reach)) else { return [] }
    return ["Delivered is every item up to \(delivered.text) (--until delivered)."]
  }

  /// The values below the frontier at which it is not done, if any.
  var holesText: [String] {
    let holes = seeds.filter { !$0.holes.isEmpty }
    guard !holes.isEmpty else { return [] }
    let list = holes.prefix(3).map { "\($0.holes.joined(separator: ", ")) (seed \($0.seed))" }
    let more = holes.count > 3 ? " and in \(counted(holes.count - 3, "more seed"))" : ""
    let fails = until == nil ? "it does not hold" : "it is not done in time"
    return [
      "Not monotone: of at most four values below it that were tried \(fails) at "
        + "\(list.joined(separator: "; "))\(more)."
    ]
  }

  /// The values beyond it at which it holds or is done in time, if any.
  var againText: [String] {
    let again = seeds.filter { !$0.again.isEmpty }
    guard let first = again.first else { return [] }
    let values = first.again.joined(separator: ", ")
    let more = again.count > 1 ? " and in \(counted(again.count - 1, "more seed"))" : ""
    // Where nothing below holds, more may simply help.
    let (word, ending) = first.reach.amount == nil ? ("", "") : (" again", ": not monotone")
    let holds = until == nil ? "It holds\(word)" : "It is\(word) done in time"
    return ["\(holds) at \(values) (seed \(first.seed))\(more)\(ending)."]
  }

  /// What stands in the way one step beyond the median.
  var stopTexts: [String] {
    guard let stop else { return ["Nothing stops it before the end of the search."] }
    if let refused = stop.refused { return ["\(stop.value) is not possible: \(refused)."] }
    if let seed = medianSeed, let beyond = seed.beyond {
      let which = seeds.count == 1 ? "" : ", seed \(seed.seed)"
      return ["At \(stop.value)\(which): \(beyond.sentence)."]
    }
    guard let point = stop.point, let until else { return [] }
    var why = point.reasons.map { "\($0.reason) (\($0.runs))" }
    if stop.late > 0 {
      why.append(
        "\(until.rawValue) too late, p50 of all seeds after \(point.time(until).medianOfArriving) (\(stop.late))"
      )
    }
    var texts = [
      "At \(stop.value), of \(counted(point.runs, "seed")): \(why.joined(separator: ", "))."
    ]
    texts.append(point.bindingText.capitalizedFirst + ".")
    if let best = point.binding(for: until) { texts.append("\(best.title): \(best.changes).") }
    return texts
  }
}
