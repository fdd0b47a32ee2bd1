import SimKernel

/// No limit gives more slots, or more slot time, than it has.
enum Utilization {
  static func broken(in limits: borrowing LimitTable, at end: SimTime) -> [String] {
    let entries = limits.entries.elements
    let definitions = limits.definitions.elements
    return definitions.enumerated().flatMap { index, limit -> [String] in
      var found: [String] = []
      if limit.maximum > limit.cap {
        found.append("\(limit.name) allows \(limit.cap) and gave \(limit.maximum)")
      }
      let keys = entries.count { Int($0.definition) == index }
      let most = Int128(keys) * Int128(limit.cap) * Int128(end.microseconds)
      let used = limit.use.integral(at: end)
      if used > most {
        found.append("\(limit.name) was used more than all the time: \(used) of \(most) µs")
      }
      return found
    }
  }
}
