/// Every item is accounted for at every hop.
enum LedgerBalances {
  static func broken(in ledger: borrowing Ledger) -> [String] {
    var found = ledger.imbalances().map { "the ledger is unbalanced: \($0)" }
    for unit in ledger.units.indices {
      found += ledger.imbalances(of: unit).map { "the ledger of unit \(unit) is unbalanced: \($0)" }
    }
    return found
  }
}
