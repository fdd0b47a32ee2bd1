import SimKernel

extension Difference: AnswerDocument {
  static let legend = """
    Differences are second minus first, seed by seed; intervals are of 95 %. "Unpaired" is the \
    interval had the seeds been independent, "reduction" the share of the variance that sharing the \
    random numbers took away. A run is stored when every expected item has an observation or was \
    filtered on purpose, and delivered when every one reached the Console. Times are over the seeds \
    that get there both ways.
    """

  public var text: String {
    var text = "first   \(first.words)\nsecond  \(second.words)\n"
    text += "\(counted(seeds.count, "seed")), \(counted(runs, "run"))\n"
    for profile in profiles {
      let sentence = "\(profile.profile): \(profile.sentence(seeds.count, until))"
      text += "\n" + sentence.wrapped(100, margin: "  ") + "\n"
      text += profile.table.lines.map { "  \($0)\n" }.joined()
    }
    return text + faultText + "\n" + Self.legend.wrapped(100, margin: "") + "\n\n"
  }

  public var markdown: String {
    let head: [Block] = [
      .heading(1, "Two configurations"),
      .list(["first: \(first.words)", "second: \(second.words)"]),
      .paragraph("\(counted(seeds.count, "seed")), \(counted(runs, "run")). \(Self.legend)"),
    ]
    let tables = profiles.flatMap { profile -> [Block] in
      [
        .heading(2, Words(profile.profile)),
        .paragraph(Words(profile.sentence(seeds.count, until))),
        .table(profile.table.capitalized),
      ]
    }
    return (head + tables + faultNote).markdown
  }
}

extension Difference.Side {
  /// The title, the file and the levers.
  var words: String {
    let levers = overrides.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return VisibleText.of(([title + " (" + path + ")"] + levers).joined(separator: ", "))
  }
}

extension Difference.UnderProfile {
  fileprivate var table: Block.Table {
    let titles = ["first", "second", "difference", "unpaired", "reduction"]
    return Block.Table([("", .left)] + titles.map { ($0, .right) }, measures.map(\.cells))
  }

  func sentence(_ seeds: Int, _ until: Goal) -> String {
    if identical == seeds {
      return "everything that happened is the same in \(AnswerWording.every(seeds))"
    }
    let same = identical > 0 ? "; \(identical) of the runs are the same in everything" : ""
    let counts = [
      "in \(storedFirst) and \(storedSecond) \(Goal.stored.sentence)",
      "in \(deliveredFirst) and \(deliveredSecond) \(Goal.delivered.sentence)",
    ]
    return "of \(counted(seeds, "run")) "
      + (until == .stored ? counts : counts.reversed()).joined(separator: ", ") + same
  }
}

extension Difference.Measure {
  /// The name in words.
  var title: String {
    switch name {
    case "storedRuns": "runs stored, per cent"
    case "deliveredRuns": "runs delivered, per cent"
    case "delivered": "time to deliver"
    case "stored": "time to store"
    case "filteredOnPurpose": "filtered on purpose"
    case "missing": "without observation"
    case "duplicateDeliveries": "delivered again"
    case "duplicateStored": "stored again"
    case "repeatedExecutions": "executed again"
    case "providerRequests": "provider requests"
    default: name
    }
  }

  var cells: [String] {
    guard let difference else { return [title, "-", "-", "in no seed both ways", "", ""] }
    let isTime = unit == "µs"
    func value(_ number: Double) -> String {
      isTime ? AnswerWording.time(number) : AnswerWording.number(number)
    }
    let unpaired = difference.unpairedHalfWidth.map { "± " + value($0) } ?? ""
    let reduction = difference.varianceReductionPerCent.map { "\(AnswerWording.number($0)) %" }
    return [
      title, value(difference.first), value(difference.second), difference.text(isTime: isTime),
      difference.isZero ? "" : unpaired, difference.isZero ? "" : reduction ?? "",
    ]
  }
}
