import SimKernel

/// The properties every run must have; each returns a sentence for what is broken.
enum Checkers {
  typealias Check = @Sendable (borrowing Pipeline, StopReason, _ end: SimTime) -> [String]

  static let all: [Check] = [
    LedgerBalances.check, NothingIsLeft.check, LittlesLaw.check, Utilization.check,
    FluidBound.check,
  ]
}
