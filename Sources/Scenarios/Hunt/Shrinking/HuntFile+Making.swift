import Foundation
import PipelineModel
import SimKernel

extension HuntFile {
  /// The file of a class: named for what it shows, with what it shows expected.
  ///
  /// `taken` are names that other classes have.
  init(_ found: HuntClass, _ shrunk: HuntCase, taken: Set<String>, properties: [Expectation]) {
    let experiment = shrunk.experiment()
    let outcome = experiment.run()
    let base = Self.name(of: found.key)
    var name = base
    var number = 2
    while taken.contains(name) {
      name = "\(base)-\(number)"
      number += 1
    }
    self.name = name
    title = Self.title(of: found.key)
    self.shrunk = shrunk
    expectations =
      found.key.troubles.flatMap {
        Self.sentences(for: $0, outcome, properties)
      }.unique
  }

  private static func name(of key: HuntClass.Key) -> String {
    let words = [
      key.part, key.family == .outage ? "outage" : "", key.effect, key.place,
      key.troubles.first?.kind.rawValue ?? "",
    ]
    let text = words.filter { !$0.isEmpty }.joined(separator: " ").lowercased()
    let parts = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return parts.joined(separator: "-")
  }

  private static func title(of key: HuntClass.Key) -> String {
    let what = [key.part, key.place].filter { !$0.isEmpty }.joined(separator: " of ")
    let cause = key.effect.isEmpty ? what : "\(what), \(key.effect)"
    let title = "\(cause): \(key.troubles.first?.kind.words ?? "")"
    return title.count <= 100 ? title : String(title.prefix(99)) + "…"
  }

  private static func sentences(
    for trouble: HuntTrouble, _ outcome: Outcome, _ properties: [Expectation]
  ) -> [String] {
    let counts = outcome.counts
    let results = outcome.orchestratorResults.count
    switch trouble.kind {
    case .silentLoss: return ["result(\(results)).success", "lost == \(counts.lost)"]
    case .unnoticedLoss: return ["results == 0", "lost == \(counts.lost)"]
    case .toldLoss, .foreign: return ["lost == \(counts.lost)"]
    case .storedTwice: return ["duplicateStored == \(counts.duplicateStored)"]
    case .deliveredTwice: return ["duplicateDeliveries == \(counts.duplicateDeliveries)"]
    case .capturedTwice:
      let repeated = counts.repeatedCaptures + counts.repeatedStores
      return ["repeatedCaptures + repeatedStores == \(repeated)"]
    case .misreported:
      let told = outcome.orchestratorResults.last?.eventsDispatched ?? 0
      return [
        "result(\(results)).eventsDispatched == \(told)",
        "delivered - duplicateDeliveries == \(counts.delivered - counts.duplicateDeliveries)",
      ]
    case .property:
      return properties.filter { $0.text == trouble.detail }.map(\.opposite)
    case .notEnded:
      return FunctionKind.allCases.filter { function in
        function != .capture
          && outcome.runs.contains { $0.function == function && $0.outcome == .running }
      }.map { "runs(\(Self.word(of: $0)), running) > 0" }
    case .violation, .afterRevocation: return ["accepted == \(counts.accepted)"]
    }
  }

  private static func word(of function: FunctionKind) -> String {
    ExpressionNames.functions.first { $0.function == function }?.word ?? ""
  }
}

extension Expectation {
  /// A sentence that holds where this one does not.
  fileprivate var opposite: String {
    let opposites: [Comparison: Comparison] = [
      .equal: .unequal, .unequal: .equal, .atMost: .more, .more: .atMost, .atLeast: .less,
      .less: .atLeast,
    ]
    guard let sign = text.range(of: " \(comparison.rawValue) "), let other = opposites[comparison]
    else { return "\(text) == false" }
    return text.replacingCharacters(in: sign, with: " \(other.rawValue) ")
  }
}

extension [String] {
  /// Each once, in order.
  fileprivate var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
