import SimKernel

/// Numbers of the answers as sentences and tables show them.
enum AnswerWording {
  /// "12", "1,204.5": to a tenth, without one where it is whole.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let (whole, tenth) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + grouped(Int(whole)) + (tenth == 0 ? "" : ".\(tenth)")
  }

  /// The same with a sign in front, also of what grows.
  static func signed(_ value: Double) -> String {
    let text = number(value)
    return value > 0 && text != "0" ? "+" + text : text
  }

  /// "all 3 seeds", or "the one seed".
  static func every(_ seeds: Int) -> String {
    seeds == 1 ? "the one seed" : "all \(grouped(seeds)) seeds"
  }

  /// A time that is promised: whole hours as hours, "24h".
  static func within(_ time: SimDuration) -> String {
    let hour = SimDuration.hours(1).microseconds
    return time.microseconds.isMultiple(of: hour)
      ? "\(time.microseconds / hour)h" : time.description
  }

  /// A length in microseconds.
  static func time(_ microseconds: Double) -> String {
    SimDuration(microseconds: Int64(microseconds.magnitude)).rounded
  }

  /// A share in per cent, to a tenth below 10; "<0.1 %" for what is not nothing.
  static func share(perMillion: Int) -> String {
    if perMillion == 0 { return "0 %" }
    if perMillion < 1_000 { return "<0.1 %" }
    let rounded =
      perMillion < 100_000
      ? (perMillion + 500) / 1_000 * 1_000 : (perMillion + 5_000) / 10_000 * 10_000
    return "\(number(Double(rounded) / 10_000)) %"
  }

  /// A share of things that are there, to a tenth: "100 %" only when all are, "0 %" only when none is.
  static func present(perMillion: Int) -> String {
    if perMillion <= 0 { return "0 %" }
    if perMillion >= 1_000_000 { return "100 %" }
    return "\(number(min(max(Double(perMillion) / 10_000, 0.1), 99.9))) %"
  }
}

extension MeanAnswer {
  /// "12", or "12.5 ± 1.2 (11 to 14)".
  var text: String {
    guard minimum < maximum else { return AnswerWording.number(mean) }
    let half = halfWidth.map { " ± " + AnswerWording.number($0) } ?? ""
    let range = "\(AnswerWording.number(minimum)) to \(AnswerWording.number(maximum))"
    return "\(AnswerWording.number(mean))\(half) (\(range))"
  }

  /// The mean alone.
  var short: String { AnswerWording.number(mean) }
}

extension PairedDifference {
  /// "-12.3s ± 0.8s", "no change in any seed", or what is known of a single pair.
  func text(isTime: Bool) -> String {
    if isZero { return "exactly 0 in \(AnswerWording.every(pairs))" }
    let sign = mean < 0 ? "-" : mean > 0 ? "+" : ""
    let size = isTime ? sign + AnswerWording.time(mean) : AnswerWording.signed(mean)
    guard let halfWidth else { return "\(size) (one seed, no interval)" }
    let half = isTime ? AnswerWording.time(halfWidth) : AnswerWording.number(halfWidth)
    return "\(size) ± \(half)"
  }
}

extension QuantileAnswer {
  /// "1h2m (58m to 1h6m)"; an end that too few runs leave open is "?".
  var text: String {
    guard low != nil || high != nil else { return value.text }
    guard low != high else { return value.text }
    return "\(value.text) (\(low?.text ?? "?") to \(high?.text ?? "?"))"
  }
}

extension Percentiles {
  /// "p50 1m, p90 2m, p99 2m", "never", or the median of those that arrive, and then the three.
  var text: String {
    let all = named.map { "\($0.name) \($0.quantile.text)" }.joined(separator: ", ")
    if arrivingPerMillion == 0 { return "never" }
    if p50OfArriving == nil { return all }
    return "p50 \(medianOfArriving); of all \(all)"
  }

  /// The median alone: "1m", "never", or "1m of the 35 % that arrive".
  var medianOfArriving: String {
    guard let p50OfArriving else { return p50.value.text }
    return "\(p50OfArriving.text) of the \(arriving) that arrive"
  }

  private var arriving: String { AnswerWording.present(perMillion: arrivingPerMillion) }

  /// Which intervals so many runs leave open, or nothing.
  func remark(runs: Int) -> String {
    let open = named.filter { $0.quantile.runsNeeded > runs }
    guard !open.isEmpty else { return "" }
    let needs = open.map { "\($0.quantile.runsNeeded) for \($0.name)" }.joined(separator: ", ")
    return "too few runs for a whole interval; it takes \(needs)"
  }
}

extension EffectAnswer {
  /// "worker.global 10 → 11, +10 %".
  var title: String { "\(lever) \(from) → \(to), +\(AnswerWording.number(stepPerCent)) %" }

  /// What changes, as far as anything does.
  var changes: String {
    var parts: [String] = []
    for (goal, runs) in [(Goal.stored, storedRuns), (.delivered, deliveredRuns)] where runs != 0 {
      let amount = runs > 0 ? "more" : "fewer"
      parts.append(
        counted(abs(runs), "\(amount) run is", "\(amount) runs are") + " \(goal.rawValue) whole")
    }
    if !undelivered.isZero { parts.append("undelivered " + undelivered.text(isTime: false)) }
    if let delivered, !delivered.isZero {
      parts.append("time to deliver " + delivered.text(isTime: true))
    }
    if !missing.isZero { parts.append("without observation " + missing.text(isTime: false)) }
    if let stored, !stored.isZero { parts.append("time to store " + stored.text(isTime: true)) }
    return parts.isEmpty ? "changes nothing in any seed" : parts.joined(separator: ", ")
  }
}
