import PipelineModel
import SimKernel

extension LeverValue {
  /// The value as scenario files and `--set` write it.
  public var text: String {
    switch self {
    case .count(let number): "\(number)"
    case .duration(let duration): duration.description
    case .durations(let list): "[" + list.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    case .flag(let flag): "\(flag)"
    case .choice(let word): word
    case .bytes(let bytes): SizeText.format(Int64(bytes))
    case .rate(let rate): "\(rate.count)/\(rate.period)"
    case .distribution(let distribution): distribution.text
    }
  }
}

extension Distribution {
  fileprivate var text: String {
    switch self {
    case .constant(let duration): duration.description
    case .uniform(let low, let high): "{uniform: [\"\(low)\", \"\(high)\"]}"
    case .exponential(let mean): "{exponential: \"\(mean)\"}"
    case .lognormal(let median, let sigma):
      "{lognormal: {median: \"\(median)\", sigma: \(sigma)}}"
    case .empirical(let quantiles):
      "{empirical: ["
        + quantiles.map { "{share: \($0.probability), value: \"\($0.value)\"}" }
        .joined(separator: ", ") + "]}"
    }
  }
}

extension LeverSetting {
  /// "worker.resume = cursor".
  public var text: String { "\(name) = \(value.text)" }

  /// Whether the value does not exist in the pipeline today.
  var isProposal: Bool { Lever.named(name)?.proposals.contains(value.text) ?? false }

  /// Reads `--set name=value`; the value is written as in a scenario file, words without quotes.
  ///
  /// Throws `UsageError` with the lever's kind, or with the name that was meant.
  public static func parse(
    _ name: String, _ value: String
  ) throws(UsageError) -> LeverSetting {
    guard let lever = Lever.named(name) else {
      let question = Suggestion.question(for: name, in: Lever.all.map(\.name))
      throw UsageError(
        "There is no lever \(VisibleText.quoted(name)); "
          + (question ?? "'simrun levers' lists them."))
    }
    let isBare =
      switch lever.kind {
      case .count, .flag, .durations: true
      case .distribution: value.hasPrefix("{")
      case .duration, .choice, .bytes, .rate: false
      }
    // A word where a number or a flag belongs is refused as the text it is.
    let isWord = value.first?.isLetter == true && value != "true" && value != "false"
    let literal = isBare && !isWord ? value : JSONText.quoted(value)
    let source = SourceText(path: "--set", text: "{\(JSONText.quoted(name)): \(literal)}")
    let read: LeverValue
    do throws(DiagnosticList) {
      read = try Fields.read(source) { $0.required(name, Shape<LeverValue>.lever(lever.kind)) }
    } catch {
      let first = error.diagnostics[0]
      let help = first.help.map { "; \($0)" } ?? ""
      throw UsageError(
        "The value \(VisibleText.quoted(value)) is invalid for the lever \(name): "
          + "\(first.message)\(help).")
    }
    guard let setting = LeverSetting(name, read) else {
      throw UsageError(
        "The lever \(name) does not take \(VisibleText.quoted(value)); \(lever.taken).")
    }
    return setting
  }
}
