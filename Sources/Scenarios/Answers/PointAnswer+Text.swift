import SimKernel

extension PointAnswer {
  /// The rows of an answer with their titles, for the text and the page alike.
  var rows: [(title: String, text: String)] {
    var rows = [(until.rawValue, doneText)]
    if !reasons.isEmpty { rows.append(("because", becauseText)) }
    if timeText(until.other) != timeText(until) {
      rows.append((until.other.rawValue, "\(seedsText(until.other)): \(timeText(until.other))"))
    }
    let remark = time(until).remark(runs: runs)
    if !remark.isEmpty { rows.append(("intervals", remark)) }
    rows.append(("items", itemsText))
    rows.append(("again", againText))
    let month = monthSharePerMillion.map {
      " (\(AnswerWording.share(perMillion: $0)) of the month)"
    }
    rows.append(
      (
        "cost",
        "\(executions.text) executions\(month ?? ""), \(providerRequests.text) provider requests"
      ))
    rows.append(("limits", limits.map(\.use).joined(separator: ", ")))
    rows.append(("waited for", waitingText))
    for (place, effect) in effects.enumerated() {
      rows.append((place == 0 ? "10 % more" : "", "\(effect.title): \(effect.changes)"))
    }
    rows.append(("binding", bindingText))
    return rows
  }

  /// In how many seeds it is done, and how long that takes.
  var doneText: String { "\(seedsText(until)): \(timeText(until))" }

  /// Why it is not done in the others.
  var becauseText: String {
    reasons.map { runs == 1 ? $0.reason : "\($0.reason) (\($0.runs))" }.joined(separator: ", ")
  }

  /// "in all 7 seeds", "in 2 of 7 seeds".
  func seedsText(_ goal: Goal) -> String {
    let done = runs(goal)
    if done == runs { return "in \(AnswerWording.every(runs))" }
    return done == 0
      ? runs == 1 ? "not in the one seed" : "in none of \(counted(runs, "seed"))"
      : "in \(done) of \(counted(runs, "seed"))"
  }

  private func timeText(_ goal: Goal) -> String { time(goal).text }

  /// What became of the expected items; the parts add up.
  var itemsText: String {
    var losses = ["\(undelivered.text) undelivered"]
    losses += self.losses.map { "\($0.items.text) to \($0.because)" }
    return "\(expected.text) expected: \(observed.text) stored"
      + " (\(AnswerWording.present(perMillion: observedPerMillion))),"
      + " \(filteredOnPurpose.text) filtered on purpose, \(lost.text) lost"
      + (lost.maximum > 0 ? " (\(losses.joined(separator: ", ")))" : "")
  }

  /// What came more than once.
  private var againText: String {
    let repeated = [
      (repeatedDeliveries, "deliveries"), (repeatedCaptures, "captures"),
      (repeatedStores, "observations"),
    ].filter { $0.0.maximum > 0 }.map { "\($0.0.text) \($0.1)" }
    return "\(duplicateDeliveries.text) delivered again, \(duplicateStored.text) stored again"
      + (repeated.isEmpty ? "" : "; executed again: \(repeated.joined(separator: ", "))")
  }

  private var waitingText: String {
    let waits = limits.filter { $0.waitedMicroseconds > 0 }
      .sorted { $0.waitedMicroseconds > $1.waitedMicroseconds }
    guard !waits.isEmpty else { return "nothing" }
    return waits.map {
      "\($0.name) \(AnswerWording.share(perMillion: $0.waitingPerMillion))"
        + " (\(AnswerWording.time(Double($0.waitedMicroseconds))))"
    }.joined(separator: ", ")
  }

  /// Both rankings, and whether they differ.
  var bindingText: String {
    guard bindingByWaiting != nil || !effects.isEmpty else {
      return reasons.isEmpty
        ? "nothing is waited for and nothing cut short: the calls themselves take the time"
        : "nothing is waited for"
    }
    let waiting = "most waited for: \(bindingByWaiting?.name ?? "nothing")"
    guard !effects.isEmpty else { return waiting }
    let best = binding(for: until)
    var text = "\(waiting); helps \(until.noun) most: \(Self.named(best, until))"
    let other = binding(for: until.other)
    if other?.lever != best?.lever {
      text += "; helps \(until.other.noun) most: \(Self.named(other, until.other))"
    }
    return rankingsDiffer ? text + " (they differ)" : text
  }

  private static func named(_ effect: EffectAnswer?, _ goal: Goal) -> String {
    guard let effect else { return "nothing" }
    if effect.isCertain(goal) { return effect.lever }
    let doubt = effect.undelivered.pairs == 1 ? "one seed only" : "within chance"
    return "\(effect.lever) (\(doubt))"
  }
}

extension PointAnswer.LimitAnswer {
  /// "worker.global 7/10".
  var use: String { "\(name) \(used.map { "\($0)" } ?? "?")/\(cap)" }
}
