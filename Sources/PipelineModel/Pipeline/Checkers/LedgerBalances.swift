import SimKernel

/// Every item is accounted for at every hop.
enum LedgerBalances {
  static let check: Checkers.Check = { pipeline, _, _ in
    let ledger = pipeline.ledger
    return ledger.imbalances().map { "the ledger is unbalanced: \($0)" }
      + ledger.units.indices.flatMap { unit in
        ledger.imbalances(of: unit).map { "the ledger of unit \(unit) is unbalanced: \($0)" }
      }
  }
}
