import SimKernel

/// The generic cell rate algorithm: admits `limit + burst` at once, then one per emission interval.
///
/// Law: the theoretical arrival time never runs ahead of now by more than
/// `(limit + burst)` emission intervals. Every operation is O(1).
/// Source: engine-facts 2.2 (`constraintapi/lua/helper/gcra.lua`).
struct GCRA: Sendable, BitwiseCopyable {
  /// Theoretical arrival time.
  private(set) var tat = SimTime.zero
  let emission: SimDuration
  let tolerance: SimDuration

  init(rate: Rate, burst: Int) {
    emission = rate.period / rate.count
    tolerance = emission * (rate.count + burst - 1)
  }

  /// The earliest time at which the next one is admitted, `now` at the earliest.
  func nextAdmission(at now: SimTime) -> SimTime { max(now, tat - tolerance) }

  /// Admits one if it is time; false otherwise.
  mutating func admit(at now: SimTime) -> Bool {
    guard now >= tat - tolerance else { return false }
    tat = max(tat, now) + emission
    checkLaw(at: now)
    return true
  }

  private func checkLaw(at now: SimTime) {
    assert(tat - now <= tolerance + emission, "GCRA ran ahead of its tolerance")
  }
}
