import PipelineModel

/// The runs of which none other is both cheaper and less lossy, among those that lose no more than
/// today's.
///
/// Cost is what the month's allowance counts, executions; loss is the items that are missing and
/// those that were delivered twice. What nobody here can change is left out.
enum ParetoFront {
  static func loss(_ amounts: Amounts) -> Int { amounts.missing + amounts.duplicateDeliveries }

  /// Cheapest first; of equal ones that which is easier to have, has fewer levers, or came first.
  static func of(_ points: [MendPoint], today: Amounts) -> [MendPoint] {
    let ranked = points.enumerated().filter {
      !$0.element.trial.summary.isCutOff && $0.element.standing < .outside
        && loss($0.element.amounts) <= loss(today)
    }.sorted { rank($0.element) + [$0.offset] < rank($1.element) + [$1.offset] }
    var front: [MendPoint] = []
    var least = Int.max
    for (_, point) in ranked where loss(point.amounts) < least {
      least = loss(point.amounts)
      front.append(point)
    }
    return front
  }

  private static func rank(_ point: MendPoint) -> [Int] {
    [
      point.amounts.executions, loss(point.amounts),
      Standing.allCases.firstIndex(of: point.standing) ?? 0, point.settings.count,
    ]
  }
}

extension [Int] {
  fileprivate static func < (left: Self, right: Self) -> Bool {
    left.lexicographicallyPrecedes(right)
  }
}
