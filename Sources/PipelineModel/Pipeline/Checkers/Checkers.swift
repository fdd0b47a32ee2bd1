import SimKernel

/// The properties every run must have; each returns a sentence for what is broken.
enum Checkers {
  /// It changes nothing: of a borrowed pipeline the compiler counts every part at each use, which
  /// takes minutes.
  typealias Check = @Sendable (inout Pipeline, StopReason, _ end: SimTime) -> [String]

  static let all: [Check] = [
    LedgerBalances.check, NothingIsLeft.check, LittlesLaw.check, Utilization.check,
    FluidBound.check,
  ]
}
