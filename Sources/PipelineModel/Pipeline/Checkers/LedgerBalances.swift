import SimKernel

/// Every item is accounted for at every hop.
enum LedgerBalances {
  static let check: Checkers.Check = { pipeline, _, _ in
    return pipeline.ledger.imbalances().map { "the ledger is unbalanced: \($0)" }
      + pipeline.ledger.units.indices.flatMap { unit in
        pipeline.ledger.imbalances(of: unit).map {
          "the ledger of unit \(unit) is unbalanced: \($0)"
        }
      }
  }
}
