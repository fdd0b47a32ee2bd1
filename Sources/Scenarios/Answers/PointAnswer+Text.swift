import SimKernel

extension PointAnswer {
  /// The rows of an answer with their titles, for the text and the page alike.
  var rows: [(title: String, text: String)] {
    var rows = [("completed", completedText)]
    rows.append(("delivered", Self.times(delivered)))
    if stored != delivered { rows.append(("stored", Self.times(stored))) }
    let remark = delivered.remark(runs: runs)
    if !remark.isEmpty { rows.append(("intervals", remark)) }
    rows.append(
      (
        "items",
        "\(expected.text) expected, \(undelivered.text) undelivered, \(missing.text) without"
          + " observation\(dropsText), \(duplicateDeliveries.text) delivered again, \(duplicateStored.text)"
          + " stored again"
      ))
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

  /// What became of deliveries that left no observation; empty when all did.
  private var dropsText: String {
    let drops = [
      (captureLost, "lost in captures"), (captureDuplicates, "taken for duplicates"),
      (captureFiltered, "filtered"),
    ].filter { $0.0.mean > 0 }
    guard !drops.isEmpty else { return "" }
    return " (\(drops.map { "\($0.0.text) \($0.1)" }.joined(separator: ", ")))"
  }

  var completedText: String {
    if completed == runs { return "in \(AnswerWording.every(runs))" }
    let why = reasons.map { runs == 1 ? $0.reason : "\($0.reason) (\($0.runs))" }
    return "\(completed) of \(counted(runs, "seed")); \(why.joined(separator: ", "))"
  }

  private static func times(_ times: Percentiles) -> String {
    times.named.map { "\($0.name) \($0.quantile.text)" }.joined(separator: ", ")
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
      return "nothing is waited for and nothing cut short: the calls themselves take the time"
    }
    let waiting = "most waited for: \(bindingByWaiting?.name ?? "nothing")"
    guard !effects.isEmpty else { return waiting }
    let delivery = bindingForDelivery
    var text = "\(waiting); helps delivery most: \(Self.named(delivery, .delivery))"
    let storage = bindingForStorage
    if storage?.lever != delivery?.lever {
      text += "; helps storage most: \(Self.named(storage, .storage))"
    }
    return rankingsDiffer ? text + " (they differ)" : text
  }

  private static func named(_ effect: EffectAnswer?, _ goal: EffectAnswer.Goal) -> String {
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
