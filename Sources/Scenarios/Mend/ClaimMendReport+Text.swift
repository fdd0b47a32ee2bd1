import SimKernel

extension ClaimMendReport: AnswerDocument {
  /// Remedies shown of each claim; the JSON has all of them.
  static let shown = 6

  static let legend = """
    setting: a number of today's configuration or plan · proposal: code that the pipeline does not have · \
    outside: the nature of the engine, the provider, the network or the work itself. Differences are against the \
    as-built run with the same seed, summed over the scenarios mended; of the time to the end the \
    largest.
    """

  public var broken: Int { 0 }
  public var undecided: Int { 0 }

  public var text: String {
    var text = claims.map(Self.text).joined(separator: "\n")
    if claims.isEmpty { text = "None of the claims asked about is refuted as built.\n" }
    return text + faultText + "\n" + Self.legend.wrapped(100, margin: "")
      + "\n\(grouped(runs)) runs\n"
  }

  private static func text(_ claim: Claim) -> String {
    var text = claim.id.padded(to: 6) + claim.sentence.wrapped(100, margin: margin) + "\n"
    text += margin + headline(claim).wrapped(100, margin: margin) + "\n"
    for remedy in claim.remedies.prefix(shown) { text += Self.text(remedy, of: claim) }
    if claim.remedies.count > shown {
      text += margin + "and \(claim.remedies.count - shown) more in the JSON\n"
    }
    if let set = claim.smallestSet {
      text += margin + sentence(set).wrapped(100, margin: margin) + "\n"
    }
    return text
  }

  private static let margin = "      "

  private static func text(_ remedy: Remedy, of claim: Claim) -> String {
    let inner = margin + "  "
    let count = "\(remedy.mends.count) of \(claim.refuted.count)"
    var text = margin + remedy.text.wrapped(100, margin: inner) + "\n"
    text +=
      inner
      + "\(remedy.standing.rawValue), in \(count): \(cost(remedy.total))"
      .wrapped(100, margin: inner) + "\n"
    if !remedy.spoils.isEmpty {
      text += inner + "but refutes \(spoiled(remedy))".wrapped(100, margin: inner) + "\n"
    }
    return text
  }

  /// The differences that are not zero, in a sentence.
  static func cost(_ change: Amounts) -> String {
    let names = [
      abs(change.executions) == 1 ? "execution" : "executions",
      abs(change.providerRequests) == 1 ? "request" : "requests", "to the end", "stored", "missing",
      "delivered again", "stored again",
    ]
    let fewer = -(change.stored + change.missing)
    let changed =
      (fewer > 0 ? ["asks for \(counted(fewer, "item")) fewer"] : [])
      + zip(names, differences(change)).filter { $0.1 != "0" && $0.1 != "0s" }
      .map { "\($0.1) \($0.0)" }
    return changed.isEmpty ? "at no cost" : changed.joined(separator: ", ")
  }

  static func differences(_ change: Amounts) -> [String] {
    let time = Int64(change.endedMicroseconds.magnitude)
    let sign = change.endedMicroseconds > 0 ? "+" : time > 0 ? "-" : ""
    let end = sign + SimDuration(microseconds: time).rounded
    return [
      signed(change.executions), signed(change.providerRequests), end, signed(change.stored),
      signed(change.missing), signed(change.duplicateDeliveries), signed(change.duplicateStored),
    ]
  }

  private static func signed(_ number: Int) -> String {
    (number > 0 ? "+" : "") + grouped(number)
  }

  static func headline(_ claim: Claim) -> String {
    guard let first = claim.refuted.first else { return "" }
    let scenarios = counted(claim.refuted.count + claim.holding, "scenario")
    let at = SimTime(microseconds: first.atMicroseconds).clock
    return "refuted in \(claim.refuted.count) of \(scenarios), first at \(at) in "
      + "\(ScenarioRoot.short(first.scenario)): \(first.because)"
  }

  static func spoiled(_ remedy: Remedy) -> String {
    var byClaim: [(claim: String, scenario: String)] = []
    for spoiled in remedy.spoils where !byClaim.contains(where: { $0.claim == spoiled.claim }) {
      byClaim.append((spoiled.claim, ScenarioRoot.short(spoiled.scenario)))
    }
    return byClaim.map { "\($0.claim) (in \($0.scenario))" }.joined(separator: ", ")
  }

  static func sentence(_ set: SmallestSet) -> String {
    let place = ScenarioRoot.short(set.scenario)
    guard let change = set.change else {
      return "No set of levers that was tried makes it hold in \(place)."
    }
    let levers = set.settings.map { "\($0.text) (\($0.standing.rawValue))" }
    return "In \(place) it takes together: \(levers.joined(separator: ", ")); \(cost(change))."
  }
}
