import SimKernel

/// Where the claims that depend on a number stop being true.
///
/// JSON keys are stable; numbers of unit µs are microseconds.
public struct BoundaryReport: WrittenReport, Codable, Sendable, Equatable {
  public var boundaries: [Boundary]

  /// One boundary under one profile.
  public struct Boundary: Codable, Sendable, Equatable {
    public var id: String
    public var claims: [String]
    public var question: String
    public var situation: String
    public var profile: String
    /// "µs", or what is counted.
    public var unit: String
    public var search: Bisection
    /// How far it got at the last number within; empty when there is none.
    public var reached: String
    /// What stands in the way at the first number beyond; empty when there is none.
    public var obstacle: String
    /// The faults of its runs, with the runs in which each struck.
    public var faults = FaultTally()
  }

  public var text: String {
    let margin = String(repeating: " ", count: 6)
    var text = ""
    for (index, boundary) in boundaries.enumerated() {
      let isNew = index == 0 || boundaries[index - 1].id != boundary.id
      if isNew {
        let claims = boundary.claims.joined(separator: ", ")
        text += (index == 0 ? "" : "\n") + "\(boundary.id) (\(claims))\n"
        text += margin + boundary.question.wrapped(100, margin: margin) + "\n"
        text += margin + boundary.situation.wrapped(100, margin: margin) + "\n"
      }
      let line = boundary.profile.padded(to: 10) + boundary.answer
      let hanging = margin + String(repeating: " ", count: 10)
      text += margin + line.wrappedKeepingStart(100, margin: hanging) + "\n"
    }
    return text + "\n\(grouped(boundaries.reduce(0) { $0 + $1.search.samples.count })) runs\n"
  }

  /// A part of a page: a heading of the second level and a table.
  public var markdown: String {
    var text = """
      ## Where the numbers end

      | Claims | Question | Situation | Profile | Answer |
      |---|---|---|---|---|

      """
    for boundary in boundaries {
      let cells = [
        boundary.claims.joined(separator: ", "), boundary.question, boundary.situation,
        boundary.profile, boundary.answer,
      ]
      text += MarkdownText.row(cells.map(MarkdownText.cell))
    }
    return text
  }
}

extension BoundaryReport.Boundary {
  /// The boundary in a sentence, with a remark where the answer is not monotone.
  public var answer: String {
    guard let change = search.change else {
      let ends = "\(words(search.samples.first)) to \(words(search.samples.last))"
      return search.samples.first?.holds ?? true
        ? "yes all the way from \(ends)\(missed)" : "no all the way from \(ends)\(missed)"
    }
    var text = part(change.before) + ", " + part(change.after)
    text += missed
    if !search.isMonotone { text += "; not monotone: \(exceptions(to: change))" }
    return text
  }

  /// The faults that missed, behind the answer.
  private var missed: String { faults.misses.map { "; \($0)" }.joined() }

  /// "yes at 4,979 releases (498 pages …)" or "no at 4,980 releases: the worker …".
  private func part(_ sample: Bisection.Sample) -> String {
    let text = "\(yes(sample.holds)) at \(words(sample))"
    if sample.holds { return reached.isEmpty ? text : "\(text) (\(reached))" }
    return obstacle.isEmpty ? text : "\(text): \(obstacle)"
  }

  private func yes(_ holds: Bool) -> String { holds ? "yes" : "no" }

  /// The samples beyond the first change that answer as those before it.
  private func exceptions(to change: Bisection.Change) -> String {
    let again = search.samples.filter {
      $0.value > change.after.value && $0.holds == change.before.holds
    }
    let points = again.prefix(3).map(words).joined(separator: ", ")
    return "\(yes(change.before.holds)) again at \(points)" + (again.count > 3 ? ", …" : "")
  }

  private func words(_ sample: Bisection.Sample?) -> String {
    guard let sample else { return "nothing" }
    return unit == "µs"
      ? SimDuration(microseconds: sample.value).description
      : "\(grouped(Int(sample.value))) \(unit)"
  }
}
